"""From what was sent in clear to the facts of an event: texts sealed, ages told, codes kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from pydantic import ValidationError

from services.notifications.intake.inbound import Child, Facts, NotificationImport, Sent, oldest
from shared.decisions.clock import london_date
from shared.edge.refusals import BadInput, Fault
from shared.edge.words import correct_it, in_words
from shared.events.children import ChildFacts, IncidentFacts
from shared.events.sealed import Sealed, narrative_key, person_key
from shared.privacy.sealer import Sealer, ToSeal

SealedTexts = Mapping[str, Sealed]
"""By the path of the field, such as `children.0.name`."""

_texts_of_a_case = (
    "place",
    "summary",
    "further_information",
    "reporter",
    "reason",
    "referrer",
    "how",
    "notifier",
    "evidence_note",
    "rationale",
    "note",
)
_texts_of_a_child = ("name", "born_on", "health")


def texts_of(said: Sent, subject: str) -> dict[str, ToSeal]:
    """The texts that have to be sealed, by their path, each with the key that it goes under."""
    found: dict[str, ToSeal] = {}
    for name in _texts_of_a_case:
        text = getattr(said, name, None)
        if text is not None and not isinstance(text, Enum):
            found[name] = ToSeal(subject, narrative_key(subject), text)
    for place, child in enumerate(getattr(said, "children", ())):
        key = person_key(subject, _number(child, place))
        for name in _texts_of_a_child:
            if (text := getattr(child, name)) is not None:
                found[f"children.{place}.{name}"] = ToSeal(subject, key, str(text))
    return found


def fields_of(said: Sent, sealed: SealedTexts, on: date) -> dict[str, Any]:
    """The fields of a command: codes as they were sent, texts as they were sealed."""
    fields = {name: getattr(said, name) for name in type(said).model_fields}
    for name in fields.keys() & set(_texts_of_a_case):
        if not isinstance(fields[name], Enum):
            fields[name] = sealed.get(name)
    if isinstance(said, Facts):
        fields["children"] = tuple(
            _child(child, place, sealed, _told_of(said, on))
            for place, child in enumerate(said.children)
        )
    return fields


def facts_of(said: Facts, sealed: SealedTexts, on: date) -> IncidentFacts:
    """The facts alone."""
    fields = fields_of(said, sealed, on)
    return IncidentFacts(**{name: fields[name] for name in IncidentFacts.model_fields})


def check_children(said: Facts, at: datetime) -> None:
    """See that the children can be, before anything is sealed.

    Raises:
        BadInput: a date of birth lies ahead or does not fit, or an age or number cannot be.
    """
    today = london_date(at)
    on = _told_of(said, today)
    for place, child in enumerate(said.children):
        if (fault := _wrong_birth(child, place, on, today)) is not None:
            raise BadInput(fault)
        try:
            _child(child, place, {}, on)
        except ValidationError as error:
            faults = in_words(error).faults
            raise BadInput(*(_within(place, fault) for fault in faults)) from None
    try:
        facts_of(said, {}, today)
    except ValidationError as error:
        raise in_words(error) from None


def _within(place: int, fault: Fault) -> Fault:
    return replace(fault, field=f"children.{place}.{fault.field}".rstrip("."))


def _told_of(said: Facts, today: date) -> date:
    """The day by which ages are told: that of the incident, else of an imported notification.

    A day ahead is refused elsewhere, in words about that day, not about an age.
    """
    imported = said.notified_at if isinstance(said, NotificationImport) else None
    on = said.incident_on or (london_date(imported) if imported else today)
    return min(on, today)


def _wrong_birth(child: Child, place: int, on: date, today: date) -> Fault | None:
    if child.born_on is None:
        return None
    where = f"children.{place}.born_on"
    if child.unborn:
        return Fault(where, "An unborn child has no date of birth.", "Leave one of them out.")
    if child.born_on > today:
        return Fault(where, "It lies in the future.", "Check the date.")
    age = _age(child.born_on, on)
    if age > oldest:
        what = f"Whoever was born then was older than {oldest}: no child and no care leaver."
        return Fault(where, what, "Check this date, and that of the incident.")
    if child.age_years is not None and abs(child.age_years - age) > 1:
        return Fault(where, "It does not fit the age that was sent.", correct_it)
    return None


def _child(child: Child, place: int, sealed: SealedTexts, on: date) -> ChildFacts:
    fields = {name: getattr(child, name) for name in type(child).model_fields}
    fields["number"] = _number(child, place)
    if child.age_years is None and child.born_on is not None:
        fields["age_years"] = _age(child.born_on, on)
    for name in _texts_of_a_child:
        fields[name] = sealed.get(f"children.{place}.{name}")
    return ChildFacts(**fields)


def _number(child: Child, place: int) -> int:
    return child.number or place + 1


def _age(born_on: date, on: date) -> int:
    """Full years; none for who was born later."""
    before_birthday = (on.month, on.day) < (born_on.month, born_on.day)
    return max(0, on.year - born_on.year - before_birthday)


@dataclass(frozen=True, slots=True)
class Clear:
    """Something said about one subject, with its texts still in clear."""

    said: Sent
    subject: str


async def seal_texts(sealer: Sealer, all_said: Sequence[Clear]) -> list[dict[str, Sealed]]:
    """Seal the texts of many messages; raises as `seal_with`."""
    return (await seal_with(sealer, all_said, ()))[0]


async def seal_with(
    sealer: Sealer, all_said: Sequence[Clear], also: Sequence[ToSeal]
) -> tuple[list[dict[str, Sealed]], list[Sealed]]:
    """Seal the texts of many messages, and others, with one question to the store of keys.

    Raises:
        KeyDestroyed: something was erased, and nothing more is recorded under it.
        KeysUnavailable: the store of keys does not answer.
    """
    texts = [texts_of(clear.said, clear.subject) for clear in all_said]
    flat = [text for of_one in texts for text in of_one.values()]
    sealed = iter(await sealer.seal_all([*flat, *also]))
    return [{path: next(sealed) for path in paths} for paths in texts], list(sealed)
