"""LinkedIn's Connections.csv. A connection is no exchange: it is where we got them, on the day they connected."""

from crm.importing.table import TableFormat


class LinkedInConnections(TableFormat):
    NAME = "linkedin_connections"
    LABEL = "LinkedIn connections"
    SIGNS = frozenset({"first name", "last name", "url", "email address", "company", "position", "connected on"})
    REQUIRED = frozenset({"first name", "last name", "connected on"})
    LEAST = 5
    FIELDS = {
        "url": "linkedin",
        "email address": "email",
        "company": "organization",
        "position": "title",
        "connected on": "collected_on",
    }
