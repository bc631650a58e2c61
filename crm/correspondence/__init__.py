"""Mail that becomes exchanges by itself: reading a message, whose it is, taking it, and archives of it.

Live mailboxes are read by `listening.correspondence`; here nothing is fetched.
"""
