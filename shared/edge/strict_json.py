"""JSON read strictly: whatever two readers could understand differently is refused in words."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from shared.edge.paths import dotted
from shared.edge.refusals import BadInput, Fault, TooBig

max_digits = 18
max_float_characters = 40
_tokens = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""Strings and brackets; a string without an end is taken whole, so that a scan stays linear."""
_surrogate = re.compile("[\ud800-\udfff]")
_control = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_bidirectional = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_text_rules = (
    (
        _surrogate,
        "It holds half of a character (a lone surrogate).",
        "Write the character whole, as UTF-8 or as both of its halves.",
    ),
    (_control, "It holds a control character, such as NUL.", "Remove it."),
    (
        _bidirectional,
        "It holds an invisible character that changes the direction of text.",
        "Remove it; text in any script can be sent without it.",
    ),
)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Flaw:
    """Stands in the parsed document where something was wrong, until its path is known."""

    what: str
    remedy: str


def parse(body: bytes, *, max_bytes: int = 256 * 1024, max_depth: int = 20) -> object:
    """The JSON value of a body.

    Raises:
        BadInput: too big or deep, not UTF-8, broken, or ambiguous; nothing sent is quoted.
    """
    if len(body) > max_bytes:
        raise TooBig(max_bytes)
    text = _decoded(body)
    if _depth(text) > max_depth:
        _refuse(f"The JSON is nested more than {max_depth} levels deep.", "Send it flatter.")
    try:
        document = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        _refuse(
            f"The JSON is broken at line {error.lineno}, column {error.colno}.",
            "Check the commas, quotes and brackets there.",
        )
    for path, value in _walk((), document):
        if (flaw := _flaw_of(value)) is not None:
            raise BadInput(Fault(dotted(path), flaw.what, flaw.remedy))
    return document


def check_text(text: str) -> Fault | None:
    """What is wrong with a text from a form or a header, None if nothing is."""
    flaw = _flaw_of(text)
    return None if flaw is None else Fault("", flaw.what, flaw.remedy)


def _refuse(what: str, remedy: str) -> NoReturn:
    raise BadInput(Fault("", what, remedy)) from None


def _decoded(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        _refuse(
            f"What was sent is not UTF-8 text (at byte {error.start + 1}).",
            "Send it encoded as UTF-8.",
        )
    if text.startswith("\ufeff"):
        _refuse("What was sent begins with a byte order mark.", "Send it without one.")
    if not text.strip():
        _refuse("Nothing was sent.", "Send a JSON document.")
    return text


def _depth(text: str) -> int:
    deepest = depth = 0
    for token in _tokens.finditer(text):
        start = token[0][0]
        if start in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif start != '"':
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    if len(found) < len(pairs):
        return _Flaw("It has the same field twice.", "Send each field once.")
    return found


def _whole(digits: str) -> object:
    if len(digits) > max_digits:
        return _Flaw(f"It is a number of more than {max_digits} digits.", "Send a smaller one.")
    return int(digits)


def _decimal(digits: str) -> object:
    if len(digits) > max_float_characters or abs(float(digits)) == float("inf"):
        return _Flaw("It is a number that is too long or too large.", "Send a smaller one.")
    return float(digits)


def _constant(_name: str) -> object:
    return _Flaw("It is not a number (NaN or infinity).", "Send a number, or leave it out.")


def _walk(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    """Every value and every name in a document; its depth has been bounded before."""
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield path, name
            yield from _walk((*path, name), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk((*path, number), inner)


def _flaw_of(value: object) -> _Flaw | None:
    if isinstance(value, _Flaw):
        return value
    if isinstance(value, str) and not value.isprintable():
        for pattern, what, remedy in _text_rules:
            if pattern.search(value):
                return _Flaw(what, remedy)
    return None
