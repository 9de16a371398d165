"""How a timeline says days, codes, due dates and what was late."""

from datetime import date
from typing import NamedTuple

from shared.events.values import Breach, Due


class Happening(NamedTuple):
    """When something happened in the world, and what, in words."""

    on: date
    words: str


def by(organisation: str | None) -> str:
    return f" by {organisation}" if organisation else ""


def due(what: Due) -> str:
    return f"due on {day(what.due_on)}"


def late(breach: Breach | None) -> str:
    if breach is None:
        return ""
    days = f"{breach.days_late} day{'' if breach.days_late == 1 else 's'}"
    return f" This was {days} late: due on {day(breach.due_on)}."


def code(what: str) -> str:
    return _spelled.get(what, what.replace("-", " "))


_spelled = {
    "lcspr": "local child safeguarding practice review",
    "refer-national": "refer for a national review",
    "thematic-or-local-learning": "thematic or other local learning",
    "asks-for-more": "asks for more information",
}


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
