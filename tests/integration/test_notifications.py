"""Messages on real wires: a webhook listener, a mail server, and a sender that is killed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerts.channels.mail import Mailbox, MailCarrier
from alerts.channels.webhook import WebhookCarrier
from alerts.store import SqlStore
from monitor.domain.ports.outbox import Delivery, DeliveryFailed, Message, Notification
from monitor.service.notify.notifier import Notifier
from monitor.service.notify.plan import read_plan
from monitor.service.notify.sending import FIRST_WAIT
from tests.worlds import NOW, MovingClock

KEY = b"a key of thirty-two bytes, no less"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@dataclass
class Request:
    """One request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """A receiver that answers as it is told and keeps what it got."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    got: list[Request] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    hang: threading.Event = field(default_factory=threading.Event)
    hangs: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"


@pytest.fixture
def listener() -> Iterator[Listener]:
    state = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.got.append(Request(self.path, headers, body))
            state.came.set()
            if state.hangs:
                state.hang.wait(60)
                return
            status = state.statuses.pop(0) if state.statuses else 204
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield state
    state.hang.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore.open(f"sqlite:///{tmp_path / 'monitor.sqlite3'}")
    yield opened
    opened.close()


def plan_for(url: str) -> str:
    return (
        f'[[channel]]\nname = "siem"\nkind = "webhook"\nurl = "{url}"\n'
        'secret_env = "SIEM_SECRET"\ntriggers = ["opened"]\n'
    )


def notifier_to(
    store: SqlStore, url: str, now: Callable[[], datetime]
) -> tuple[Notifier, MovingClock]:
    clock = MovingClock()
    carriers = {"siem": WebhookCarrier(url, KEY, now)}
    return Notifier(store, read_plan(plan_for(url)), carriers, clock, lambda: 0.5), clock


def put(store: SqlStore, own_id: str = "nt_1") -> None:
    body = {"title": "새 경보", "text": "t", "type": "alert.opened", "data": {"name": "조선"}}
    store.outbox.put([Message(own_id, own_id, "siem", "opened", "al_1", body)], NOW)


def present() -> datetime:
    return datetime.now(UTC)


def test_a_webhook_arrives_signed_so_that_the_receiver_can_tell(
    store: SqlStore, listener: Listener
) -> None:
    notifier, _ = notifier_to(store, listener.url, present)
    put(store)
    assert notifier.send() == "1 messages sent, 0 attempts failed"
    (request,) = listener.got
    said = Webhook(SECRET).verify(request.body, request.headers)
    assert said == {
        "type": "alert.opened",
        "timestamp": NOW.isoformat(),
        "data": {"name": "조선"},
    }
    assert request.headers["webhook-id"] == "nt_1"
    text = f"nt_1.{request.headers['webhook-timestamp']}.".encode() + request.body
    mark = base64.b64encode(hmac.digest(KEY, text, hashlib.sha256)).decode()
    assert request.headers["webhook-signature"] == f"v1,{mark}"
    tampered = request.body.replace(b"opened", b"closed")
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(tampered, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + base64.b64encode(b"x" * 32).decode()).verify(
            request.body, request.headers
        )


def test_a_receiver_that_fails_gets_the_same_message_later_and_once_when_it_takes_it(
    store: SqlStore, listener: Listener
) -> None:
    notifier, clock = notifier_to(store, listener.url, present)
    listener.statuses = [500, 429]
    put(store)
    for _ in range(4):
        notifier.send()
        clock.move(4 * FIRST_WAIT)
    assert [request.headers["webhook-id"] for request in listener.got] == ["nt_1"] * 3
    assert len({request.body for request in listener.got}) == 1
    (found,) = notifier.newest(None, 9)
    assert (found.state, found.attempts) == (Delivery.DELIVERED, 3)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(
    store: SqlStore, listener: Listener, status: int
) -> None:
    notifier, _ = notifier_to(store, listener.url, present)
    listener.statuses = [status]
    put(store)
    notifier.send()
    assert [request.path for request in listener.got] == ["/in"]
    (found,) = notifier.newest(None, 9)
    assert found.last_error == f"the receiver redirects ({status}), which is not followed"


def test_a_receiver_that_is_not_there_is_a_failure(store: SqlStore) -> None:
    notifier, _ = notifier_to(store, "http://127.0.0.1:9/in", present)
    put(store)
    assert notifier.send() == "0 messages sent, 1 attempts failed"
    (found,) = notifier.newest(None, 9)
    assert "ConnectError" in str(found.last_error)


CHILD = """
import sys
from monitor.bootstrap import Wiring
from monitor.settings import read_settings
Wiring(read_settings()).notifier.send()
"""


def test_a_sender_that_is_killed_while_it_sends_is_followed_by_one_that_sends_the_same(
    store: SqlStore, listener: Listener, tmp_path: Path
) -> None:
    plan = tmp_path / "notify.toml"
    plan.write_text(plan_for(listener.url))
    environment = {
        **os.environ,
        "SANCTIONS_MONITOR_DATA": str(tmp_path),
        "SANCTIONS_MONITOR_NOTIFY": str(plan),
        "SIEM_SECRET": SECRET,
    }
    put(store)
    listener.hangs = True
    child = subprocess.Popen([sys.executable, "-c", CHILD], env=environment)
    try:
        assert listener.came.wait(60)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    listener.hang.set()
    assert store.outbox.counts()[Delivery.PENDING] == 1
    listener.hangs = False
    done = subprocess.run([sys.executable, "-c", CHILD], env=environment, check=False)
    assert done.returncode == 0
    assert [request.headers["webhook-id"] for request in listener.got] == ["nt_1", "nt_1"]
    assert listener.got[0].body == listener.got[1].body
    assert store.outbox.counts()[Delivery.DELIVERED] == 1


# --- mail ----------------------------------------------------------------------------------------


class Inbox:
    """Takes mail, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.encrypted: list[bool] = []
        self.refuses = False

    async def handle_DATA(  # noqa: N802 - as the server calls it
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refuses:
            return "451 try again later"
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@contextmanager
def mail_server(inbox: Inbox, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        inbox, hostname="127.0.0.1", port=port, tls_context=tls, require_starttls=tls is not None
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def mail(title: str = "New critical alert: 2371:8 coal export") -> Notification:
    body = {
        "title": title,
        "text": "Rule: dprk.2371.08.coal-export\n\n조선",
        "type": "t",
        "data": {},
    }
    message = Message("nt_1", "k", "officers", "opened", "al_1", body)
    return Notification(message, NOW, Delivery.PENDING, 0, NOW, None, None)


def carrier(port: int, **changes: Any) -> MailCarrier:
    trust = changes.pop("trust", None)
    fields: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "desk@example.org",
    }
    return MailCarrier(Mailbox(**(fields | changes)), ("a@example.org", "b@example.org"), trust)


def test_mail_arrives_as_plain_text_with_an_id_that_stays(tmp_path: Path) -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        for _ in range(2):
            carrier(port).carry(mail())
    first, second = inbox.mails
    assert first["Subject"] == "[sanctions-monitor] New critical alert: 2371:8 coal export"
    assert first["Message-ID"] == second["Message-ID"] == "<nt_1@example.org>"
    assert first["From"] == "desk@example.org"
    assert first.get_content_type() == "text/plain"
    assert "조선" in first.get_content()
    assert inbox.envelopes[0].rcpt_tos == ["a@example.org", "b@example.org"]


def test_a_title_cannot_begin_another_header() -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        carrier(port).carry(mail("x\r\nBcc: other@example.org"))
    (got,) = inbox.mails
    assert got["Bcc"] is None
    assert inbox.envelopes[0].rcpt_tos == ["a@example.org", "b@example.org"]


def test_mail_that_is_refused_is_a_failure() -> None:
    inbox = Inbox()
    inbox.refuses = True
    with mail_server(inbox) as port, pytest.raises(DeliveryFailed, match="451"):
        carrier(port).carry(mail())
    with pytest.raises(DeliveryFailed, match="ConnectionRefusedError"):
        carrier(9).carry(mail())


def test_mail_goes_encrypted_to_a_server_that_is_trusted_and_to_no_other(tmp_path: Path) -> None:
    certificate, key = certificate_for_this_machine(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    trust = ssl.create_default_context(cafile=str(certificate))
    inbox = Inbox()
    with mail_server(inbox, tls) as port:
        carrier(port, security="starttls", trust=trust).carry(mail())
        with pytest.raises(DeliveryFailed, match="certificate"):
            carrier(port, security="starttls").carry(mail())
        with pytest.raises(DeliveryFailed, match="STARTTLS"):
            carrier(port).carry(mail())
    assert inbox.encrypted == [True]


def certificate_for_this_machine(folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself, for 127.0.0.1."""
    import ipaddress

    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    now = present()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(own, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def test_the_command_line_sends_a_test_and_shows_the_outbox(
    listener: Listener, tmp_path: Path
) -> None:
    plan = tmp_path / "notify.toml"
    plan.write_text(plan_for(listener.url))
    environment = {
        **os.environ,
        "SANCTIONS_MONITOR_DATA": str(tmp_path),
        "SANCTIONS_MONITOR_NOTIFY": str(plan),
        "SIEM_SECRET": SECRET,
    }

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "monitor", "notify", *words],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = command("test", "--channel", "siem")
    assert (done.returncode, done.stderr) == (0, "")
    assert "was taken by siem" in done.stdout
    said = Webhook(SECRET).verify(listener.got[0].body, listener.got[0].headers)
    assert said["type"] == "test"
    listener.statuses = [503]
    failed = command("test", "--channel", "siem")
    assert failed.returncode == 1
    assert "answered 503" in failed.stdout
    waits, sent = (json.loads(line) for line in command("status", "--json").stdout.splitlines())
    assert (waits["state"], sent["state"]) == ("pending", "delivered")
    assert "1 messages sent" in command("retry", waits["id"]).stdout
