"""Messages by e-mail: plain text, over TLS unless a person configured otherwise."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from monitor.domain.ports.outbox import DeliveryFailed, Notification

_SECONDS: Final = 20
_TITLE_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mail server and who sends through it; ``security`` is ``starttls``, ``tls`` or ``none``."""

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class MailCarrier:
    """Carries messages to fixed addresses."""

    def __init__(
        self, mailbox: Mailbox, to: tuple[str, ...], trust: ssl.SSLContext | None = None
    ) -> None:
        """Put together what sends.

        Args:
            mailbox: The server.
            to: Who gets every message of the channel.
            trust: Which certificates count; those of the machine if none is given.
        """
        self._mailbox = mailbox
        self._to = to
        self._trust = trust

    def carry(self, notification: Notification) -> None:
        """Hand a message to the mail server.

        Raises:
            DeliveryFailed: the server did not take it for every address.
        """
        mail = self._mail(notification)
        try:
            with self._connected() as server:
                refused = server.send_message(mail)
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}") from error
        if refused:
            raise DeliveryFailed(f"the mail server refused {', '.join(sorted(refused))}")

    def _connected(self) -> smtplib.SMTP:
        box = self._mailbox
        trust = self._trust or ssl.create_default_context()
        if box.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                box.host, box.port, timeout=_SECONDS, context=trust
            )
        else:
            server = smtplib.SMTP(box.host, box.port, timeout=_SECONDS)
        try:
            if box.security == "starttls":
                server.starttls(context=trust)
            if box.user is not None:
                server.login(box.user, box.password or "")
        except BaseException:
            server.close()
            raise
        return server

    def _mail(self, notification: Notification) -> EmailMessage:
        message = notification.message
        mail = EmailMessage()
        # One line: a line break in a title would begin another header.
        title = " ".join(str(message.body["title"]).split())[:_TITLE_MAX]
        mail["Subject"] = f"[sanctions-monitor] {title}"
        mail["From"] = self._mailbox.sender
        mail["To"] = ", ".join(self._to)
        mail["Date"] = format_datetime(notification.created_at)
        # The same message again has the same id, by which mail programs know it.
        domain = self._mailbox.sender.rpartition("@")[2]
        mail["Message-ID"] = f"<{message.id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(f"{message.body['text']}\n")
        return mail
