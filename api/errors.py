"""Every refusal, fault and accident under /api/ as a problem. The sentences are the domain's."""

import logging
import math
from collections.abc import Callable
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import Model, ProtectedError
from django.http import Http404
from django.http.request import UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from api.problems import WHOLE, Problem, flatten, of_fields, too_big
from crm.errors import AskLocked, Conflict, NotAllowed, Refusal

log = logging.getLogger("listenlarge.api")

AWAY = "The database does not answer. Try again in a moment."
BUSY = {"40001", "40P01", "55P03", "57014"}  # serialization, deadlock, lock and statement time-outs
CONSTRAINTS = {
    "ask_contact_in_use": "An ask needs a contact that is not in the trash.",
    "ask_respects_boundaries": "A boundary stands against this ask.",
    "ask_once_per_campaign": "They were asked for this campaign before.",
    "ask_slot_one_at_a_time": "An ask to them is open. Wait for its outcome.",
    "attestation_once": "You have attested this contact already. Change that attestation instead.",
    "candidate_once": "They are on this campaign's shortlist already.",
    "handle_once_per_book": "This handle belongs to another contact.",
    "interaction_external_id_once": "external_id: an interaction with this one is logged already.",
    "topic_name_once": "name: a topic of this name exists already.",
}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    return problem_of(error).response()


def problem_of(error: Exception) -> Problem:
    for kinds, translate in _TRANSLATIONS:
        if isinstance(error, kinds):
            return translate(error)
    return _accident(error)


def _refused(error: Refusal) -> Problem:
    status = 403 if isinstance(error, NotAllowed) else 409 if isinstance(error, Conflict) else 422
    errors = {name or WHOLE: [str(sentence)] for name, sentence in error.errors.items()}
    if isinstance(error, AskLocked):
        more = {"stage": str(error.stage), "missing": [verdict_shape(verdict) for verdict in error.missing]}
        return Problem(409, str(error), kind="ask-locked", more=more)
    existing = getattr(error, "existing", None)
    known: dict[str, Any] = {"existing": _named(existing)} if existing is not None else {}
    problem = of_fields(errors, status)
    return Problem(status, problem.detail, {} if status == 403 else errors, more=known)


def _named(record: Model) -> dict[str, Any]:
    """What it clashes with, which the reader may see."""
    return {str(record._meta.model_name): record.pk, "name": str(record)}


def verdict_shape(verdict: Any) -> dict[str, Any]:
    """One criterion, as in readiness."""
    return {
        "name": verdict.name,
        "group": verdict.group,
        "met": verdict.met,
        "have": verdict.have,
        "need": verdict.need,
        "sentence": verdict.sentence,
        "next_step": verdict.next_step,
        "by_time_on": verdict.by_time_on,
        "stood_in_by": verdict.stood_in_by,
    }


def _of_framework(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        return of_fields(flatten(error.detail))
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(challenge)
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    detail = error.detail
    if isinstance(detail, dict):
        return of_fields(flatten(detail), error.status_code)
    return Problem(error.status_code, str(detail), headers=headers)


def _of_integrity(error: IntegrityError) -> Problem:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    sentence = CONSTRAINTS.get(name, "This clashes with what stands, or what it refers to is gone. Read it again.")
    return Problem(409, sentence)


def _of_data(error: DataError) -> Problem:
    return Problem(422, "A value does not fit its field: too long, too big or with a character text cannot hold.")


def _of_operation(error: OperationalError) -> Problem:
    state = getattr(error.__cause__, "sqlstate", None)
    if state in BUSY:
        return Problem(409, "Somebody else is changing the same thing. Try again.", headers={"Retry-After": "1"})
    if not state or state[:2] == "08" or state[:3] == "57P":  # no connection, a broken one, a server going down
        log.warning("The database does not answer: %s", type(error.__cause__ or error).__name__)
        return Problem(503, AWAY, headers={"Retry-After": "2"})
    return _accident(error)


def _of_validation(error: ValidationError) -> Problem:
    if hasattr(error, "error_dict"):
        messages = error.message_dict
        return of_fields({WHOLE if name == "__all__" else name: found for name, found in messages.items()})
    return of_fields({WHOLE: error.messages})


def _accident(error: Exception) -> Problem:
    """Ours, not theirs: logged with its trace, answered without."""
    log.error("An unexpected error", exc_info=error)
    return Problem(500, "Something went wrong here. It has been logged; try again later.")


def _too_big(error: Exception) -> Problem:
    return too_big()


def _in_use(error: Exception) -> Problem:
    return Problem(409, "Other records still refer to this, so it stays.")


_TRANSLATIONS: list[tuple[Any, Callable[[Any], Problem]]] = [
    (Refusal, _refused),
    (exceptions.APIException, _of_framework),
    (Http404, lambda error: Problem(404, "There is nothing here, or nothing you may see.")),
    (PermissionDenied, lambda error: Problem(403, str(error) or "You may not do that.")),
    ((RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent), _too_big),
    (UnreadablePostError, lambda error: Problem(400, "The body broke off. Send it again.")),
    (SuspiciousOperation, lambda error: Problem(400, "This request cannot be understood.")),
    (ValidationError, _of_validation),
    (ProtectedError, _in_use),
    (IntegrityError, _of_integrity),
    (DataError, _of_data),
    (OperationalError, _of_operation),
]
