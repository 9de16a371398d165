"""The stories, read from their files: what is wrong in one is said with its file and line."""

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from deploy.local.worked_example import phrases
from deploy.local.worked_example.acts import Act, acts, that_day
from deploy.local.worked_example.asking import NotPlayed
from deploy.local.worked_example.lines import line_at, lines_of
from deploy.local.worked_example.story import Expected, Referral, Sending, Step, Story
from deploy.local.worked_example.story_file import Doing, Message, Referred, StoryFile
from services.notifications.api import forms
from services.notifications.intake.inbound import message_types, prefix
from shared.edge.words import faults_of

T = TypeVar("T")
folder = Path(__file__).parent / "stories"
_kinds = {
    "report": "incident-report",
    "correction": "incident-correction",
    "withdrawal": "incident-withdrawal",
}
_codes = ("authority", "lives_in", "area")
_several_codes = ("jointly_with", "authorities")
_sealed = ("name", "summary", "place")
_called = {"involved": "who"}
"""In a step, `who` is who does it."""
Loc = tuple[str | int, ...]


class NotAStory(NotPlayed):
    """A file is not a story that can be played; what to correct is said line by line."""


def read_stories(today: date, where: Path = folder) -> list[Story]:
    """All stories, by the names of their files, as they are told on a day.

    Raises:
        NotAStory: a file cannot be played.
    """
    return [read_story(each, today) for each in sorted(where.glob("*.toml"))]


def read_partners() -> Mapping[str, Sequence[str] | None]:
    """The partners, each with the codes of those it may send for; None is any authority."""
    told = tomllib.loads((folder.parent / "partners.toml").read_text(encoding="utf-8"))
    return {
        name: [phrases.code_of(each) for each in said["sends_for"]] if said else None
        for name, said in told.items()
    }


def read_story(path: Path, today: date) -> Story:
    """One story; raises as `read_stories`."""
    reading = Reading(path.stem, today)
    return read_with(path, reading, lambda told: reading.story(StoryFile.model_validate(told)))


def read_with(path: Path, reading: "Reading", make: Callable[[Mapping[str, Any]], T]) -> T:
    """What a file tells.

    Raises:
        NotAStory: something in it is wrong; each fault is said with its line.
    """
    text = path.read_text(encoding="utf-8")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotAStory(f"{path.name} is not written as TOML: {error}") from None
    story: T | None = None
    try:
        story = make(told)
    except ValidationError as error:
        reading.wrong(error, ())
    if story is None or reading.faults:
        lines = lines_of(text)
        words = [
            f"{path.name}, line {line_at(lines, loc)}: {what}" for loc, what in reading.faults
        ]
        raise NotAStory("\n".join(words))
    return story


