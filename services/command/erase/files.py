"""Searching files for bytes: the data of Kafka and Postgres where they are local, and logs."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

chunk_bytes = 8 * 1024 * 1024
nothing = bytes(chunk_bytes)
log_page_bytes, first_head, other_head = 8_192, 40, 24
"""A page of Postgres' write-ahead log begins with a head, and a record goes on after it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A file that holds what was searched for, by the name of that."""

    path: Path
    what: str


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found, how many files were read, and which could not be."""

    hits: tuple[Hit, ...]
    files: int
    unread: tuple[Path, ...]


def search_files(folders: Sequence[Path], wanted: Mapping[str, Sequence[bytes]]) -> Searched:
    """Search every file below these folders for any of the bytes; names what, not the bytes.

    A file that goes while it is searched is passed over.
    """
    hits: list[Hit] = []
    unread: list[Path] = []
    files = 0
    for path in _files(folders):
        try:
            hits += [Hit(path, what) for what in _found_in(path, wanted)]
            files += 1
        except FileNotFoundError:
            continue
        except OSError:
            unread.append(path)
    return Searched(tuple(hits), files, tuple(unread))


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        for parent, _, names in os.walk(folder):
            for name in sorted(names):
                path = Path(parent) / name
                if path.is_file() and not path.is_symlink():
                    yield path


def _found_in(path: Path, wanted: Mapping[str, Sequence[bytes]]) -> list[str]:
    overlap = max((len(each) for forms in wanted.values() for each in forms), default=1)
    found: dict[str, None] = {}
    before = b""
    for chunk in _chunks(path):
        if chunk == nothing[: len(chunk)]:
            before = b""
            continue
        text = before + chunk
        for what, forms in wanted.items():
            if what not in found and any(each in text for each in forms):
                found[what] = None
        before = text[-overlap:]
    return list(found)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        place = 0
        while chunk := file.read(chunk_bytes):
            yield _without_heads(chunk, place) if path.parent.name == "pg_wal" else chunk
            place += len(chunk)


def _without_heads(chunk: bytes, place: int) -> bytes:
    """The records of whole pages of the write-ahead log, joined."""
    return b"".join(
        chunk[at + (first_head if place + at == 0 else other_head) : at + log_page_bytes]
        for at in range(0, len(chunk), log_page_bytes)
    )


def wrapped_key(key_id: str, subject: str) -> bytes:
    """How a row of the store of keys begins on disk while the key is still in it.

    Short texts stand there one after the other, each behind a byte that tells its length; the
    60 bytes of the wrapped key follow upon theirs.
    """
    return key_id.encode() + _head(len(subject.encode())) + subject.encode() + _head(60)


def sealed_body(key_id: str, seal: str) -> bytes:
    """How the end of a sealed JSON body stands on disk: key and seal, one after the other."""
    return f"{key_id}{seal}".encode()


def _head(length: int) -> bytes:
    return bytes([((length + 1) << 1) | 1])
