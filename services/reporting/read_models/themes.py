"""The thesaurus of themes, and the briefings on them, as anybody reads them."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.events.envelope import Recorded
from shared.events.themes import (
    BriefingWithdrawn,
    BriefingWritten,
    ThemeAdded,
    ThemeMoved,
    ThemeRenamed,
)
from shared.folds.read_model import ReadModel, Rows


@dataclass(slots=True)
class ThemeRow:
    """One theme: what it is called, what it was called, and the theme above it."""

    subject: str
    theme: str
    name: str
    former: tuple[str, ...]
    broader: str | None
    scope: str | None
    changed_at: datetime


class Themes(ReadModel[ThemeRow]):
    """One row a theme. Pages: /themes, /records."""

    name, version, row = "themes", 1, ThemeRow
    key = ("subject", "theme")
    follows = (ThemeAdded, ThemeRenamed, ThemeMoved)

    def evolve(self, rows: Rows[ThemeRow], event: Recorded) -> Rows[ThemeRow]:
        fact, at = event.event, event.envelope.time
        if isinstance(fact, ThemeAdded):
            added = ThemeRow(
                event.subject, fact.theme, fact.name, (), fact.broader, fact.scope, at
            )
            return tuple(sorted((*rows, added), key=_code))
        return tuple(_changed(row, event) for row in rows)


def _code(row: ThemeRow) -> str:
    return row.theme


def _changed(row: ThemeRow, event: Recorded) -> ThemeRow:
    fact, at = event.event, event.envelope.time
    match fact:
        case ThemeRenamed() if fact.theme == row.theme:
            names = (*row.former, row.name)
            former = tuple(one for one in names if one.lower() != fact.name.lower())
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
                return (BriefingRow(event.subject, *about, False, at),)
            case BriefingWithdrawn():
                return tuple(
                    replace(row, title="", introduction=None, reviews=(), withdrawn=True)
                    for row in rows
                )
            case _:
                return rows
