"""How long `make run ONCE=1` takes in a fresh clone: cold with all it sets up, and warm."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from deploy.local.stack import ROOT

last_lines = 30


@dataclass(frozen=True)
class Start:
    """One repetition, in seconds."""

    cold: float
    warm: float


def measure(*, repeat: int) -> list[Start]:
    """Clone, run, run again; what packages the machine has in its caches stays there.

    Raises:
        RuntimeError: a run did not end as it should; its last lines are in it.
    """
    return [_start() for _ in range(repeat)]


def _start() -> Start:
    with TemporaryDirectory() as folder:
        clone = Path(folder) / "cspr"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        return Start(_timed(clone), _timed(clone))


def _timed(clone: Path) -> float:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("CSPR_")
    }
    began = monotonic()
    done = subprocess.run(
        ["make", "run", "ONCE=1"],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = "\n".join(done.stdout.splitlines()[-last_lines:])
        raise RuntimeError(f"make run ONCE=1 ended with {done.returncode}:\n{said}")
    return monotonic() - began
