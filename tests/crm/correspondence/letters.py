"""Messages as programs send them, written for the tests."""

from email.message import EmailMessage
from typing import Any

from crm.correspondence.archives import Stored
from crm.correspondence.heads import Head
from crm.correspondence.incoming import Incoming

ALICE, ANA = "alice@house.example", "ana@paper.example"
DAY = "Fri, 20 Nov 2026 10:00:00 +0100"
HELLO = "The night trains are back, and nobody wrote about the porters yet."


def letter(
    number: int = 1, *, sender: str = ANA, to: str = ALICE, text: str = HELLO, subject: str = "Porters", **headers: Any
) -> bytes:
    """From Ana to Alice. A header that is None is left out; `html` makes a second half, `attached` a file."""
    html, attached = headers.pop("html", ""), headers.pop("attached", b"")
    message = EmailMessage()
    told = {
        "From": f"Somebody <{sender}>",
        "To": to,
        "Date": DAY,
        "Subject": subject,
        "Message-ID": f"<{number}@mail.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in told.items():
        if value is not None:
            message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if attached:
        message.add_attachment(attached, maintype="application", subtype="pdf", filename="study.pdf")
    return message.as_bytes()


def reply(number: int, to_number: int, **told: Any) -> bytes:
    return letter(number, In_Reply_To=f"<{to_number}@mail.example>", References=f"<{to_number}@mail.example>", **told)


def mbox(*messages: bytes) -> bytes:
    return b"".join(b"From - Fri Nov 20 10:00:00 2026\n" + one.rstrip(b"\n") + b"\n\n" for one in messages)


def incoming(raw: bytes, **told: Any) -> Incoming:
    return Incoming(head=Head(raw), number=told.pop("number", 1), **told)


def stored(raw: bytes) -> Stored:
    return Stored(incoming(raw), raw, 1)


BOUNCE = """From: Mail Delivery System <mailer-daemon@house.example>
To: {ours}
Subject: Undelivered Mail Returned to Sender
Date: Fri, 20 Nov 2026 10:05:00 +0100
Message-ID: <bounce@house.example>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.house.example

Final-Recipient: rfc822; {gone}
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

From: {ours}
To: {gone}
Subject: Hello
Message-ID: <hello@house.example>

--b--
"""


def bounce(gone: str, *, ours: str = ALICE, action: str = "failed", status: str = "5.1.1") -> bytes:
    return BOUNCE.format(gone=gone, ours=ours, action=action, status=status).encode()
