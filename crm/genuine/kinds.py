"""Which kinds of interaction count as what. The one place; SQL and Python read it here."""

from crm.models.interactions import Kind

# "Wrote" in the rule.
WROTE = (
    Kind.MESSAGE,
    Kind.REPLY,
    Kind.COMMENT,
    Kind.REQUEST,
    Kind.HELP,
    Kind.INTRODUCTION,
    Kind.CALL,
    Kind.MEETING,
)
# What can wait for an answer.
CAN_WAIT = (Kind.MESSAGE, Kind.REPLY, Kind.COMMENT, Kind.REQUEST)
# What we take in when they say it to us; posts and articles are `observed`.
TAKEN_IN = (*CAN_WAIT, Kind.CALL, Kind.MEETING)
# An exchange, either way: more than a like or a follow.
EXCHANGE = (*WROTE, Kind.SHARE)
# A give; a share only with words of our own.
GIVE = (Kind.HELP, Kind.INTRODUCTION)

# Warmth: weight by kind, and what being theirs adds.
WEIGHTS = {
    Kind.MESSAGE: 1.0,
    Kind.REPLY: 1.0,
    Kind.COMMENT: 1.0,
    Kind.REQUEST: 1.0,
    Kind.SHARE: 1.5,
    Kind.HELP: 2.0,
    Kind.INTRODUCTION: 2.0,
    Kind.CALL: 3.0,
    Kind.MEETING: 4.0,
}
INBOUND_FACTOR = 1.5

LATE_AFTER_DAYS = 30  # entered later than this, it counts fully only with an identity and text
CLOSES_WITHIN_DAYS = 7  # a remark of theirs this soon after ours, without a question, closes the conversation
