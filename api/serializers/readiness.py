"""Readiness as it goes out. Made by hand: it is in the answer to every interaction that is logged."""

from typing import Any

from rest_framework import serializers

from api.errors import verdict_shape
from api.serializers.shape import OneOf
from crm.readiness import Readiness, Stage
from crm.readiness.askers import Asker


class CriterionShape(serializers.Serializer[None]):
    name = serializers.CharField()
    group = serializers.CharField()
    met = serializers.BooleanField()
    have = serializers.IntegerField()
    need = serializers.IntegerField()
    sentence = serializers.CharField(allow_blank=True)
    next_step = serializers.CharField(allow_blank=True)
    by_time_on = serializers.DateField(allow_null=True)
    stood_in_by = serializers.CharField(allow_blank=True)


class LatestAskShape(serializers.Serializer[None]):
    id = serializers.IntegerField(allow_null=True)
    asked_at = serializers.DateTimeField()
    outcome = serializers.CharField(allow_blank=True)
    staff = serializers.IntegerField(allow_null=True)


class ReadinessShape(serializers.Serializer[None]):
    contact = serializers.IntegerField()
    staff = serializers.IntegerField()
    campaign = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    stage = OneOf(Stage.choices)
    ask = LatestAskShape(allow_null=True)
    unlocked = serializers.BooleanField()
    met = serializers.IntegerField()
    of = serializers.IntegerField()
    warmth = serializers.FloatField()
    channels = serializers.ListField(child=serializers.CharField())
    criteria = CriterionShape(many=True)


class AskerShape(ReadinessShape):
    away = serializers.BooleanField()


class AskersShape(serializers.Serializer[None]):
    results = AskerShape(many=True)


def asker_shape(asker: Asker) -> dict[str, Any]:
    return {**readiness_shape(asker.readiness), "away": asker.is_away}


def readiness_shape(readiness: Readiness) -> dict[str, Any]:
    return {
        "contact": readiness.contact_id,
        "staff": readiness.staff_id,
        "campaign": readiness.campaign_id,
        "as_of": readiness.as_of.isoformat(),
        "stage": str(readiness.stage),
        "ask": readiness.ask,
        "unlocked": readiness.unlocked,
        "met": readiness.met,
        "of": readiness.of,
        "warmth": readiness.warmth,
        "channels": list(readiness.channels),
        "criteria": [verdict_shape(verdict) for verdict in readiness.criteria],
    }
