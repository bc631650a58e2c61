"""Meetings and calls from a staff member's own calendar.

A calendar's text is cut into series (`splitting`), those with somebody we know among the invited are worked out in a
process apart (`expanding`), joined to contacts (`joining`), and logged once they took place (`settling`). Where the
text comes from, a file, an address or a CalDAV server, is for `fetching` to know."""
