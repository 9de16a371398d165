"""What happened, on a form: read from its fields into what is sent, and shown in them again."""

from collections.abc import Mapping
from typing import Any

from services.notifications.domain.case import Case, Notified, NotReferred, NotReported
from services.notifications.intake.inbound import Facts
from shared.events.children import IncidentFacts
from shared.privacy.sealer import ERASED

most_children = 4
most_fields = 200
"""Four children of up to thirty fields and ticks each, and what is beside them."""
_whole = ("number", "age_years", "further_children")
_yes_or_no = ("child_in_need_plan", "known_to_agencies")
_ticks = ("unborn", "looked_after", "care_leaver")
_disability = "disabilities-"


def compacted(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields without a child of whom nothing is said; those after it move up."""
    kept = {name: text for name, text in fields.items() if not name.startswith("children.")}
    said = [_fields_of(fields, place) for place in range(most_children)]
    for place, child in enumerate(one for one in said if one.keys() - {"number"}):
        kept |= {f"children.{place}.{name}": text for name, text in child.items()}
    return kept


def facts_said(fields: Mapping[str, str]) -> dict[str, Any]:
    """Fields without gaps (`compacted`) as facts are sent."""
    plain = Facts.model_fields.keys() - {"children"}
    said = {name: _typed(name, text) for name, text in fields.items() if name in plain}
    children = [_fields_of(fields, place) for place in range(most_children)]
    return {**said, "children": [_child(child) for child in children if child]}


def facts_filled(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts in clear (as JSON has them) as the fields of a form; what was erased is empty."""
    filled: dict[str, str] = {}
    for name, value in facts.items():
        if name != "children":
            filled |= _filled(name, value)
    for place, child in enumerate(facts.get("children", ())):
        for name, value in child.items():
            filled |= _filled(f"children.{place}.{name}", value)
    return filled


def children_in(fields: Mapping[str, str]) -> int:
    """How many children a form without gaps tells of."""
    return sum(bool(_fields_of(fields, place)) for place in range(most_children))


def numbered(fields: Mapping[str, str], shown: int, free: int) -> dict[str, str]:
    """The fields with a number for each child that is shown; new ones get theirs from `free`.

    A number is in the form, so that the same form sent twice says the same.
    """
    names = [f"children.{place}.number" for place in range(shown)]
    taken = {fields[name] for name in names if name in fields}
    unused = iter([str(n) for n in range(free, 100) if str(n) not in taken])
    return {**fields, **{name: next(unused, "99") for name in names if name not in fields}}


def free_number(case: Case) -> int:
    """The first number that no child of the case has had, in what is still known of it."""
    told: list[IncidentFacts | None] = []
    if not isinstance(case.report, NotReported):
        told.append(case.report.facts)
    if not isinstance(case.referral, NotReferred):
        told.append(case.referral.referral)
    if isinstance(case.notification, Notified):
        told += [case.notification.notification, case.notification.amended]
    return 1 + max([child.number for facts in told if facts for child in facts.children] or [0])


def _fields_of(fields: Mapping[str, str], place: int) -> dict[str, str]:
    begins = f"children.{place}."
    return {
        name.removeprefix(begins): text
        for name, text in fields.items()
        if name.startswith(begins)
    }


def _child(fields: Mapping[str, str]) -> dict[str, Any]:
    ticked = [name.removeprefix(_disability) for name in fields if name.startswith(_disability)]
    said = {
        name: _typed(name, text)
        for name, text in fields.items()
        if not name.startswith(_disability)
    }
    return {**said, "disabilities": ticked} if ticked else said


def _typed(name: str, text: str) -> Any:
    if name in _whole and text.strip().isdecimal():
        return int(text)
    return text == "yes" if name in _yes_or_no or name in _ticks else text


def _filled(name: str, value: Any) -> dict[str, str]:
    match value:
        case list():
            return {f"{name}-{code}": "yes" for code in value}
        case bool() if name.rpartition(".")[2] in _ticks:
            return {name: "yes"} if value else {}
        case bool():
            return {name: "yes" if value else "no"}
        case None:
            return {}
        case _:
            return {} if value == ERASED else {name: str(value)}
