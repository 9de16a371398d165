"""What is done with the ledger itself: exports of a part of it."""

from typing import Annotated

from pydantic import Field

from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.values import Digest

LeafIndex = Annotated[int, Field(ge=0)]
"""A place in the ledger, counted from 0."""


class LedgerExported(Event, version=1):
    """An operator wrote a part of the ledger into a folder, for somebody outside to check.

    `first` and `last` are its first and last record; `ledger_size` that of the checkpoint which
    proves them, `manifest` the SHA-256 of the bundle's signed manifest.
    """

    first: LeafIndex
    last: LeafIndex
    ledger_size: Annotated[int, Field(ge=1)]
    manifest: Digest
    why: Sealed
