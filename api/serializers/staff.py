"""Staff and their API tokens."""

from typing import Any

from rest_framework import serializers

from api.serializers.shape import LAST, Moment, OneOf, Shape, refer_to
from crm.models import ApiToken, Scope, Staff


class StaffShape(Shape):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    covered_by = refer_to(Staff, required=False, allow_null=True)

    class Meta:
        model = Staff
        fields = (
            "id",
            "email",
            "name",
            "role",
            "time_zone",
            "away_until",
            "covered_by",
            "left_on",
            *LAST,
        )


class StaffAdded(StaffShape):
    sign_in_link = serializers.CharField(read_only=True, help_text="Good once, for a day. Shown only here.")

    class Meta(StaffShape.Meta):
        fields = (*StaffShape.Meta.fields, "sign_in_link")  # type: ignore[assignment]


class TokenShape(Shape):
    staff = refer_to(Staff, required=False)
    scopes = serializers.ListField(child=OneOf(Scope.choices), allow_empty=False, max_length=20)
    expires_at = Moment(required=False, allow_null=True)
    version = serializers.SerializerMethodField()

    class Meta:
        model = ApiToken
        fields = (
            "id",
            "staff",
            "name",
            "scopes",
            "expires_at",
            "last_used_at",
            "revoked_at",
            "created_at",
            "version",
        )
        read_only_fields = ("last_used_at", "revoked_at")

    def get_version(self, token: ApiToken) -> int:
        """A token changes once: when it is revoked."""
        return 1 if token.revoked_at is None else 2


class TokenMade(TokenShape):
    key = serializers.CharField(read_only=True, allow_null=True, help_text="The token itself. Shown only here.")

    class Meta(TokenShape.Meta):
        fields = (*TokenShape.Meta.fields, "key")  # type: ignore[assignment]

    def to_representation(self, token: Any) -> dict[str, Any]:
        return {**TokenShape(token).data, "key": self.context.get("key")}
