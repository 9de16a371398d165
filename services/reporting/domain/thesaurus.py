"""The thesaurus: every name stands for one theme, and no theme stands under itself."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.decisions.decider import Command, Decider, Refused
from shared.events.event import Event
from shared.events.records import Keyword, Prose
from shared.events.themes import (
    ThemeAdded,
    ThemeCode,
    ThemeMerged,
    ThemeMoved,
    ThemeRenamed,
)

most_themes, most_levels = 1_000, 10


class AddTheme(Command):
    """Bring a theme into the thesaurus."""

    theme: ThemeCode
    name: Keyword
    scope: Prose | None = None
    broader: ThemeCode | None = None


class RenameTheme(Command):
    """Call a theme otherwise; its former names go on to lead to it."""

    theme: ThemeCode
    name: Keyword


class MoveTheme(Command):
    """Put a theme under another one, or at the top."""

    theme: ThemeCode
    broader: ThemeCode | None = None


class MergeThemes(Command):
    """Make a theme part of another one, whose former names its names become."""

    theme: ThemeCode
    into: ThemeCode


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: how it was first added, what it is called, and what it was called before."""

    added: ThemeAdded
    name: str
    former: tuple[str, ...] = ()
    broader: str | None = None


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """All themes by their codes, and of those that were merged, into which."""

    themes: Mapping[str, Theme] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)


ThesaurusCommand = AddTheme | RenameTheme | MoveTheme | MergeThemes


def term(name: str) -> str:
    """A name as it is compared: in lower case, with single spaces."""
    return " ".join(name.lower().split())


def code_of(name: str) -> str:
    """What a theme of this name is known by; empty, if it has no letter from A to Z or figure.

    Names with the same one are taken for the same: “Self-harm” and “self harm”.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:100].strip("-")


def decide(command: ThesaurusCommand, thesaurus: Thesaurus) -> Sequence[Event]:
    """Say what `command` makes happen; nothing, if it has happened already.

    Raises:
        Refused: a name is taken, a theme is not there, or it would stand under itself.
    """
    match command:
        case AddTheme():
            return _add(command, thesaurus)
        case RenameTheme():
            return _rename(command, thesaurus)
        case MoveTheme():
            return _move(command, thesaurus)
        case MergeThemes():
            return _merge(command, thesaurus)


def _add(command: AddTheme, thesaurus: Thesaurus) -> Sequence[Event]:
    wanted = ThemeAdded(
        theme=command.theme, name=command.name, scope=command.scope, broader=command.broader
    )
    known = thesaurus.themes.get(command.theme)
    if known is not None and known.added == wanted:
        return []
    if known is not None or command.theme in thesaurus.merged:
        raise Refused("There is a theme of this name, or there was. Use that.", field="name")
    _is_free(command.name, thesaurus, command.theme)
    if command.broader is not None:
        _theme(command.broader, thesaurus, "broader")
        _is_no_deeper(command.broader, 1, thesaurus)
    if len(thesaurus.themes) >= most_themes:
        raise Refused(f"The thesaurus has {most_themes} themes, and no room for more.")
    return [wanted]


def _rename(command: RenameTheme, thesaurus: Thesaurus) -> Sequence[Event]:
    if _theme(command.theme, thesaurus).name == command.name:
        return []
    _is_free(command.name, thesaurus, command.theme)
    return [ThemeRenamed(theme=command.theme, name=command.name)]


def _move(command: MoveTheme, thesaurus: Thesaurus) -> Sequence[Event]:
    if _theme(command.theme, thesaurus).broader == command.broader:
        return []
    if command.broader is not None:
        _theme(command.broader, thesaurus, "broader")
        if command.theme in _up_from(command.broader, thesaurus):
            raise Refused(
                "The theme would stand under itself. Move the other one first.",
                field="broader",
            )
        _is_no_deeper(command.broader, _levels_of(command.theme, thesaurus), thesaurus)
    return [ThemeMoved(theme=command.theme, broader=command.broader)]


def _merge(command: MergeThemes, thesaurus: Thesaurus) -> Sequence[Event]:
    if thesaurus.merged.get(command.theme) == command.into:
        return []
    _theme(command.theme, thesaurus)
    _theme(command.into, thesaurus, "into")
    if command.into == command.theme:
        raise Refused("A theme cannot be merged with itself. Choose another.", field="into")
    if command.theme in _up_from(command.into, thesaurus):
        raise Refused(
            "The other theme stands below this one. Move it to the top first.", field="into"
        )
    _is_no_deeper(command.into, _levels_of(command.theme, thesaurus) - 1, thesaurus)
    return [ThemeMerged(theme=command.theme, into=command.into)]


def _up_from(code: str, thesaurus: Thesaurus) -> Iterator[str]:
    """The codes from a theme to the top, its own first."""
    above: str | None = code
    while above is not None:
        yield above
        above = thesaurus.themes[above].broader


def _levels_of(code: str, thesaurus: Thesaurus) -> int:
    """How many levels a theme and those below it are."""
    level, levels = {code}, 0
    while level:
        level = {one for one, theme in thesaurus.themes.items() if theme.broader in level}
        levels += 1
    return levels


def _is_no_deeper(above: str, levels: int, thesaurus: Thesaurus) -> None:
    if sum(1 for _ in _up_from(above, thesaurus)) + levels > most_levels:
        raise Refused(
            f"Themes would stand more than {most_levels} levels deep. Put it higher up.",
            field="broader",
        )


def _theme(code: str, thesaurus: Thesaurus, of: str = "theme") -> Theme:
    found = thesaurus.themes.get(code)
    if found is None:
        raise Refused("There is no such theme in the thesaurus. Add it first.", field=of)
    return found


def _is_free(name: str, thesaurus: Thesaurus, code: str) -> None:
    for other, theme in thesaurus.themes.items():
        names = {_alike(each) for each in (theme.name, *theme.former)}
        if other != code and _alike(name) in names:
            raise Refused(
                "Another theme is called so, or was. Use that one, or choose another name.",
                field="name",
            )


def _alike(name: str) -> str:
    return code_of(name) or term(name)


def evolve(thesaurus: Thesaurus, event: Event) -> Thesaurus:
    """The thesaurus after one more event of its history."""
    themes = thesaurus.themes
    match event:
        case ThemeAdded():
            theme = Theme(event, event.name, broader=event.broader)
        case ThemeRenamed() if event.theme in themes:
            theme = renamed(themes[event.theme], event.name)
        case ThemeMoved() if event.theme in themes:
            theme = replace(themes[event.theme], broader=event.broader)
        case ThemeMerged() if event.theme in themes and event.into in themes:
            return _merged(thesaurus, event)
        case _:
            return thesaurus
    return replace(thesaurus, themes={**themes, event.theme: theme})


def _merged(thesaurus: Thesaurus, event: ThemeMerged) -> Thesaurus:
    themes = dict(thesaurus.themes)
    gone, into = themes.pop(event.theme), themes[event.into]
    below = {
        code: replace(theme, broader=event.into)
        for code, theme in themes.items()
        if theme.broader == event.theme
    }
    former = (*into.former, *gone.former, gone.name)
    themes |= below | {event.into: replace(into, former=former)}
    return Thesaurus(themes, {**thesaurus.merged, event.theme: event.into})


def renamed(theme: Theme, name: str) -> Theme:
    """A theme under its new name, which is no former one any more."""
    former = tuple(each for each in (*theme.former, theme.name) if term(each) != term(name))
    return replace(theme, name=name, former=former)


decider: Decider[ThesaurusCommand, Thesaurus] = Decider(Thesaurus(), decide, evolve)
