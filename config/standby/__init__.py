"""A hot standby of the database answers what is only read: lists, searches, reports (DATABASE_STANDBY_URL)."""

ALIAS = "standby"

__all__ = ["ALIAS"]