class Reading:
    """A file on its way into a story, with what is wrong in it by its place."""

    def __init__(self, name: str, today: date) -> None:
        self.faults: list[tuple[Loc, str]] = []
        self._name, self._today = name, today
        self._authority = ""

    def wrong(self, error: ValidationError, within: Loc) -> None:
        """Note what does not fit."""
        found: list[dict[str, Any]] = [
            dict(one) for one in error.errors(include_input=False, include_url=False)
        ]
        for one, fault in zip(found, faults_of(found), strict=False):
            where: Loc = tuple(step for step in one["loc"] if step != "[key]")
            named = f"{_named_place(where)}: " if where else ""
            self.faults.append((within + where, f"{named}{fault.what} {fault.remedy}".strip()))

    def story(self, file: StoryFile) -> Story:
        """The story; where something is wrong, it is noted and left out."""
        self._authority = self._tried(
            ("authority",), lambda: phrases.code_of(file.authority), ""
        )
        messages = [self._sending(number, one) for number, one in enumerate(file.message)]
        referral = self._referral(file.referred)
        steps = [
            self._step(number, one, acts[one.does]) for number, one in enumerate(file.step)
        ]
        told = [*(one.data for one in messages), *([referral.body] if referral else [])]
        return Story(
            name=self._name,
            kind=file.kind,
            authority=self._authority,
            member=self._who("member", ()),
            reporting_officer=self._who("reporting officer", ()),
            partner=file.reported_by,
            over=file.over,
            messages=messages,
            referral=referral,
            steps=steps,
            expected=self._expected(file),
            names=[text for one in told for text in _named(one)],
        )

    def _sending(self, number: int, one: Message) -> Sending:
        loc: Loc = ("message", number)
        data = self._said(one.more(), loc)
        if one.what != "withdrawal":
            data.setdefault("authority", self._authority)
        if one.what != "report":
            data |= {"corrects" if one.what == "correction" else "withdraws": f"{self._name}-1"}
        self._fits(message_types[f"{prefix}{_kinds[one.what]}.v1"], data, loc)
        return Sending(
            f"{self._name}-{number + 1}",
            _kinds[one.what],
            one.times,
            one.answer,
            one.answer_names,
            data,
        )

    def _referral(self, one: Referred | None) -> Referral | None:
        if one is None:
            return None
        body = {"authority": self._authority, **self._said(one.more(), ("referred",))}
        self._fits(forms.ReferralForm, body, ("referred",))
        return Referral(self._who(one.who, ("referred", "who")), body)

    def _step(self, number: int, one: Doing, act: Act) -> Step:
        loc: Loc = ("step", number)
        on = self._tried((*loc, "on"), lambda: phrases.day_of(one.on, self._today), "")
        body = _by_default(act, on) | self._said(one.more(), loc)
        self._fits(act.body, body, loc)
        return Step(self._who(one.who, (*loc, "who")), act, body)

    def _expected(self, file: StoryFile) -> Expected:
        facts = file.expected
        seen_by: dict[str, str] = {}
        for who, sight in facts.seen_by.items():
            self._who(who, ("expected", "seen_by", who), anybody=True)
            seen_by[who] = sight
        return Expected(
            stage=facts.stage,
            nature=str(facts.nature),
            happens=facts.happens,
            clocks=facts.clocks,
            late=facts.late,
            obligations=facts.obligations,
            exceptions=facts.exceptions,
            seen_by=seen_by,
        )

    def _who(self, text: str, loc: Loc, *, anybody: bool = False) -> str:
        """Somebody of the local run, who has signed in."""
        found = self._tried(loc, lambda: phrases.actor_of(text, self._authority), None)
        if text == phrases.anybody and not anybody:
            self.faults.append((loc, "Only somebody who has signed in does this."))
        return found or ""

    def _said(self, told: Mapping[str, Any], loc: Loc) -> dict[str, Any]:
        return {
            _called.get(name, name): self._value(name, each, (*loc, name))
            for name, each in told.items()
        }

    def _value(self, name: str, value: Any, loc: Loc) -> Any:
        match value:
            case dict():
                return self._said(value, loc)
            case list() if name in _several_codes:
                return [self._value("authority", each, loc) for each in value]
            case list():
                return [
                    self._value("", each, (*loc, place)) for place, each in enumerate(value)
                ]
            case date():
                return value.isoformat()
            case str() if name in _codes:
                return self._tried(loc, lambda: phrases.code_of(value), value)
            case str() if name.endswith("_on") or name == "until":
                return self._tried(loc, lambda: self._day(value, loc), value)
            case _:
                return value

    def _day(self, text: str, loc: Loc) -> str:
        """A day; one of a message is written, for what is sent again has to be the same."""
        day = phrases.day_of(text, self._today)
        if loc[0] in ("message", "referred") and day != text:
            raise ValueError(
                "Write the date: a later run sends the same, and counts otherwise."
            )
        return day

    def _tried(self, loc: Loc, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except ValueError as error:
            self.faults.append((loc, str(error)))
            return otherwise

    def _fits(self, model: type[BaseModel], body: Mapping[str, Any], loc: Loc) -> None:
        """See that a service would understand it, before anything is played."""
        if any(at[: len(loc)] == loc for at, _ in self.faults):
            return
        try:
            model.model_validate_json(json.dumps(body))
        except ValidationError as error:
            self.wrong(error, loc)


def _named_place(where: Loc) -> str:
    """A field by its name, one of several also by its number, counted from 1."""
    last = where[-1]
    return f"{where[-2]} {last + 1}" if isinstance(last, int) and where[1:] else str(last)


def _by_default(act: Act, on: str) -> dict[str, Any]:
    """What the step says without the story saying it."""
    said: dict[str, Any] = _with_day(act.says, on[:10])
    return said | dict.fromkeys(act.on, on)


def _with_day(value: Any, on: str) -> Any:
    match value:
        case Mapping():
            return {name: _with_day(each, on) for name, each in value.items()}
        case list():
            return [_with_day(each, on) for each in value]
        case _:
            return on if value == that_day else value


def _named(told: Mapping[str, Any]) -> list[str]:
    """Names, summaries and places in what is told."""
    children = [each for each in told.get("children", ()) if isinstance(each, Mapping)]
    return [str(one[name]) for one in (told, *children) for name in _sealed if name in one]
