"""Who opened what was sealed: each opening is a fact, and so a leaf of the ledger.

Written by the service that opened it, in the transaction that ends before it answers.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.values import Subject

Purpose = Annotated[str, StringConstraints(pattern="^[A-Za-z][A-Za-z0-9 ,-]{0,79}$")]
"""What it was opened for, in words of the program and never of a person."""


class SealedPartsRead(Event, version=1):
    """Somebody had sealed parts of a case or a record opened; who is the envelope's actor.

    `parts` counts the sealed values that were asked for, those whose key is gone included.
    `why` is the reader's own reason, where they were asked for one.
    """

    of: Subject
    purpose: Purpose
    parts: Annotated[int, Field(ge=0)]
    why: Sealed | None = None
