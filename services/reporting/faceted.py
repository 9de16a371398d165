"""What the searches of the repository and of the library share: words, facets, pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Annotated, Generic, TypeVar

from fastapi import Query

from shared.edge.refusals import BadInput, Fault

rows_on_a_page = 20
most_pages = 500
undated = "undated"
Short = Annotated[str, Query(max_length=100)]
Words = Annotated[str, Query(max_length=200, description="Words, as in a web search.")]
Year = Annotated[str, Query(max_length=10, description="2024, or `undated`.")]
PageNumber = Annotated[int, Query(ge=1, le=most_pages, description="Which page, from 1.")]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, and how much of what was found has it."""

    facet: str
    value: str
    number: int


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """One page of what was found, how much there is, and the facets of all of it."""

    total: int
    rows: Sequence[Row]
    facets: Mapping[str, Sequence[Choice]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown(Generic[Row]):
    """The page of a number, from 1, of what was found."""

    found: Found[Row]
    page: int

    @property
    def pages(self) -> int:
        """How many there are; beyond the last that is shown, more words narrow it."""
        return max(1, min(most_pages, ceil(self.found.total / rows_on_a_page)))


def as_typed(said: Mapping[str, str]) -> dict[str, str]:
    """What was typed into each field, without the spaces around it.

    Raises:
        BadInput: it holds characters that nothing can be searched by.
    """
    for name, value in said.items():
        if value and not value.isprintable():
            raise BadInput(
                Fault(name, "It holds characters that cannot be seen.", "Type it anew.")
            )
    return {name: value.strip() for name, value in said.items()}


def straight(text: str) -> str:
    """A text with straight quotation marks, which a phrase is searched by."""
    return text.translate(_quotes)


_quotes = str.maketrans("“”", '""')


def by_facet(
    counted: Iterable[Choice], names: Sequence[str]
) -> tuple[int, dict[str, Sequence[Choice]]]:
    """How much was found (the facet `all`), and the choices of each facet, most first.

    Years come the latest first.
    """
    rows = list(counted)
    (total,) = (one.number for one in rows if one.facet == "all")
    facets: dict[str, Sequence[Choice]] = {
        name: sorted(
            (one for one in rows if one.facet == name), key=lambda one: (-one.number, one.value)
        )
        for name in names
    }
    facets["year"] = sorted(facets["year"], key=lambda one: one.value, reverse=True)
    return total, facets
