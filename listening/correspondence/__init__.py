"""Mailboxes of staff members, read live: what is new within seconds, the past as far as asked, nothing ever changed.

What a message is, whose it is and what becomes of it is decided in crm.correspondence; here it is only fetched."""
