"""The words in which a story is written: who, when, where, which clock, who is told."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

from services.reviews.read_models.publication_words import recipient_words
from shared.edge.issuer import local_actors
from shared.events.authorities import all_authorities, authority
from shared.events.values import Recipient

_day = re.compile(r"(?:today|(\d{1,4}) days? before|(\d{4}-\d\d-\d\d))(?: at (\d\d:\d\d))?")
_roles = {
    "officer": "officer",
    "member": "member",
    "chair": "chair",
    "reporting officer": "reporting",
}
_alone = ("auditor", "operator")
anybody = "anybody"
_clocks = {
    "notification": "notification",
    "rapid-review": "rapid review",
    "panel-answer": "the Panel's answer",
    "publication": "publication",
    "pre-publication": "seen before publication",
    "availability": "availability",
}
_starts = {
    "REPORTED": "the report",
    "AWARE": "awareness",
    "NOTIFIED": "the notification",
    "DECIDED": "the decision",
    "RECEIVED": "its receipt",
    "SENT": "the last copy",
    "PUBLISHED": "publication",
}
_states = {"passed-on": "left to the Panel", "dropped": "no longer owed"}


def day_of(text: str, today: date) -> str:
    """A day as `2026-11-24`, or with an hour as an instant: the one that a story names.

    Raises:
        ValueError: it names none.
    """
    found = _day.fullmatch(text)
    if found is None:
        raise ValueError(
            'It is not a day. Write "today", "4 days before", "4 days before at 10:30" or '
            "2026-03-31."
        )
    before, written, at = found.groups()
    day = date.fromisoformat(written) if written else today - timedelta(days=int(before or 0))
    if at is None:
        return day.isoformat()
    instant = datetime.combine(day, time.fromisoformat(at), UTC)
    return instant.isoformat().replace("+00:00", "Z")


def code_of(name: str) -> str:
    """The code of an authority, abolished ones too.

    Raises:
        ValueError: there is none of that name.
    """
    codes = {one.name: one.code for one in all_authorities()}
    if name in codes:
        return codes[name]
    raise ValueError(f"There is no authority of this name.{_perhaps(name, codes)}")


def actor_of(text: str, of: str) -> str | None:
    """Who of the local run is meant, None for anybody; `of` is the story's own authority.

    Raises:
        ValueError: it names nobody.
    """
    if text == anybody or text in _alone:
        return None if text == anybody else text
    if text.startswith("partner "):
        return text.replace(" ", "-", 1)
    role, _, name = text.partition(" of ")
    if role in _roles:
        return _person(_roles[role], code_of(name) if name else of)
    raise ValueError(
        "It is nobody. Write officer, member, chair or reporting officer, each alone or with "
        '"of" and an authority; or partner and its name; or auditor, operator, anybody.'
    )


def _person(role: str, code: str) -> str:
    """Wiltshire's people have a name of their own in the local run."""
    named = (one for one in local_actors.values() if one.authorities == {code})
    return next((one.id for one in named if one.id.startswith(role)), f"{role}-{code}")


def clock_words(row: Mapping[str, Any]) -> str:
    """Which clock it is, from which start."""
    return f"{_clocks[row['clock']]}, from {_starts[row['start']]}"


def all_clocks() -> list[str]:
    """Every clock and start of which a story may speak."""
    return [
        f"{clock}, from {start}" for clock in _clocks.values() for start in _starts.values()
    ]


def obligation_words(row: Mapping[str, Any]) -> str:
    """Who has to be told, and under which rule."""
    return f"{_recipient(row['recipient'], row['area'])} ({row['rule']})"


def _recipient(recipient: str, area: str | None) -> str:
    if recipient == Recipient.OTHER_AREA_PARTNERS and area is not None:
        return f"the partners of {authority(area).name}"
    return recipient_words[recipient]


def obligation_state(row: Mapping[str, Any]) -> str:
    """Open, met, left to the Panel or no longer owed; and whether that is late."""
    if row["state"] == "met":
        return "met late" if row["breached"] else "met"
    if row["overdue"]:
        return "overdue"
    return _states.get(row["state"], str(row["state"]))


def event_words(name: str) -> str:
    """An event's name as a reader has it: `RapidReviewOpened` is “Rapid review opened”."""
    first, *others = re.findall("[A-Z]+(?![a-z])|[A-Z][a-z]+", name)
    return " ".join([first, *(word if word.isupper() else word.lower() for word in others)])


def one_of(text: str, known: Iterable[str], what: str) -> str:
    """The text, if it is one of those that are known.

    Raises:
        ValueError: it is not; names what is near to it.
    """
    known = list(known)
    if text in known:
        return text
    raise ValueError(f"{what}{_perhaps(text, known)}")


def _perhaps(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, list(known), n=3, cutoff=0.5)
    return f" Perhaps it is one of: {'; '.join(near)}." if near else ""
