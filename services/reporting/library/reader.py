"""What a reader asks of the learning library; anybody may, without signing in."""

from typing import Annotated

from fastapi import Depends, Query

from services.reporting.faceted import Short, Shown, Words, Year, as_typed, rows_on_a_page
from services.reporting.library import queries
from services.reporting.library.queries import Wanted
from services.reporting.read_models.learning_library import LearningRow
from shared.decisions.database import Connection


def wanted(  # noqa: PLR0913, PLR0917 - the fields of one form
    q: Words = "",
    theme: Short = "",
    practice: Annotated[str, Query(max_length=30, description="Such as `near-miss`.")] = "",
    source: Annotated[str, Query(max_length=30, description="Of which kind of review.")] = "",
    agency: Short = "",
    year: Year = "",
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
    typed = as_typed(said)
    return Wanted(text=typed.pop("q"), **typed)


LookedFor = Annotated[Wanted, Depends(wanted)]


async def shown_learning(
    connection: Connection, looked_for: Wanted, page: int
) -> Shown[LearningRow]:
    """One page of what is looked for."""
    found = await queries.search_learning(
        connection, looked_for, page=page, rows=rows_on_a_page
    )
    return Shown(found, page)
