"""Messages by webhook: signed JSON in the manner of Standard Webhooks, to configured addresses only."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Final

import httpx

from monitor.domain.ports.outbox import DeliveryFailed, Notification

_SECONDS: Final = 15.0
_AGENT: Final = "sanctions-monitor"


class WebhookCarrier:
    """Posts messages to one address, which an administrator configured.

    Redirects are not followed and no proxy of the environment is used: a message goes where the
    file says or nowhere.
    """

    def __init__(self, url: str, key: bytes, now: Callable[[], datetime]) -> None:
        self._url = url
        self._key = key
        self._now = now

    def carry(self, notification: Notification) -> None:
        """Post a message.

        Raises:
            DeliveryFailed: the receiver did not answer with a 2xx status.
        """
        body = payload(notification)
        headers = signed(notification.message.id, self._now(), body, self._key)
        try:
            with (
                httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", self._url, content=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}") from error
        if 300 <= status < 400:
            raise DeliveryFailed(f"the receiver redirects ({status}), which is not followed")
        if not 200 <= status < 300:
            raise DeliveryFailed(f"the receiver answered {status}")


def payload(notification: Notification) -> bytes:
    """Give the body: what happened, when, and the facts; the same bytes at every attempt."""
    message = notification.message
    return json.dumps(
        {
            "type": message.body["type"],
            "timestamp": notification.created_at.isoformat(),
            "data": message.body["data"],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def signed(message_id: str, at: datetime, body: bytes, key: bytes) -> dict[str, str]:
    """Give the headers: id, time and signature (version 1: HMAC-SHA256 over all three)."""
    seconds = str(int(at.timestamp()))
    text = b".".join((message_id.encode(), seconds.encode(), body))
    mark = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{mark}",
    }
