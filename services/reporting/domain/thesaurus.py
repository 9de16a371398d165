"""The thesaurus: every name stands for one theme, and no theme stands under itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.decisions.decider import Command, Decider, Refused
from shared.events.event import Event
from shared.events.records import Keyword, Prose
from shared.events.themes import ThemeAdded, ThemeCode, ThemeMoved, ThemeRenamed

most_themes = 1_000


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


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: how it was first added, what it is called, and what it was called before."""

    added: ThemeAdded
    name: str
    former: tuple[str, ...] = ()
    broader: str | None = None


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """All themes by their codes."""

    themes: Mapping[str, Theme] = field(default_factory=dict)


ThesaurusCommand = AddTheme | RenameTheme | MoveTheme


def term(name: str) -> str:
    """A name as it is compared: in lower case, with single spaces."""
    return " ".join(name.lower().split())


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


def _add(command: AddTheme, thesaurus: Thesaurus) -> Sequence[Event]:
    wanted = ThemeAdded(
        theme=command.theme, name=command.name, scope=command.scope, broader=command.broader
    )
    known = thesaurus.themes.get(command.theme)
    if known is not None and known.added == wanted:
        return []
    if known is not None:
        raise Refused("There is a theme of this name, or there was. Use that.", field="name")
    _is_free(command.name, thesaurus, command.theme)
    if command.broader is not None:
        _theme(command.broader, thesaurus, "broader")
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
    above = command.broader
    while above is not None:
        if above == command.theme:
            raise Refused(
                "The theme would stand under itself. Move the other one first.",
                field="broader",
            )
        above = _theme(above, thesaurus, "broader").broader
    return [ThemeMoved(theme=command.theme, broader=command.broader)]


def _theme(code: str, thesaurus: Thesaurus, of: str = "theme") -> Theme:
    found = thesaurus.themes.get(code)
    if found is None:
        raise Refused("There is no such theme in the thesaurus. Add it first.", field=of)
    return found


def _is_free(name: str, thesaurus: Thesaurus, code: str) -> None:
    for other, theme in thesaurus.themes.items():
        names = {term(each) for each in (theme.name, *theme.former)}
        if other != code and term(name) in names:
            raise Refused(
                "Another theme is called so, or was. Use that one, or choose another name.",
                field="name",
            )


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
        case _:
            return thesaurus
    return Thesaurus({**themes, event.theme: theme})


def renamed(theme: Theme, name: str) -> Theme:
    """A theme under its new name, which is no former one any more."""
    former = tuple(each for each in (*theme.former, theme.name) if term(each) != term(name))
    return replace(theme, name=name, former=former)


decider: Decider[ThesaurusCommand, Thesaurus] = Decider(Thesaurus(), decide, evolve)
