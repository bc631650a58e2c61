"""What listening remembers, by noun."""

from listening.models.authors import Author, OurHandle
from listening.models.drawn import DrawnInterest
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
    "MentionKey",
    "MentionTopic",
    "MentionVersion",
    "OurHandle",
    "Overture",
    "Source",
    "TopicRun",
    "Verdict",
]
