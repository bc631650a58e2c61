"""A real IMAP server: dovecot, started for a test with a mailbox of its own, over TLS with a certificate of its own."""

import datetime
import grp
import ipaddress
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "alice@example.org", "app-pass-word"
CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
mailbox_idle_check_interval = 1 secs
ssl = required
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/key.pem
mail_location = maildir:{home}/mail
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = user={user} password={{PLAIN}}{password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={home}/mail
}}
"""

BY_TOKEN = """
auth_mechanisms = plain xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/oauth2.conf
}}
"""
WHOSE_TOKEN = "tokeninfo_url = {tokens}\nusername_attribute = email\n"


@dataclass
class Mailbox:
    """`certificate`: whom to trust. `port` speaks TLS, `starttls_port` STARTTLS."""

    home: Path
    owner: pwd.struct_passwd
    port: int
    starttls_port: int
    delivered: int = 0

    @property
    def certificate(self) -> Path:
        return self.home / "certificate.pem"

    def deliver(self, message: bytes, folder: str = "", came: datetime.datetime | None = None) -> None:
        """As a mail server delivers: a file in `new`, which came just now or as said. Folders are made as needed."""
        self.delivered += 1
        box = self.home / "mail" / (f".{folder}" if folder else "")
        for part in ("tmp", "new", "cur"):
            self._ours(box / part)
        draft = box / "tmp" / f"{1_700_000_000 + self.delivered}.M{self.delivered}.example"
        draft.write_bytes(message)
        if came:
            os.utime(draft, (came.timestamp(), came.timestamp()))
        os.chown(draft, self.owner.pw_uid, self.owner.pw_gid)
        draft.rename(box / "new" / draft.name)

    def renumber(self, folder: str = "") -> None:
        """What a restored or migrated server does: new UIDs, a new UIDVALIDITY."""
        box = self.home / "mail" / (f".{folder}" if folder else "")
        listed = (box / "dovecot-uidlist").read_text().splitlines()
        validity = int(listed[0].split(" V")[1].split()[0])
        head = f"3 V{validity + 1} N1 G{os.urandom(16).hex()}"
        for kept in box.glob("dovecot*"):
            kept.unlink()
        (box / "dovecot-uidlist").write_text(head + "\n")
        os.chown(box / "dovecot-uidlist", self.owner.pw_uid, self.owner.pw_gid)

    def remove_all(self, folder: str = "") -> None:
        box = self.home / "mail" / (f".{folder}" if folder else "")
        for part in ("new", "cur"):
            for message in (box / part).glob("*"):
                message.unlink()

    def flags(self) -> list[str]:
        """What is marked on the messages, by the names of their files: “S” is seen."""
        names = [path.name for path in (self.home / "mail").rglob("*.example*") if "dovecot" not in path.name]
        return sorted(name.partition(":2,")[2] for name in names)

    def _ours(self, folder: Path) -> None:
        for path in (*reversed(folder.parents), folder):
            if path.is_relative_to(self.home / "mail") and not path.exists():
                path.mkdir(mode=0o700)
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)


@contextmanager
def running_dovecot(tokens: str = "") -> Iterator[Mailbox]:
    """Fails where dovecot is not installed: a mailbox that was never read is not tested. `tokens`: where it asks whose
    an OAuth2 token is, which it appends; "" where it takes none."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "These tests need dovecot: make dovecot."
    home = Path(tempfile.mkdtemp(prefix="imap-"))  # short: sockets live in it
    home.chmod(0o755)
    try:
        mailbox = _prepared(home, tokens)
        with (home / "log").open("wb") as log:
            process = subprocess.Popen([program, "-F", "-c", str(home / "dovecot.conf")], stdout=log, stderr=log)
        try:
            _await_greeting(mailbox, process)
            yield mailbox
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _prepared(home: Path, tokens: str) -> Mailbox:
    root = os.getuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
    mailbox = Mailbox(home, owner, *_free_ports())
    _write_certificate(home)
    mailbox._ours(home / "mail")
    internal = pwd.getpwnam("dovecot") if root else owner
    login = pwd.getpwnam("dovenull") if root else owner
    text = (BY_TOKEN if tokens else "").format(home=home) + CONFIGURATION.format(
        home=home,
        internal=internal.pw_name,
        login=login.pw_name,
        group=_group(internal.pw_gid),
        owner=owner.pw_uid,
        owner_group=owner.pw_gid,
        port=mailbox.port,
        starttls_port=mailbox.starttls_port,
        user=USER,
        password=PASSWORD,
    )
    (home / "dovecot.conf").write_text(text)
    (home / "oauth2.conf").write_text(WHOSE_TOKEN.format(tokens=tokens))
    return mailbox


def _group(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def _await_greeting(mailbox: Mailbox, process: "subprocess.Popen[bytes]") -> None:
    pause = threading.Event()
    for _attempt in range(200):
        assert process.poll() is None, (mailbox.home / "log").read_text()
        try:
            with socket.create_connection(("127.0.0.1", mailbox.starttls_port), 1) as sock:
                if sock.recv(100).startswith(b"* OK"):
                    return
        except OSError:
            pause.wait(0.05)
    raise AssertionError((mailbox.home / "log").read_text())


def _write_certificate(home: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    unlocked = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
    (home / "key.pem").write_bytes(pem)
