"""Of which generations and of which cut of the log an answer was read: told with it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from shared.folds.reading import ReadFrom

header = "cspr-read-from"
"""A list (RFC 9651): read models, each with its generation, its position, and its cut.

`at` has the next offset of each partition, in the form in which `cspr replay start --until`
takes it; `position` is their sum.
"""

_read: ContextVar[list[ReadFrom] | None] = ContextVar("read", default=None)


@contextmanager
def telling(method: str) -> Iterator[list[ReadFrom]]:
    """Gather what the answer to a question is read from.

    Of a command nothing is gathered: it may look, act, and look again.
    """
    gathered: list[ReadFrom] = []
    token = _read.set(gathered if method in {"GET", "HEAD"} else None)
    try:
        yield gathered
    finally:
        _read.reset(token)


def note_read(come_from: Sequence[ReadFrom]) -> None:
    """Say what the answer that is being made is read from.

    Raises:
        RuntimeError: it was read from a snapshot already; a second would mix two moments.
    """
    gathered = _read.get()
    if gathered is None:
        return
    if gathered:
        raise RuntimeError(
            "An answer is read in one snapshot: ask for all read models at once."
        )
    gathered.extend(come_from)


def read_so_far() -> Sequence[ReadFrom]:
    """What the answer that is being made was read from."""
    return tuple(_read.get() or ())


def in_words(come_from: Sequence[ReadFrom]) -> str:
    """The value of the header."""
    return ", ".join(
        f'{each.read_model};generation={each.generation};position={each.position};at="{each.at}"'
        for each in come_from
    )
