"""The sealed texts of a case, still sealed: where each stands, so that it can be opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from services.reviews.read_models.happenings import happening, told
from shared.events.envelope import Recorded
from shared.events.sealed import Sealed
from shared.events.thematic import CaseIncluded, CaseLeftOut
from shared.folds.read_model import ReadModel, Rows

_about_one_case = (CaseIncluded, CaseLeftOut)


@dataclass(frozen=True, slots=True)
class TextRow:
    """One sealed text: of which event, in which field (dotted), and the three parts of it.

    `of_case` is the case that a text of a thematic review is about, if it is about one.
    """

    subject: str
    place: int
    what: str
    field: str
    happened_on: date
    key: str
    seal: str
    box: str
    of_case: str | None = None


class Texts(ReadModel[TextRow]):
    """One row a sealed text. Page: /cases/{id}/texts; each opening is noted."""

    name, version, row = "texts", 9, TextRow
    key = ("subject", "place")
    follows = told

    def evolve(self, rows: Rows[TextRow], event: Recorded) -> Rows[TextRow]:
        on = happening(event.event).on
        of_case = event.event.case if isinstance(event.event, _about_one_case) else None
        found = tuple(
            TextRow(
                subject=event.subject,
                place=place,
                what=event.envelope.name,
                field=field,
                happened_on=on,
                key=sealed.key,
                seal=sealed.seal,
                box=sealed.box,
                of_case=of_case,
            )
            for place, (field, sealed) in enumerate(_sealed_in(event.event), len(rows) + 1)
        )
        return (*rows, *found)


def _sealed_in(value: object, path: str = "") -> Iterator[tuple[str, Sealed]]:
    """Each sealed text in a value, with the dotted path to its field; lists count from 1."""
    if isinstance(value, Sealed):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _sealed_in(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value, 1):
            yield from _sealed_in(inner, f"{path}.{number}")
