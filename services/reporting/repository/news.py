"""What is new in the repository since a day: as a list, and as an Atom feed (RFC 4287)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated
from xml.etree import ElementTree

from fastapi import Depends, Query

from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository import queries, words
from services.reporting.repository.citing import address_of, citation, permanent_address
from shared.decisions.clock import london
from shared.decisions.database import Connection
from shared.edge.cursors import read_cursor, write_cursor
from shared.edge.refusals import BadInput, Fault

entries_on_a_page = 50
change_words: Mapping[str, str] = {
    "added": "Added",
    "corrected": "Corrected",
    "deposited": "Given a document",
    "withdrawn": "Withdrawn",
}
_atom = "http://www.w3.org/2005/Atom"
ElementTree.register_namespace("", _atom)


@dataclass(frozen=True, slots=True)
class Since:
    """From when on, and where to go on in the list."""

    day: date | None
    place: tuple[str, str] | None = None

    @property
    def instant(self) -> datetime | None:
        """The first moment of that day in England."""
        return None if self.day is None else datetime.combine(self.day, time(), london)


def since(
    since: Annotated[
        str, Query(max_length=20, description="A day, itself included: 2026-04-01.")
    ] = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Since:
    """What is asked for; without a day it is everything.

    Raises:
        BadInput: it is not a day, or no cursor of this list.
    """
    place = read_cursor("new", (str, str), cursor) if cursor else None
    if place is not None:
        _instant(place[0])
    return Since(_day(since.strip()), place)


NewSince = Annotated[Since, Depends(since)]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if len(text) == len("2026-04-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadInput(Fault("since", "It is not a day.", "Send it as 2026-04-01."))


def _instant(text: str) -> None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            Fault("cursor", "It is not a cursor of this list.", "Begin again without it.")
        ) from None


@dataclass(frozen=True, slots=True)
class News:
    """One page of what changed, the latest first; `next` is a cursor or None."""

    rows: Sequence[RecordRow]
    next: str | None


async def news(connection: Connection, asked: Since) -> News:
    """What changed since then; of each record only its latest change."""
    rows = await queries.changed_since(
        connection, asked.instant, limit=entries_on_a_page + 1, before=asked.place
    )
    shown = rows[:entries_on_a_page]
    more = len(rows) > entries_on_a_page
    place = (shown[-1].changed_at.isoformat(), shown[-1].record) if more else None
    return News(shown, write_cursor("new", *place) if place else None)


def atom(found: News, asked: Since) -> bytes:
    """The feed; an entry's id stays, and its time is that of the record's latest change."""
    feed = ElementTree.Element(f"{{{_atom}}}feed")
    here = address_of("/records/new.atom")
    _text(feed, "id", here)
    _text(feed, "title", "Published reviews: what is new")
    latest = max((row.changed_at for row in found.rows), default=asked.instant)
    _text(feed, "updated", _rfc3339(latest or datetime(1970, 1, 1, tzinfo=UTC)))
    author = ElementTree.SubElement(feed, f"{{{_atom}}}author")
    _text(author, "name", "Child safeguarding practice reviews")
    _link(feed, "self", here + (f"?since={asked.day}" if asked.day else ""))
    if found.next:
        day = f"&since={asked.day}" if asked.day else ""
        _link(feed, "next", f"{here}?cursor={found.next}{day}")
    for row in found.rows:
        _entry(feed, row)
    made: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _entry(feed: ElementTree.Element, row: RecordRow) -> None:
    entry = ElementTree.SubElement(feed, f"{{{_atom}}}entry")
    _text(entry, "id", "urn:uuid:" + row.record.partition("-")[2])
    _text(entry, "title", row.title or "Withdrawn record")
    _text(entry, "updated", _rfc3339(row.changed_at))
    _text(entry, "published", _rfc3339(row.added_at))
    _link(entry, "alternate", permanent_address(row.record))
    summary = "The record was withdrawn." if row.withdrawn else citation(row)
    _text(entry, "summary", f"{change_words[row.change]}. {summary}")
    for keyword in row.keywords:
        ElementTree.SubElement(entry, f"{{{_atom}}}category", term=keyword)
    if not row.withdrawn:
        kind = words.kinds.get(row.kind, row.kind)
        ElementTree.SubElement(entry, f"{{{_atom}}}category", term=row.kind, label=kind)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_atom}}}{name}").text = text


def _link(parent: ElementTree.Element, rel: str, href: str) -> None:
    ElementTree.SubElement(parent, f"{{{_atom}}}link", rel=rel, href=href)


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
