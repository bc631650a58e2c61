"""One attempt to send a letter: claimed by one worker, looked at once more, sent, noted.

Never twice: where a connection broke after the words were on their way, nobody can tell whether they arrived, and the
letter waits for a person to say so."""

from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from crm.mailing.unsent import take_out_unsent
from crm.mailing.withholding import why_withheld
from crm.mailing.writing import write
from crm.models import Letter, LetterStatus

SMTP = "django.core.mail.backends.smtp.EmailBackend"
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
LOST_AFTER = timedelta(minutes=10)  # longer than any attempt
PERMANENT = 500


class Unsent(Exception):
    """It certainly did not go. `for_good`: trying again would not help."""

    def __init__(self, why: str, *, for_good: bool) -> None:
        super().__init__(why)
        self.for_good = for_good


def deliver(letter_id: int, *, as_of: datetime) -> Letter | None:
    """Try once. None if there is nothing to do; else the letter, queued again with `next_attempt_at`, or finished."""
    if not _claimed(letter_id, as_of):
        return None
    letter = Letter.objects.select_related("ask__contact", "ask__campaign", "ask__staff", "update__staff").get(
        pk=letter_id
    )
    if withheld := why_withheld(letter, as_of):
        return _never_sent(letter, LetterStatus.CANCELLED, withheld, as_of)
    try:
        _send(letter)
    except Unsent as error:
        if error.for_good or letter.attempts > len(WAITS):
            return _never_sent(letter, LetterStatus.FAILED, str(error), as_of)
        return _again(letter, str(error), as_of)
    except (SMTPException, OSError) as error:
        return _finish(letter, LetterStatus.UNCERTAIN, as_of, problem=_short(error))
    return _finish(letter, LetterStatus.SENT, as_of)


def _claimed(letter_id: int, as_of: datetime) -> bool:
    waiting = Letter.objects.filter(pk=letter_id, status=LetterStatus.QUEUED, next_attempt_at__lte=as_of)
    return waiting.update(status=LetterStatus.SENDING, tried_at=as_of, attempts=F("attempts") + 1) == 1


def _send(letter: Letter) -> None:
    """Unsent where we know that it did not go; any other SMTPException or OSError where we do not."""
    connection: BaseEmailBackend = get_connection(SMTP)
    message = write(letter, connection)
    try:
        message.message()  # whether it can be written at all, before anybody is called
        connection.open()
    except ValueError as error:  # a header that cannot be
        raise Unsent(str(error), for_good=True) from error
    except (SMTPException, OSError) as error:
        raise Unsent(_short(error), for_good=False) from error
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise Unsent(f"{code} {_text(answer)}", for_good=code >= PERMANENT) from error
    except SMTPResponseException as error:
        raise Unsent(_short(error), for_good=error.smtp_code >= PERMANENT) from error
    finally:
        connection.close()


def _again(letter: Letter, problem: str, as_of: datetime) -> Letter:
    letter.status, letter.problem = LetterStatus.QUEUED, problem
    letter.next_attempt_at = as_of + WAITS[letter.attempts - 1]
    letter.save()
    return letter


@transaction.atomic
def _never_sent(letter: Letter, status: LetterStatus, why: str, as_of: datetime) -> Letter:
    _finish(letter, status, as_of, problem=why)
    take_out_unsent(letter, why, as_of)
    return letter


def _finish(letter: Letter, status: LetterStatus, as_of: datetime, problem: str = "") -> Letter:
    letter.status, letter.problem = status, problem
    letter.finished_at, letter.next_attempt_at = as_of, None
    letter.save()
    return letter


def left_behind(*, as_of: datetime) -> list[int]:
    """Ids of letters whose job was lost; those that a killed worker had in its hands may have gone, or not."""
    held = Letter.objects.filter(status=LetterStatus.SENDING, tried_at__lt=as_of - LOST_AFTER)
    held.update(
        status=LetterStatus.UNCERTAIN,
        finished_at=as_of,
        next_attempt_at=None,
        problem=_("The program was stopped while it was being sent."),
    )
    late = Letter.objects.filter(status=LetterStatus.QUEUED, next_attempt_at__lt=as_of - LOST_AFTER)
    return list(late.values_list("pk", flat=True)[:1_000])


def _short(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error)[:500] or type(error).__name__


def _text(answer: bytes | str) -> str:
    return (answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer)[:500].replace("\x00", "")
