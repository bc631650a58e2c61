"""What listening remembers, by noun."""

from listening.models.authors import Author, OurHandle, Pairing, PairingVerdict, ProfileLink
from listening.models.drawn import DrawnInterest
from listening.models.files import MentionFile
from listening.models.hearing import Hearing, Overture, Verdict
from listening.models.mentions import Mention, MentionKey, MentionTopic, MentionVersion
from listening.models.sources import Source
from listening.models.stories import Band
from listening.models.topics import TopicRun

__all__ = [
    "Author",
    "Band",
    "DrawnInterest",
    "Hearing",
    "Mention",
    "MentionFile",
    "MentionKey",
    "MentionTopic",
    "MentionVersion",
    "OurHandle",
    "Overture",
    "Pairing",
    "PairingVerdict",
    "ProfileLink",
    "Source",
    "TopicRun",
    "Verdict",
]
