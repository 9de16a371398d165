"""What a reader asks of the learning library; anybody may, without signing in."""

from dataclasses import dataclass
from math import ceil
from typing import Annotated

from fastapi import Depends, Query

from services.reporting.library import queries
from services.reporting.library.queries import Found, Wanted
from services.reporting.repository.reader import Short, most_pages
from shared.decisions.database import Connection
from shared.edge.refusals import BadInput, Fault

rows_on_a_page = 20


def wanted(  # noqa: PLR0913, PLR0917 - the fields of one form
    q: Annotated[str, Query(max_length=200, description="Words, as in a web search.")] = "",
    theme: Short = "",
    practice: Annotated[str, Query(max_length=30, description="Such as `near-miss`.")] = "",
    source: Annotated[str, Query(max_length=30, description="Of which kind of review.")] = "",
    agency: Short = "",
    year: Annotated[str, Query(max_length=10, description="2024, or `undated`.")] = "",
) -> Wanted:
    """What is looked for; an empty field means all.

    Raises:
        BadInput: it holds characters that nothing can be searched by.
    """
    said = {
        "q": q,
        "theme": theme,
        "practice": practice,
        "source": source,
        "agency": agency,
        "year": year,
    }
    for name, value in said.items():
        if value and not value.isprintable():
            raise BadInput(
                Fault(name, "It holds characters that cannot be seen.", "Type it anew.")
            )
    stripped = {name: value.strip() for name, value in said.items()}
    return Wanted(text=stripped.pop("q"), **stripped)


LookedFor = Annotated[Wanted, Depends(wanted)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of learning."""

    found: Found
    page: int

    @property
    def pages(self) -> int:
        return max(1, min(most_pages, ceil(self.found.total / rows_on_a_page)))


async def shown_learning(connection: Connection, looked_for: Wanted, page: int) -> Shown:
    """One page of what is looked for."""
    found = await queries.search_learning(
        connection, looked_for, page=page, rows=rows_on_a_page
    )
    return Shown(found, page)
