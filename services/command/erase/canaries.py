"""Canaries: texts that must be found nowhere; given by file, and never printed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

shortest = 6


class BadCanaries(Exception):
    """The texts cannot be searched for; in words that do not quote them."""


@dataclass(frozen=True, slots=True)
class Canary:
    """One text, by its number in the file, in the forms in which it may be written down."""

    number: int
    forms: tuple[str, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """What it is called in the answer."""
        return f"canary {self.number}"


def read_canaries(source: Path, standard_input: TextIO) -> list[Canary]:
    """One canary a line; `-` is standard input.

    Raises:
        BadCanaries: there are none, or one is so short that it would be found everywhere.
    """
    try:
        text = (
            standard_input.read() if str(source) == "-" else source.read_text(encoding="utf-8")
        )
    except (OSError, UnicodeDecodeError):
        raise BadCanaries("The file of canaries cannot be read as UTF-8 text.") from None
    return canaries_of(text.splitlines())


def canaries_of(lines: Sequence[str]) -> list[Canary]:
    """The canaries of these lines; raises as `read_canaries`."""
    texts = [line.strip() for line in lines if line.strip()]
    if not texts:
        raise BadCanaries("There are no canaries: write one text a line.")
    for number, text in enumerate(texts, 1):
        if len(text) < shortest or "\0" in text:
            raise BadCanaries(
                f"Canary {number} is shorter than {shortest} characters, so it would be found"
                " everywhere. Use whole names or sentences."
            )
    return [Canary(number, _forms(text)) for number, text in enumerate(texts, 1)]


def _forms(text: str) -> tuple[str, ...]:
    """As it is, and as JSON writes it, with and without letters beyond ASCII."""
    written = (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    return tuple(dict.fromkeys((text, *written)))
