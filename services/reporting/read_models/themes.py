"""The thesaurus of themes, and the briefings on them, as anybody reads them."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.reporting.domain.thesaurus import term
from shared.events.envelope import Recorded
from shared.events.themes import (
    BriefingWithdrawn,
    BriefingWritten,
    ThemeAdded,
    ThemeMerged,
    ThemeMoved,
    ThemeRenamed,
)
from shared.folds.read_model import ReadModel, Rows


@dataclass(slots=True)
class ThemeRow:
    """One theme: what it is called, what it was called, and the theme above it.

    `codes` are those of themes that were merged into it.
    """

    subject: str
    theme: str
    name: str
    former: tuple[str, ...]
    broader: str | None
    scope: str | None
    codes: tuple[str, ...]
    changed_at: datetime


class Themes(ReadModel[ThemeRow]):
    """One row a theme. Pages: /themes, /themes/{code}, /records."""

    name, version, row = "themes", 1, ThemeRow
    key = ("subject", "theme")
    follows = (ThemeAdded, ThemeRenamed, ThemeMoved, ThemeMerged)

    def evolve(self, rows: Rows[ThemeRow], event: Recorded) -> Rows[ThemeRow]:
        fact, at = event.event, event.envelope.time
        if isinstance(fact, ThemeAdded):
            added = ThemeRow(
                event.subject, fact.theme, fact.name, (), fact.broader, fact.scope, (), at
            )
            return tuple(sorted((*rows, added), key=_code))
        if isinstance(fact, ThemeMerged):
            return _merged(rows, fact, at)
        return tuple(_changed(row, event) for row in rows)


def _code(row: ThemeRow) -> str:
    return row.theme


def _merged(rows: Rows[ThemeRow], fact: ThemeMerged, at: datetime) -> Rows[ThemeRow]:
    """Its names and codes go to the other theme, and what was below it stands below that."""
    gone = next((row for row in rows if row.theme == fact.theme), None)
    if gone is None:
        return rows
    return tuple(_with(gone, row, fact, at) for row in rows if row is not gone)


def _with(gone: ThemeRow, row: ThemeRow, fact: ThemeMerged, at: datetime) -> ThemeRow:
    if row.theme == fact.into:
        former = (*row.former, *gone.former, gone.name)
        codes = (*row.codes, *gone.codes, gone.theme)
        return replace(row, former=former, codes=codes, changed_at=at)
    if row.broader == gone.theme:
        return replace(row, broader=fact.into, changed_at=at)
    return row


def _changed(row: ThemeRow, event: Recorded) -> ThemeRow:
    fact, at = event.event, event.envelope.time
    match fact:
        case ThemeRenamed() if fact.theme == row.theme:
            names = (*row.former, row.name)
            former = tuple(one for one in names if term(one) != term(fact.name))
            return replace(row, name=fact.name, former=former, changed_at=at)
        case ThemeMoved() if fact.theme == row.theme:
            return replace(row, broader=fact.broader, changed_at=at)
        case _:
            return row


@dataclass(slots=True)
class BriefingRow:
    """One briefing; a withdrawn one says only that."""

    subject: str
    title: str
    introduction: str | None
    reviews: tuple[str, ...]
    document: str | None
    size_bytes: int
    withdrawn: bool
    written_at: datetime


class Briefings(ReadModel[BriefingRow]):
    """One row a briefing. Pages: /briefings, /briefings/{id}."""

    name, version, row = "briefings", 1, BriefingRow
    follows = (BriefingWritten, BriefingWithdrawn)

    def evolve(self, rows: Rows[BriefingRow], event: Recorded) -> Rows[BriefingRow]:
        fact, at = event.event, event.envelope.time
        match fact:
            case BriefingWritten():
                about = (fact.title, fact.introduction, fact.reviews)
                printed = (fact.document, fact.size_bytes)
                return (BriefingRow(event.subject, *about, *printed, False, at),)
            case BriefingWithdrawn():
                gone = ("", None, (), None, 0)
                return tuple(
                    BriefingRow(row.subject, *gone, True, row.written_at) for row in rows
                )
            case _:
                return rows
