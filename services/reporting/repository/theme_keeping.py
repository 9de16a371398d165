"""What a keeper sends to change the thesaurus, from a program or a form, and how it is kept."""

from typing import Any

from services.reporting.domain import thesaurus as themes
from services.reporting.domain.thesaurus import ThesaurusCommand, code_of
from services.reporting.repository.keeping import decided_and_seen
from services.reporting.repository.thesaurus import subject
from shared.decisions.store import Cause, Outcome, Request
from shared.edge.desk import Desk
from shared.edge.refusals import BadInput, Fault
from shared.events.event import Value
from shared.events.records import Keyword, Prose
from shared.events.themes import ThemeCode


class NewTheme(Value):
    """A theme for the thesaurus; its code is made of its name and never changes."""

    name: Keyword
    scope: Prose | None = None
    broader: ThemeCode | None = None


class ThemeName(Value):
    """What a theme is called from now on."""

    name: Keyword


class ThemePlace(Value):
    """Under which theme it stands from now on; under none, at the top."""

    broader: ThemeCode | None = None


class ThemeInto(Value):
    """Of which theme it is a part from now on."""

    into: ThemeCode


Sent = NewTheme | ThemeName | ThemePlace | ThemeInto


async def change(desk: Desk, cause: Cause, sent: Sent, theme: str = "") -> tuple[str, Outcome]:
    """Add a theme, or change the one of a code; the code that it is found by, and what came.

    Raises:
        BadInput: a code cannot be made of the name of a new one.
        Refused: in words for the person.
    """
    command = _command(sent, theme, asked_at=desk.clock.now())
    outcome = await decided_and_seen(
        desk, themes.decider, "themes", Request(subject, command, cause)
    )
    return (sent.into if isinstance(sent, ThemeInto) else command.theme), outcome


def _command(sent: Sent, theme: str, **asked: Any) -> ThesaurusCommand:
    match sent:
        case NewTheme():
            return themes.AddTheme(theme=_code_for(sent.name), **dict(sent), **asked)
        # one that is no code is known to no rule, which says so
        case ThemeName():
            return themes.RenameTheme.model_construct(theme=theme, **dict(sent), **asked)
        case ThemePlace():
            return themes.MoveTheme.model_construct(theme=theme, **dict(sent), **asked)
        case ThemeInto():
            return themes.MergeThemes.model_construct(theme=theme, **dict(sent), **asked)


def _code_for(name: str) -> str:
    code = code_of(name)
    if not code:
        raise BadInput(
            Fault(
                "name",
                "It has no letter from A to Z and no figure.",
                "Add it under a name in English; the other one can be given afterwards.",
            )
        )
    return code
