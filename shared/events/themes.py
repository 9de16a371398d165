"""What reporting owns of the thesaurus of themes, and of briefings; all public (ADR 32)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.event import Event
from shared.events.record_codes import RecordWithdrawal
from shared.events.records import Keyword, Prose, Title
from shared.events.values import Digest

ThemeCode = Annotated[
    str, StringConstraints(max_length=100, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")
]
"""What a theme is known by for ever, made of its first name."""
RecordId = Annotated[str, StringConstraints(pattern="^record-[0-9a-f-]{36}$")]
"""A published review, by the id in its permanent address."""


class ThemeAdded(Event, version=1):
    """A theme came into the thesaurus; `scope` says what belongs to it.

    `broader` is the theme above it; one without stands at the top.
    """

    theme: ThemeCode
    name: Keyword
    scope: Prose | None = None
    broader: ThemeCode | None = None


class ThemeRenamed(Event, version=1):
    """A theme is called otherwise now; records under its former names are still found by it."""

    theme: ThemeCode
    name: Keyword


class ThemeMoved(Event, version=1):
    """A theme stands under another one now, or at the top."""

    theme: ThemeCode
    broader: ThemeCode | None = None


class ThemeMerged(Event, version=1):
    """A theme is part of another one now, under whose name all of its records are found.

    The themes below it stand below the other one.
    """

    theme: ThemeCode
    into: ThemeCode


class BriefingWritten(Event, version=1):
    """Somebody chose reviews and wrote what they are about; written anew, it replaces.

    `document` is the SHA-256 of the PDF that was printed of it then, `size_bytes` its size; its
    bytes are kept apart, and a replay prints nothing.
    """

    title: Title
    introduction: Prose | None = None
    reviews: tuple[RecordId, ...] = Field(min_length=1, max_length=100)
    document: Digest
    size_bytes: int = Field(ge=1)


class BriefingWithdrawn(Event, version=1):
    """A briefing is no longer shown; its address stays, and says that it was withdrawn."""

    reason: RecordWithdrawal
