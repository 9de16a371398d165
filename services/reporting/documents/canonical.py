"""A package as bytes that are always the same, its digest, and its texts opened.

Canonical: UTF-8 JSON, names sorted, no spaces, fields without a value left out. There are no
fractions in it, so this is also the form of RFC 8785.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from services.reporting.documents.package import PanelReport
from shared.events.sealed import Sealed

_of_sealed = frozenset(Sealed.model_fields)


def canonical(package: PanelReport) -> bytes:
    """The bytes that the digest is taken of; what is sealed is in them as ciphertext."""
    return json.dumps(
        as_json(package), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def digest(package: PanelReport) -> str:
    """The SHA-256 of the canonical package, in hex; no key is needed for it."""
    return hashlib.sha256(canonical(package)).hexdigest()


def as_json(package: PanelReport) -> dict[str, Any]:
    """The package as JSON, with what is sealed as `key`, `seal` and `box`."""
    return package.model_dump(mode="json", exclude_none=True)


def sealed_in(value: object) -> Iterator[Sealed]:
    """Each sealed value in a JSON document, in its order."""
    if isinstance(value, dict):
        if value.keys() == _of_sealed:
            yield Sealed.model_validate(value)
            return
        for inner in value.values():
            yield from sealed_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sealed_in(inner)


def with_texts(value: Any, texts: Mapping[str, str]) -> Any:
    """The document with each sealed value as its text, by its seal id."""
    if isinstance(value, dict):
        if value.keys() == _of_sealed:
            return texts[value["seal"]]
        return {name: with_texts(inner, texts) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_texts(inner, texts) for inner in value]
    return value
