"""The people who use it: staff, their API tokens."""

import hashlib
import secrets
import zoneinfo
from datetime import date, datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history
from crm.models.base import Versioned
from crm.zones import time_zones


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Admin")


class Scope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Write")
    IMPORT = "import", _("Import")
    ASK = "ask", _("Ask")
    ADMIN = "admin", _("Admin")


def validate_time_zone(value: str) -> None:
    if value not in time_zones():
        raise ValidationError(_("“%(value)s” is no time zone. Give one like Europe/Berlin."), params={"value": value})


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(email__iexact=username)

    def at_work(self) -> "models.QuerySet[Staff]":
        return self.filter(left_on=None)


@keeps_history(exclude=("password", "last_login"))
class Staff(AbstractBaseUser, Versioned):
    """A staff member: whose days are counted in `time_zone`, whose absence `covered_by` fills."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    away_until = models.DateField(null=True, blank=True, help_text=_("Last day away; empty means here."))
    covered_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="covers")
    left_on = models.DateField(null=True, blank=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="staff_email_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="staff_role_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.left_on is None

    @property
    def is_manager(self) -> bool:
        return self.role in (Role.MANAGER, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, as_of: datetime) -> date:
        """The calendar date of `as_of` where this person is."""
        return as_of.astimezone(self.zone).date()


class ApiToken(models.Model):
    """A key for the API. Only its hash is kept; the key itself is shown once."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope.choices))
    expires_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty means it does not expire."))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def make_key() -> str:
        return "ll_" + secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(key: str) -> str:
        """SHA-256 suffices: the key is 256 random bits, there is nothing to guess."""
        return hashlib.sha256(key.encode()).hexdigest()

    def is_usable(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
