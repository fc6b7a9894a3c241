"""The real scheduler in a process of its own, with due times in the past; killed from outside."""

import sys
import time
from pathlib import Path

from monitor.bootstrap import Wiring
from monitor.scheduler import running_jobs
from monitor.settings import Settings


def main(data: str) -> None:
    wiring = Wiring(Settings(data=Path(data)))
    with running_jobs(wiring):
        print("running", flush=True)
        time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1])
