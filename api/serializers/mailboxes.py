"""One's own mailboxes."""

from rest_framework import serializers

from api.serializers.shape import LAST, OneOf, Shape
from crm.models import LeftMail, Mailbox, MailboxKind, Security, Seen, SignIn

LINE, LONG = 320, 2000


def _lines(most: int) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=most), required=False, max_length=200)


def _secret(most: int, help_text: str = "") -> serializers.CharField:
    return serializers.CharField(
        write_only=True, required=False, allow_blank=True, max_length=most, help_text=help_text or None
    )


class MailboxShape(Shape):
    kind = OneOf(MailboxKind.choices, required=False)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    port = serializers.IntegerField(min_value=0, max_value=65_535, required=False, help_text="0: the usual one.")
    security = OneOf(Security.choices, required=False)
    sign_in = OneOf(SignIn.choices, required=False)
    password = serializers.CharField(write_only=True, required=False, allow_blank=True, max_length=LONG)
    token = serializers.CharField(write_only=True, required=False, allow_blank=True, max_length=20_000)
    refresh_token = _secret(20_000, "By which the token is renewed; with `client_id` and `token_url`.")
    client_id, client_secret = _secret(LONG), _secret(LONG)
    token_url = _secret(LONG, "Where it is renewed; `providers/` knows Google's and Microsoft's.")
    folders, addresses, kept_out, private_labels = _lines(500), _lines(LINE), _lines(LINE), _lines(200)
    seen = OneOf(Seen.choices, required=False, help_text="What the team sees; nothing else is stored.")
    left = serializers.DictField(read_only=True, help_text="Why → how many mails were not taken.")

    class Meta:
        model = Mailbox
        fields = (
            *("id", "kind", "name", "host", "port", "security", "user", "sign_in", "password", "token"),
            *("refresh_token", "client_id", "client_secret", "token_url", "folders"),
            *("addresses", "seen", "kept_out", "private_labels", "read_since", "paused_at", "disconnected_at"),
            *(
                "forget_at",
                "is_well",
                "health",
                "failures",
                "checked_at",
                "next_check_at",
                "swept_at",
                "taken",
                "left",
                *LAST,
            ),
        )
        read_only_fields = (
            *("paused_at", "disconnected_at", "forget_at", "is_well", "health", "failures", "checked_at"),
            *("next_check_at", "swept_at", "taken"),
        )


class MailboxTry(serializers.Serializer[None]):
    host = serializers.CharField(max_length=253)
    port = serializers.IntegerField(min_value=0, max_value=65_535, required=False)
    security = OneOf(Security.choices, required=False)
    user = serializers.CharField(max_length=LINE)
    sign_in = OneOf(SignIn.choices, required=False)
    password = serializers.CharField(max_length=LONG, required=False, allow_blank=True)
    token = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    refresh_token = _secret(20_000)
    client_id, client_secret, token_url = _secret(LONG), _secret(LONG), _secret(LONG)
    folders = _lines(500)


class MailboxTried(serializers.Serializer[None]):
    folders = serializers.ListField(child=serializers.CharField(), help_text="That would be read.")


class LeftMailShape(Shape):
    sentence = serializers.CharField(source="get_reason_display")

    class Meta:
        model = LeftMail
        fields = ("id", "folder", "number", "reason", "sentence", "at")
        read_only_fields = fields


class TakenOut(serializers.Serializer[None]):
    taken_out = serializers.IntegerField(help_text="Exchanges that are gone now.")


class ForwardShape(serializers.Serializer[None]):
    address = serializers.CharField()
