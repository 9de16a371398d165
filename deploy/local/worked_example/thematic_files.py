"""The stories of thematic reviews, read from their files as those of cases are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, model_validator

from deploy.local.worked_example import phrases, story_files
from deploy.local.worked_example.story import Step
from deploy.local.worked_example.story_file import Doing, Happening, Told, known_words
from deploy.local.worked_example.story_files import Loc, Reading, read_with
from deploy.local.worked_example.thematic_acts import opening, thematic_acts
from services.reviews.api.thematic_bodies import example_including
from services.reviews.api.thematic_shown import stage_words
from shared.events.thematic_codes import LearntAs, LeftOutFor

folder = story_files.folder / "thematic"
_places = ("in it", *(f"left out: {reason}" for reason in LeftOutFor))
_sight = (
    r"\d+ of \d+ cases, (and|without) its texts|no such review|nothing"
    "|the published review, what was learnt|that a review was taken down"
)
Does = Annotated[str, known_words(thematic_acts, "Nobody does this in a thematic review.")]
Stage = Annotated[str, known_words(stage_words.values(), "No thematic review is so.")]
Place = Annotated[str, known_words(_places, "A case is not so in a thematic review.")]
Learnt = Annotated[str, known_words(list(LearntAs), "Nothing is learnt so.")]


def _seen(text: str) -> str:
    if re.fullmatch(_sight, text) is None:
        raise ValueError(
            "Nobody's view of a thematic review is called so. Write, with its numbers, "
            '"5 of 5 cases, and its texts" or "… without its texts"; "no such review"; of '
            'anybody "nothing", "the published review, what was learnt" or '
            '"that a review was taken down".'
        )
    return text


Sight = Annotated[str, AfterValidator(_seen)]


class _Doing(Doing):
    """Somebody does something in a thematic review; a case is named by its story's file."""

    does: Does


class Facts(Told):
    """What is to be seen at the end; `cases` by the names of their stories' files."""

    stage: Stage
    happens: Annotated[list[Happening], Field(min_length=1)]
    learnt: list[Learnt] = []
    cases: dict[str, Place]
    seen_by: Annotated[dict[str, Sight], Field(min_length=4)]


class _File(Told):
    kind: str
    story: str
    authority: str
    step: Annotated[list[_Doing], Field(min_length=1)]
    expected: Facts

    @model_validator(mode="after")
    def _opens_first(self) -> "_File":
        does = [each.does for each in self.step]
        if does[0] != opening or does.count(opening) > 1:
            raise ValueError(f"The first step, and no other, {opening}.")
        return self


@dataclass(frozen=True)
class ThematicStory:
    """One thematic review; `authority` leads it, and `member` is one of its group."""

    name: str
    kind: str
    authority: str
    member: str
    steps: list[Step]
    expected: Facts


def read_thematic_stories(today: date, where: Path = folder) -> list[ThematicStory]:
    """All of them, by the names of their files, as they are told on a day.

    Raises:
        NotAStory: a file cannot be played; what to correct is said line by line.
    """
    return [read_thematic_story(each, today) for each in sorted(where.glob("*.toml"))]


def read_thematic_story(path: Path, today: date) -> ThematicStory:
    """One of them; raises as `read_thematic_stories`."""
    reading = _Reading(path.stem, today)
    return read_with(path, reading, lambda told: reading.thematic(_File.model_validate(told)))


class _Reading(Reading):
    """A file on its way into the story of a thematic review."""

    def thematic(self, file: _File) -> ThematicStory:
        """The story; where something is wrong, it is noted."""
        self._authority = self._tried(
            ("authority",), lambda: phrases.code_of(file.authority), ""
        )
        for who in file.expected.seen_by:
            self._who(who, ("expected", "seen_by", who), anybody=True)
        for case in file.expected.cases:
            self._case(case, ("expected", "cases", case))
        for number, one in enumerate(file.step):
            if one.more().get("case", opening) not in {opening, *file.expected.cases}:
                loc: Loc = ("step", number, "case")
                self.faults.append((loc, "Say in [expected.cases] how this case ends in it."))
        return ThematicStory(
            name=self._name,
            kind=file.kind,
            authority=self._authority,
            member=self._who("member", ()),
            steps=[
                self._step(number, one, thematic_acts[one.does])
                for number, one in enumerate(file.step)
            ],
            expected=file.expected,
        )

    def _value(self, name: str, value: Any, loc: Loc) -> Any:
        return self._case(value, loc) if name == "case" else super()._value(name, value, loc)

    def _case(self, name: str, loc: Loc) -> str:
        """The name of a story; its case has an id only once it is played."""
        stories = [each.stem for each in story_files.folder.glob("*.toml")]
        what = "There is no story of this name."
        return self._tried(loc, lambda: phrases.one_of(name, stories, what), name)

    def _fits(self, model: type[BaseModel], body: Mapping[str, Any], loc: Loc) -> None:
        known = {"case": example_including["case"]} if "case" in body else {}
        super()._fits(model, {**body, **known}, loc)
