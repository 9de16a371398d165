"""What is answered of themes, as models, with their examples."""

from datetime import UTC, datetime

from services.reporting.read_models.themes import ThemeRow
from services.reporting.repository.thesaurus import Thesaurus
from services.reporting.repository.thesaurus import subject as of_themes
from shared.edge.answers import Answer, answered_with


class ThemeShown(Answer):
    """A theme; `broader` and `narrower` are codes, `merged` those that it took in."""

    theme: str
    name: str
    former: list[str]
    scope: str | None
    broader: str | None
    narrower: list[str]
    merged: list[str]


class AllThemes(Answer):
    """All themes, each after the one above it."""

    themes: list[ThemeShown]


class ThemeKept(Answer):
    """Which theme it is, and where the thesaurus stands now."""

    theme: str
    position: str


def themes_shown(all_: Thesaurus) -> AllThemes:
    """The thesaurus as it is answered."""
    return AllThemes(themes=[theme_shown(all_, one) for _, one in all_.tree()])


def theme_shown(all_: Thesaurus, one: ThemeRow) -> ThemeShown:
    """A theme as it is answered."""
    return ThemeShown(
        theme=one.theme,
        name=one.name,
        former=list(one.former),
        scope=one.scope,
        broader=one.broader,
        narrower=[below.theme for below in all_.narrower(one.theme)],
        merged=list(one.codes),
    )


_at = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
_themes = [
    ThemeRow(of_themes, "physical-abuse", "Physical abuse", (), None, None, (), _at),
    ThemeRow(of_themes, "bruising", "Bruising in babies", ("Bruising", "Bruises"),
             "physical-abuse", "In babies who do not move by themselves.", ("bruises",), _at),
]  # fmt: skip
_thesaurus = Thesaurus({one.theme: one for one in _themes})

all_themes = answered_with(themes_shown(_thesaurus))
theme = answered_with(theme_shown(_thesaurus, _themes[1]))
theme_kept = answered_with(
    ThemeKept(theme="bruising", position=f"reporting:{of_themes}:2"), 201
)
