"""What reporting owns of the repository: published reviews, as whoever published them tells.

What is published is in clear and no text here is sealed (ADR 32): nothing may come into an
event of this module that was not published before.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints, model_validator

from shared.events.children import in_order
from shared.events.codes import AgeBand
from shared.events.event import Event, Value
from shared.events.record_codes import AgencyKind, RecordKind, RecordLevel, RecordWithdrawal
from shared.events.values import AuthorityCode, Digest, Organisation, Reference

earliest_year = 1945
"""The NSPCC's repository begins there (published)."""
first_year_in_full = 2015
"""Reviews of before are shown as a catalogue entry, and a copy is asked for (the seed page)."""


def _a_day(text: str) -> str:
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        raise ValueError("there is no such day") from None
    if year < earliest_year:
        raise ValueError(f"no review is older than {earliest_year}")
    return text


PartialDay = Annotated[
    str,
    StringConstraints(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
    AfterValidator(_a_day),
]
"""A day as far as it is known: `2024-07-31`, `2021-11` or `2025`."""

_line = r"^[^\s\p{Cc}\p{Cf}]([^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*[^\s\p{Cc}\p{Cf}])?$"
Title = Annotated[str, StringConstraints(max_length=300, pattern=_line)]
"""One line, with whatever quotes, colons and question marks it was published with."""
Keyword = Annotated[str, StringConstraints(max_length=100, pattern=_line)]
"""A theme as the record names it; the thesaurus says what else it is called."""
Prose = Annotated[
    str,
    StringConstraints(max_length=20_000, pattern=r"^[^\s\p{Cc}\p{Cf}]([^\p{Cc}\p{Cf}]|\n)*$"),
]
"""Published text of several lines."""
PublicAddress = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,490}$")]
"""Where something published is to be found on the web."""

_AGES = Annotated[frozenset[AgeBand], PlainSerializer(in_order, return_type=list[AgeBand])]
_AGENCIES = Annotated[
    frozenset[AgencyKind], PlainSerializer(in_order, return_type=list[AgencyKind])
]


class RecordFacts(Value):
    """A published review, as a catalogue tells of it; the fields are those of the NSPCC's.

    `title` is the pseudonym or the title, and need not be the only one of its kind.
    Without `partnership` it was published on behalf of one that is not named.
    `ref` is the number that the source gave it (an accession number).
    Of a review from before 2015 there is only the catalogue entry: no texts, no address.
    """

    title: Title
    kind: RecordKind
    level: RecordLevel = RecordLevel.LOCAL
    published: PartialDay | None = None
    partnership: Organisation | None = None
    authorities: tuple[AuthorityCode, ...] = Field(default=(), max_length=20)
    ref: Reference | None = None
    ages: _AGES = frozenset()
    agencies: _AGENCIES = frozenset()
    keywords: tuple[Keyword, ...] = Field(default=(), max_length=50)
    incident: Prose | None = None
    background: Prose | None = None
    learning: Prose | None = None
    method: Prose | None = None
    recommendations: Prose | None = None
    note: Prose | None = None
    address: PublicAddress | None = None

    @property
    def metadata_only(self) -> bool:
        """Whether it is from before 2015, so that a copy has to be asked for."""
        return self.published is not None and int(self.published[:4]) < first_year_in_full

    @model_validator(mode="after")
    def _old_ones_are_a_catalogue_entry(self) -> "RecordFacts":
        in_full = ("background", "learning", "method", "recommendations", "address")
        if self.metadata_only and any(getattr(self, name) is not None for name in in_full):
            raise ValueError(
                "of a review from before 2015 only the catalogue entry is kept; "
                "leave out background, learning, method, recommendations and address"
            )
        return self


class RecordAdded(RecordFacts, Event, version=1):
    """A review that was published before, or elsewhere, came into the repository."""


class RecordCorrected(RecordFacts, Event, version=1):
    """What the repository says of a review was put right; these are all of its facts now."""


class RecordWithdrawn(Event, version=1):
    """A record is no longer shown; its address stays, and says that it was withdrawn."""

    reason: RecordWithdrawal


class ReportDeposited(Event, version=1):
    """A published document was put beside its record; its bytes are kept apart, by digest."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$")]
    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]{1,80}$")]
    digest: Digest
    size_bytes: int = Field(ge=1)
