"""The mix that the bench measures with: a fixed, seeded stream of believable contract events.

Of a hundred events ninety have no DPRK link and ten do. The ninety are payments (45 %), shipments
(35 %), vessel activities (15 %) and engagements (5 %) between 68 ports of the world, with four
parties each and, wherever the kind has goods, two goods lines drawn from the goods that the rules
watch as well as from those they do not; names stand in seven scripts and none comes twice, so that
no cache answers for the code that is measured. Days run from 2016 to 2025.

The ten start as ordinary events and become, of a hundred of them: exports from the DPRK (18),
imports (18), lawful supplies such as food and medicine (14), petroleum that counts toward a limit
(8) and reports to the Committee (2), ship-to-ship transfers (8), listed vessels (5), listed names
with and without corroboration (6), payments of a DPRK party (6), workers, trainers and ventures
(5), claimed exemptions with and without their papers (5), and cargoes whose link or goods stay
open (5). Every tenth event is a linked one, so that every batch has its share.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.linked import LinkedTrade, read_listed
from tests.bench.ordinary import Trade

SEED = 1718
LIST = Path(__file__).parents[2] / "rules" / "lists" / "un-sc-1718.ndjson"


@dataclass(frozen=True, slots=True)
class Mix:
    """What the stream is made of; equal mixes give equal streams."""

    seed: int = SEED
    goods: int = 2
    parties: int = 4
    linked_every: int = 10
    """Each so-many-th event is a linked one; zero for none at all, one for nothing else."""

    def events(self, count: int) -> Iterator[dict[str, Any]]:
        """Give the first events of the stream."""
        rng = random.Random(self.seed)
        trade = Trade(rng, self.goods, self.parties)
        linked = LinkedTrade(rng, trade, read_listed(LIST))
        for number in range(count):
            is_linked = self.linked_every and number % self.linked_every == self.linked_every - 1
            yield linked.event() if is_linked else trade.event()

    def write(self, path: Path, count: int) -> int:
        """Write the first events as NDJSON; give the average size of a line in bytes."""
        with path.open("wb") as file:
            for event in self.events(count):
                file.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")
            return file.tell() // count
