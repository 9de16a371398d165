"""What the repository answers, as models."""

from dataclasses import asdict

from services.reporting.faceted import Found
from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository.citing import citation, permanent_address
from services.reporting.repository.reader import RecordsShown
from shared.edge.answers import Answer, shown_as

hidden = ("subject", "heading", "prose", "sort_on", "shown", "described")
RecordShown = shown_as(
    "RecordShown", RecordRow, without=hidden, citation=(str, ...), permanent_address=(str, ...)
)


class ChoiceShown(Answer):
    """A value of a facet, and how many records have it."""

    value: str
    number: int


class RecordsFound(Answer):
    """A page of what was found; `facets` count all that was."""

    total: int
    page: int
    pages: int
    records: list[RecordShown]  # type: ignore[valid-type]
    facets: dict[str, list[ChoiceShown]]


class RowKept(Answer):
    """What became of one row, counted from 1; `refused` says why it was not kept."""

    row: int
    record: str
    outcome: str
    refused: str | None
    position: str | None


class Imported(Answer):
    """What became of the rows; with `dry_run` it is what would become of them."""

    dry_run: bool
    added: int
    corrected: int
    unchanged: int
    refused: int
    rows: list[RowKept]


class RecordActed(Answer):
    """Where the record stands now: hand `position` on as `after=`."""

    record: str
    position: str


def record_shown(row: RecordRow) -> Answer:
    """A record with its citation; nothing of it is sealed."""
    values = {name: value for name, value in asdict(row).items() if name not in hidden}
    made: Answer = RecordShown(
        **values, citation=citation(row), permanent_address=permanent_address(row.record)
    )
    return made


def facets_shown(found: Found[RecordRow]) -> dict[str, list[ChoiceShown]]:
    """The facets with their values, the most frequent first."""
    return {
        name: [ChoiceShown(value=each.value, number=each.number) for each in choices]
        for name, choices in found.facets.items()
    }


def records_found(shown: RecordsShown) -> RecordsFound:
    """A page of results as it is answered."""
    return RecordsFound(
        total=shown.found.total,
        page=shown.page,
        pages=shown.pages,
        records=[record_shown(row) for row in shown.found.rows],
        facets=facets_shown(shown.found),
    )
