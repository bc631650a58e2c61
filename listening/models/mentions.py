"""Posts that were kept.

`Mention` and `MentionTopic` are partitioned by hand (migrations/0002): first by `keep`, what is not kept again by the
month in which we heard it, so that an old month is dropped in an instant and takes nothing along that must stay.
PostgreSQL wants the columns that partition in every unique key, hence exactly-once and everything that points to a
mention rest on `MentionKey`, which is small and stays when the month goes: what was dropped does not come back.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel


class MentionKey(models.Model):
    """The identity of a post; there is one for every post that was ever kept, and for some days for what was deleted
    before we heard it."""

    source_kind = models.CharField(max_length=20)
    native_id = models.CharField(max_length=500)
    month = models.DateField(help_text=_("The first day of the month in which we heard it."))
    deleted_at = models.DateTimeField(null=True, blank=True, help_text=_("Its author took it back."))
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text=_("Somebody here took it out."))
    never_kept = models.BooleanField(
        default=False, db_default=False, help_text=_("Its deletion came before it did, or it was none of ours.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "native_id"], name="mention_once"),
        ]
        indexes = [
            models.Index(  # forgetting them
                fields=["deleted_at"], condition=models.Q(never_kept=True), name="mention_key_never_kept"
            ),
        ]

    def __str__(self) -> str:
        return self.native_id


class Mention(models.Model):
    """One observed public post or article. `id` is that of its key."""

    id = models.BigIntegerField(primary_key=True)
    month = models.DateField()
    keep = models.BooleanField(default=False, help_text=_("By a contact, or held for another reason."))
    source = models.ForeignKey(
        "listening.Source", null=True, on_delete=models.PROTECT, related_name="mentions", db_index=False
    )
    source_kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    author = models.ForeignKey(
        "listening.Author", null=True, on_delete=models.PROTECT, related_name="mentions", db_index=False
    )
    author_name = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, help_text=_("Sanitised; empty where it would say no more than the text."))
    links = ArrayField(models.CharField(max_length=2000), default=list)
    languages = ArrayField(models.CharField(max_length=35), default=list)
    published_at = models.DateTimeField()
    heard_at = models.DateTimeField(help_text=_("When it came in."))
    edited_at = models.DateTimeField(null=True, blank=True)
    in_reply_to = models.CharField(max_length=2000, blank=True)
    shares = models.CharField(max_length=2000, blank=True)
    story = models.BigIntegerField(help_text=_("The id of the first mention with the same text or link."))
    digest = models.BinaryField(max_length=16, help_text=_("Of what would make it a new version."))
    words = SearchVectorField(null=True, help_text=_("The words as the matcher reads them."))

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="mention_newest"),  # the inbox
            models.Index(fields=["author", "-published_at", "-id"], name="mention_by_author"),  # a contact's timeline
            models.Index(fields=["source", "-published_at", "-id"], name="mention_by_source"),
            models.Index(fields=["story"], name="mention_story"),  # who else ran it
            GinIndex(fields=["languages"], name="mention_languages"),  # the inbox of a language that few write
            GinIndex(fields=["words"], name="mention_words"),  # the archive: search, preview, a topic's new query
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80]


class MentionTopic(models.Model):
    """A mention matched a topic. Carries what lists and figures of one topic need, so that they read this alone."""

    pk = models.CompositePrimaryKey("mention_id", "topic_id")
    mention = models.ForeignKey(
        Mention, on_delete=models.DO_NOTHING, related_name="matched", db_constraint=False, db_index=False
    )
    topic = models.ForeignKey("crm.Topic", on_delete=models.CASCADE, related_name="heard", db_index=False)
    month = models.DateField()
    keep = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    author = models.ForeignKey(
        "listening.Author", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    story = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(  # a topic's inbox; voices and figures without looking at the posts
                fields=["topic", "-published_at", "-mention"], include=["author", "story"], name="mention_of_topic"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} · {self.topic_id}"


class MentionVersion(models.Model):
    """What a post said before it was edited."""

    mention = models.ForeignKey(MentionKey, on_delete=models.CASCADE, related_name="versions")
    until = models.DateTimeField(help_text=_("When we saw the next one."))
    title = models.CharField(max_length=1000, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-until", "-id"]

    def __str__(self) -> str:
        return f"{self.mention_id} until {self.until}"
