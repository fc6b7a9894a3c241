"""Scores pairs of names by nomenklatura's logic-v1 and logic-v2 and by rapidfuzz's token sort.

It runs in the yardstick's own environment, which knows nothing of this project: NDJSON pairs come in
on standard input, one line of scores goes out for each, and the seconds per scorer at the end.
"""

import itertools
import json
import sys
import time
from collections.abc import Callable
from typing import Any

_NUMBERS = itertools.count()


def _entities(model: Any, schema: str, left: str, right: str) -> tuple[Any, Any]:
    made = []
    for name in (left, right):
        # The library remembers names by entity id, so every entity gets one of its own.
        entity = model.make_entity(schema)
        entity.id = f"e{next(_NUMBERS)}"
        entity.add("name", name)
        made.append(entity)
    return made[0], made[1]


def _scorers() -> dict[str, Callable[[str, str, str], float]]:
    from followthemoney import model
    from nomenklatura.matching import get_algorithm
    from rapidfuzz import fuzz, utils

    def by(name: str) -> Callable[[str, str, str], float]:
        algorithm = get_algorithm(name)
        assert algorithm is not None
        config = algorithm.default_config()

        def score(schema: str, left: str, right: str) -> float:
            one, other = _entities(model, schema, left, right)
            return float(algorithm.compare(one, other, config).score)

        return score

    def token_sort(_schema: str, left: str, right: str) -> float:
        return float(fuzz.token_sort_ratio(left, right, processor=utils.default_process)) / 100

    return {"logic-v1": by("logic-v1"), "logic-v2": by("logic-v2"), "token-sort": token_sort}


def main() -> None:
    """Reads pairs, writes scores."""
    scorers = _scorers()
    for name, scorer in scorers.items():
        scorer("Person", f"Warm {name}", "Up")
    spent = dict.fromkeys(scorers, 0.0)
    for line in sys.stdin:
        pair = json.loads(line)
        scores = {}
        for name, scorer in scorers.items():
            start = time.process_time()
            scores[name] = scorer(pair["schema"], pair["left"], pair["right"])
            spent[name] += time.process_time() - start
        print(json.dumps(scores))
    print(json.dumps({"seconds": spent}))


if __name__ == "__main__":
    main()
