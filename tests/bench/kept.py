"""What a run of the benchmarks leaves in a folder for the next one: what was filled."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Kept:
    """Notes beside the data of Kafka and Postgres; where nothing is kept, there are none."""

    folder: Path
    keeps: bool

    def read(self, name: str) -> dict[str, Any] | None:
        """What was noted, if the data are there from before."""
        try:
            found: dict[str, Any] = json.loads(self._place(name).read_text(encoding="utf-8"))
        except OSError:
            return None
        return found if self.keeps else None

    def write(self, name: str, noted: dict[str, Any]) -> None:
        """Note what was filled; for its owner alone, since keys may be in it."""
        if not self.keeps:
            return
        with os.fdopen(
            os.open(self._place(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
        ) as file:
            json.dump(noted, file)

    def _place(self, name: str) -> Path:
        return self.folder / f"bench-{name}.json"
