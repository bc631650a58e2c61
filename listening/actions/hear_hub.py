"""A feed's hub calls: to have it confirmed that we want to be told, and to tell us that there is something new."""

import hmac
from datetime import datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest

from listening.feeds.hub import LONGEST, WANTED, called, digest, secret_of
from listening.models import Source

ALGORITHMS = ("sha1", "sha256", "sha384", "sha512")
NOT_SOONER = timedelta(minutes=1)  # than so long after the last look, however often it calls


def confirm(*, token: str, mode: str, topic: str, lease: int, as_of: datetime) -> bool:
    """Whether we want what the hub says we asked for. `lease`: seconds; 0: it did not say."""
    call = called(token)
    if call is None:
        return False
    source = Source.objects.listening().filter(pk=call.source)
    if mode == "denied":
        source.update(pushed_until=None)
        return True
    wanted = digest(topic) == call.topic and source.exists()
    if mode == "subscribe" and wanted:
        until = as_of + min(timedelta(seconds=min(max(lease, 0), 2**31)) or WANTED, LONGEST)
        source.update(pushed_until=until)
        return True
    return mode == "unsubscribe" and not wanted


def look_now(*, token: str, signature: str, body: bytes, as_of: datetime) -> bool:
    """Have the feed looked at soon, if it is its hub that calls. What the call brings is not looked at: the feed itself
    says what is new. False: this address is of no use any more."""
    call = called(token)
    source = Source.objects.listening().filter(pk=call.source) if call else Source.objects.none()
    state = source.values_list("state", flat=True).first()
    if call is None or state is None or digest(str(state.get("topic", ""))) != call.topic:
        return False
    if _is_signed(token, signature, body):
        soonest = Greatest(Value(as_of), Coalesce(F("checked_at") + NOT_SOONER, Value(as_of)))
        source.filter(next_check_at__gt=soonest).update(next_check_at=soonest)
    return True


def _is_signed(token: str, signature: str, body: bytes) -> bool:
    algorithm, _equals, told = signature.strip().partition("=")
    if algorithm not in ALGORITHMS:
        return False
    ours = hmac.new(secret_of(token).encode(), body, algorithm).hexdigest()
    return hmac.compare_digest(ours.encode(), told.strip().lower().encode())
