"""The folder of another party: the newest checkpoint, and the proofs that a witness wants."""

import os
import re
from pathlib import Path

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.proof.growing import Signed
from shared.proof.merkle import OutOfTree
from shared.proof.proving import consistency_of

_wanted = re.compile(r"([0-9]{1,19}) ([0-9]{1,19})\n?", re.ASCII)


def hand_over(folder: Path, newest: Signed) -> None:
    """Put the newest checkpoint where the other party finds it, whole or not at all."""
    _put(folder / "checkpoint", str(newest.note))


async def answer_the_witness(connection: Connection, folder: Path) -> None:
    """Put the proof of consistency there that the witness asks for in `wanted`."""
    try:
        asked = _wanted.fullmatch((folder / "wanted").read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return
    if asked is None:
        return
    old, new = int(asked[1]), int(asked[2])
    place = folder / f"consistency-{old}-{new}.json"
    if place.exists():
        return
    try:
        _put(place, str(await consistency_of(connection, old, new)))
    except OutOfTree:
        return


def _put(place: Path, text: str) -> None:
    unfinished = place.with_name(f".{place.name}.unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    crash_point("checkpoint-written")
    os.replace(unfinished, place)
