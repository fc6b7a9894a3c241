"""One stored event: all its versions with what was said of each."""

import json

from monitor.domain.ports import EventKey, Store, StoredEvent


def show_versions(store: Store, source: str, event_id: str) -> list[dict[str, object]]:
    """Give every version of an event with its latest judgement, oldest first."""
    return [version_to_json(stored) for stored in store.event_versions(EventKey(source, event_id))]


def version_to_json(stored: StoredEvent) -> dict[str, object]:
    """Give one version as it was received, with its judgement."""
    version = stored.version
    return {
        "source": version.key.source,
        "event_id": version.key.event_id,
        "version": version.version,
        "content": version.content_hash,
        "received_at": version.received_at.isoformat(),
        "receipt": version.receipt,
        "superseded": stored.superseded,
        "event": json.loads(version.raw.removeprefix(b"\xef\xbb\xbf")),
        "judged_at": None if stored.judged_at is None else stored.judged_at.isoformat(),
        "judgement": None if stored.judgement is None else dict(stored.judgement),
        "error": stored.error,
    }
