"""More tables of small worlds with verdicts: boundaries, channels, and every field of the policy."""

from datetime import UTC, date, datetime

from .book import OTHER, K

ANA_TOO = 7  # a second record of Ana

# A boundary on Ana or on her other record, judged at noon in Vienna; is `boundaries` met?
BOUNDARIES = [
    ({"scope": "everything"}, False),
    ({"scope": "everything", "days": -1}, True),
    ({"scope": "everything", "contact": ANA_TOO}, False),
    ({"scope": "everything", "contact": 8}, True),
    ({"scope": "everything", "until": date(2026, 9, 2)}, False),
    ({"scope": "everything", "until": date(2026, 9, 1)}, True),
    ({"scope": "everything", "lifted_at": datetime(2026, 9, 1, 11, tzinfo=UTC)}, False),  # noon is 10 UTC
    ({"scope": "everything", "lifted_at": datetime(2026, 9, 1, 10, tzinfo=UTC)}, True),
    ({"scope": "campaign", "campaign": K}, False),
    ({"scope": "campaign", "campaign": OTHER}, True),
    ({"scope": "client", "client": " VELO ltd "}, False),
    ({"scope": "client", "client": "Rail Inc"}, True),
    ({"scope": "topic", "topic": "x"}, False),
    ({"scope": "topic", "topic": "y"}, True),
    ({"scope": "channel", "channel": "bluesky"}, True),
]

# Handles of Ana, where she wrote to us, the channel she closed, and the stage with nothing else on record.
CHANNELS = [
    ([], None, None, "listen"),
    ([], None, "email", "listen"),
    ([("website", "bounced")], None, None, "listen"),
    ([("email", "current")], None, None, "listen"),
    ([("email", "former")], None, None, "closed"),
    ([("email", "bounced"), ("website", "current")], None, None, "closed"),
    ([("email", "bounced"), ("email", "current")], None, None, "listen"),
    ([("email", "current")], None, "email", "closed"),
    ([("email", "current")], None, "phone", "listen"),
    ([("email", "current"), ("phone", "current")], None, "email", "listen"),
    ([("email", "former")], "email", None, "closed"),
    ([("email", "former")], "bluesky", None, "listen"),
    ([("email", "former")], "bluesky", "bluesky", "closed"),
    ([], "bluesky", None, "listen"),
    ([], "bluesky", "bluesky", "closed"),
    ([], "website", "website", "listen"),
]


def nothing(b):
    pass


def observed_on_two_days(b):
    b.world.interests.clear(), b.cares(3, basis="observed"), b.cares(8, basis="observed")


# What the policy changes, the criterion that is then missing, and what is added to a ready world.
POLICIES = [
    ({"heard_min": 7}, "heard", nothing),
    ({"heard_within_days": 5}, "heard", nothing),
    ({"fit_days": 3}, "fit", observed_on_two_days),
    ({"fit_within_days": 7}, "fit", observed_on_two_days),
    ({"known_days": 321}, "known", nothing),
    ({"reached_days": 12}, "reached", nothing),
    ({"answered_days": 12}, "answered", nothing),
    ({"owed_days": 5}, "owed", lambda b: b.into(6)),
    ({"quiet_max_days": 19, "quiet_min_days": 1}, "alive", nothing),
    ({"quiet_factor": 0.5, "quiet_min_days": 1}, "alive", nothing),
    ({"given_min": 2}, "given", lambda b: b.out(50, "help")),
    ({"unhurried_days": 51}, "given", nothing),
    ({"rest_days": 95}, "rested", lambda b: b.ask(95, outcome="yes", answered=94)),
    ({"rest_after_no_days": 200}, "rested", lambda b: b.ask(200, outcome="no", answered=199)),
    ({"asks_per_year": 1}, "spared", lambda b: b.ask(200, outcome="no", answered=199)),
]

# What three of one kind on three days, 25 to 27 days ago and with a question, do alone: which criteria of
# listen, connect and give are then met. `owed` is met where it is named.
THEIRS, OURS, BOTH = "known answered alive", "known reached", "known reached answered alive"
KINDS = {
    "inbound": dict.fromkeys(("message", "reply", "comment", "request"), f"heard {THEIRS}")
    | dict.fromkeys(("call", "meeting"), f"heard owed {THEIRS}")
    | dict.fromkeys(("help", "introduction"), f"owed {THEIRS}")
    | {"share": "known answered owed", "reaction": "owed", "read": "owed"},
    "outbound": dict.fromkeys(("message", "reply", "comment", "request", "call", "meeting"), f"owed {OURS}")
    | dict.fromkeys(("help", "introduction"), f"given owed {OURS}")
    | {"share": "known given owed", "reaction": "owed", "read": "owed"},
    "mutual": dict.fromkeys(("message", "reply", "comment", "request", "call", "meeting"), f"heard owed {BOTH}")
    | dict.fromkeys(("help", "introduction"), f"given owed {BOTH}")
    | {"share": "known given owed", "reaction": "owed", "read": "owed"},
    "observed": dict.fromkeys(("message", "comment", "share", "reaction", "read"), "heard owed"),
}
KIND_ROWS = [(direction, kind, met) for direction, kinds in KINDS.items() for kind, met in kinds.items()]

NOT_ASKABLE = {"website", "feed", "newsletter", "podcast", "youtube", "tiktok", "hackernews"}
MAIL_AND_MEETING = ["email", "phone", "sms", "in_person", "video", "post", "other"]
SOCIAL = ["bluesky", "mastodon", "x", "linkedin", "facebook", "instagram", "threads", "reddit"]
ALL_CHANNELS = [*MAIL_AND_MEETING, *SOCIAL, *sorted(NOT_ASKABLE)]
