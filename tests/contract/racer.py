"""A process that brings 200 events, as another one does at the same time; prints how many it stored."""

import random
import sys

from alerts.store import SqlStore
from tests.contract.records import delivery, keep_blobs, key, record, version


def main(url: str, name: str) -> None:
    store = SqlStore.open(url)
    keys = [key(number) for number in range(200)]
    random.Random(name).shuffle(keys)
    accepted = 0
    for start in range(0, len(keys), 10):
        batch = keys[start : start + 10]
        with store.unit() as unit:
            keep_blobs(unit)
            known = unit.latest(batch)
            fresh = [of for of in batch if of not in known]
            unit.add_versions([version(of) for of in fresh])
            unit.add_judgements(
                [record(of, deliveries=(delivery("1", of.event_id),)) for of in fresh]
            )
        accepted += len(fresh)
    store.close()
    print(accepted)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
