"""The one place through which anything is fetched or posted.

    answer = fetch("https://example.org/feed", headers={"If-None-Match": etag})
    with opened("https://social.example/api/v1/streaming/public", limits=ENDLESS) as stream:
        for chunk in stream.chunks(): ...
    sock = Guard.of_this_house().connect("imap.example.org", 993, deadline=Deadline(60))

Each refuses what leads into our own network, and says so in a NotReached.
"""

from crm.outgoing.deadline import Deadline
from crm.outgoing.errors import NotReached, Reason
from crm.outgoing.fetch import ENDLESS, Answer, Limits, Opened, fetch, opened
from crm.outgoing.guard import Guard

__all__ = ["ENDLESS", "Answer", "Deadline", "Guard", "Limits", "NotReached", "Opened", "Reason", "fetch", "opened"]
