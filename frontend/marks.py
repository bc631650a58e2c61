"""How stages, channels and kinds are marked wherever they are shown: their level, their word, their icon."""

from django.utils.translation import gettext_lazy

from crm.channels import Channel

# The rungs of the ladder come first, in order; what follows is beside it.
STAGES = {
    "listen": (1, gettext_lazy("Listen")),
    "connect": (2, gettext_lazy("Connect")),
    "give": (3, gettext_lazy("Give")),
    "ready": (4, gettext_lazy("Ready")),
    "resting": (0, gettext_lazy("Resting")),
    "closed": (0, gettext_lazy("Off limits")),
    "asked": (0, gettext_lazy("Asked")),
    "yes": (0, gettext_lazy("Yes")),
    "no": (0, gettext_lazy("No")),
    "not_now": (0, gettext_lazy("Not now")),
    "silent": (0, gettext_lazy("Silent")),
    "withdrawn": (0, gettext_lazy("Withdrawn")),
}
STAGE_ICONS = {
    "resting": "moon",
    "closed": "ban",
    "asked": "send",
    "yes": "check",
    "no": "x",
    "not_now": "calendar-clock",
    "silent": "bell-off",
    "withdrawn": "undo-2",
}
CHANNEL_LABELS = dict(Channel.choices)
CHANNEL_ICONS = {
    "email": "mail",
    "phone": "phone",
    "sms": "message-square",
    "in_person": "users",
    "video": "video",
    "post": "mailbox",
    "website": "globe",
    "feed": "rss",
    "newsletter": "newspaper",
    "podcast": "podcast",
    "youtube": "tv",
    "tiktok": "music",
    "hackernews": "hash",
    "reddit": "messages-square",
    "linkedin": "square-user-round",
    "other": "link",
}
KIND_ICONS = {
    "message": "mail",
    "reply": "reply",
    "comment": "message-circle",
    "reaction": "heart",
    "share": "repeat-2",
    "help": "hand-helping",
    "introduction": "user-plus",
    "request": "circle-question-mark",
    "call": "phone-call",
    "meeting": "users",
    "read": "ear",
}
WARMTH_STEPS = (0.5, 2, 5, 10, 18)
