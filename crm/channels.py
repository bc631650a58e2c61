"""The channels people can be reached or heard on, and what each is good for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    SMS = "sms", _("SMS")
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video call")
    POST = "post", _("Post")
    WEBSITE = "website", _("Website")
    FEED = "feed", _("Feed")
    NEWSLETTER = "newsletter", _("Newsletter")
    PODCAST = "podcast", _("Podcast")
    BLUESKY = "bluesky", _("Bluesky")
    MASTODON = "mastodon", _("Mastodon")
    X = "x", _("X")
    LINKEDIN = "linkedin", _("LinkedIn")
    FACEBOOK = "facebook", _("Facebook")
    INSTAGRAM = "instagram", _("Instagram")
    THREADS = "threads", _("Threads")
    YOUTUBE = "youtube", _("YouTube")
    TIKTOK = "tiktok", _("TikTok")
    REDDIT = "reddit", _("Reddit")
    HACKERNEWS = "hackernews", _("Hacker News")
    OTHER = "other", _("Other")


# Where something can only be said in public, nobody can be asked.
ONLY_PUBLIC = frozenset(
    {
        Channel.WEBSITE,
        Channel.FEED,
        Channel.NEWSLETTER,
        Channel.PODCAST,
        Channel.YOUTUBE,
        Channel.TIKTOK,
        Channel.HACKERNEWS,
    }
)
ASKABLE = frozenset(Channel) - ONLY_PUBLIC
