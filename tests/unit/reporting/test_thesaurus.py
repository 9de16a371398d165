"""The thesaurus: one theme a name, old names found, no circle, the fold as the rules see it."""

from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from services.reporting.domain.thesaurus import (
    AddTheme,
    MergeThemes,
    MoveTheme,
    RenameTheme,
    ThesaurusCommand,
    code_of,
    decider,
)
from services.reporting.read_models.themes import Themes
from services.reporting.repository.thesaurus import Thesaurus
from shared.decisions.decider import Refused
from shared.events.event import Event
from shared.events.themes import ThemeAdded, ThemeMerged, ThemeMoved, ThemeRenamed
from tests.support.cases import at
from tests.support.given import Given, given
from tests.unit.reporting.world import fold

asked: dict[str, Any] = {"asked_at": at("2026-04-01")}
abuse = ThemeAdded(theme="physical-abuse", name="Physical abuse")
bruising = ThemeAdded(theme="bruising", name="Bruising", broader="physical-abuse")
babies = ThemeAdded(theme="babies", name="Babies", broader="bruising")
bruises = ThemeAdded(theme="bruises", name="Bruises")


def add(name: str, broader: str | None = None) -> AddTheme:
    return AddTheme(theme=code_of(name), name=name, broader=broader, **asked)


def rename(theme: str, name: str) -> RenameTheme:
    return RenameTheme(theme=theme, name=name, **asked)


def move(theme: str, broader: str | None) -> MoveTheme:
    return MoveTheme(theme=theme, broader=broader, **asked)


def merge(theme: str, into: str) -> MergeThemes:
    return MergeThemes(theme=theme, into=into, **asked)


def after(*history: Event) -> Given:
    return given(decider, *history)


def read(*history: Event) -> Thesaurus:
    """The thesaurus as readers have it."""
    return Thesaurus({row.theme: row for row in fold(Themes(), *history)})


def test_a_theme_is_added_once_under_one_that_is_there() -> None:
    after().when(add("Physical abuse")).then(abuse)
    after(abuse).when(add("Physical abuse")).then_nothing()
    after(abuse).when(add("Bruising", "physical-abuse")).then(bruising)
    after().when(add("Bruising", "physical-abuse")).then_refused("no such theme")
    after(abuse).when(add("PHYSICAL-abuse")).then_refused("There is a theme of this name")


def test_a_former_name_is_taken_as_the_name_is() -> None:
    renamed = ThemeRenamed(theme="bruising", name="Marks")
    after(abuse, bruising).when(rename("bruising", "Marks")).then(renamed)
    history = (abuse, bruising, renamed)
    after(*history).when(rename("bruising", "Marks")).then_nothing()
    after(*history).when(rename("physical-abuse", "bruising")).then_refused("called so, or was")
    after(*history).when(rename("physical-abuse", "marks")).then_refused("called so, or was")
    after(*history).when(add("Bruising")).then_refused("or there was")
    after(*history).when(rename("bruising", "Bruising")).then(
        ThemeRenamed(theme="bruising", name="Bruising")
    )
    after().when(rename("bruising", "Marks")).then_refused("no such theme")


def test_no_theme_stands_under_itself() -> None:
    history = (abuse, bruising, babies)
    after(*history).when(move("physical-abuse", "babies")).then_refused("under itself")
    after(*history).when(move("bruising", "bruising")).then_refused("under itself")
    after(*history).when(move("babies", None)).then(ThemeMoved(theme="babies"))
    after(*history).when(move("babies", "bruising")).then_nothing()
    after(*history).when(move("babies", "none")).then_refused("no such theme")


def test_a_merged_theme_is_gone_and_its_names_and_codes_lead_to_the_other() -> None:
    merged = ThemeMerged(theme="bruising", into="bruises")
    history = (abuse, bruising, babies, bruises)
    after(*history).when(merge("bruising", "bruises")).then(merged)
    after(*history, merged).when(merge("bruising", "bruises")).then_nothing()
    after(*history, merged).when(rename("bruising", "Marks")).then_refused("no such theme")
    after(*history, merged).when(add("Bruising")).then_refused("or there was")
    after(*history).when(merge("bruising", "bruising")).then_refused("with itself")
    after(*history).when(merge("physical-abuse", "babies")).then_refused("stands below")
    found = read(*history, merged)
    for name in ("Bruising", "bruising", "BRUISES", "bruises"):
        row = found.called(name)
        assert row is not None and row.name == "Bruises", name
    assert [row.theme for row in found.narrower("bruises")] == ["babies"]
    assert found.terms("bruises") == ("bruises", "bruising", "babies")


def test_a_broader_theme_is_searched_by_all_names_below_it_and_counts_them() -> None:
    found = read(abuse, bruising, ThemeRenamed(theme="bruising", name="Marks"), bruises)
    assert found.terms("physical ABUSE") == ("physical abuse", "marks", "bruising")
    assert found.terms("Fathers") == ("fathers",)
    assert found.counted_under()["bruising"] == ("marks", "physical abuse")
    assert [(depth, row.theme) for depth, row in found.tree()] == [
        (0, "bruises"),
        (0, "physical-abuse"),
        (1, "bruising"),
    ]


def test_themes_stand_on_ten_levels_at_most() -> None:
    chain = tuple(
        ThemeAdded(theme=f"t{n}", name=f"T{n}", broader=f"t{n - 1}" if n else None)
        for n in range(10)
    )
    pair = (ThemeAdded(theme="a", name="A"), ThemeAdded(theme="b", name="B", broader="a"))
    after(*chain).when(add("Eleventh", "t9")).then_refused("10 levels deep")
    after(*chain, *pair).when(move("a", "t8")).then_refused("10 levels deep")
    after(*chain, *pair).when(move("a", "t7")).then(ThemeMoved(theme="a", broader="t7"))
    after(*chain, *pair).when(merge("a", "t9")).then_refused("10 levels deep")
    after(*chain, *pair).when(merge("a", "t8")).then(ThemeMerged(theme="a", into="t8"))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Self-harm", "self-harm"),
        ("Zoë’s  law", "zoes-law"),
        ("虐待", ""),
        ("x" * 101, "x" * 100),
    ],
)
def test_a_code_is_made_of_letters_and_figures(name: str, code: str) -> None:
    assert code_of(name) == code


_names = st.sampled_from(["A", "B", "C", "D", "E"])
_codes = st.sampled_from(["a", "b", "c", "d", "e"])
_commands = st.one_of(
    st.builds(add, _names, st.none() | _codes),
    st.builds(rename, _codes, _names),
    st.builds(move, _codes, st.none() | _codes),
    st.builds(merge, _codes, _codes),
)


@over(st.lists(_commands, max_size=25))
def test_no_sequence_makes_a_circle_or_gives_a_name_to_two_themes(
    commands: list[ThesaurusCommand],
) -> None:
    history: list[Event] = []
    for command in commands:
        try:
            history += decider.decide(command, decider.fold(history))
        except Refused:
            continue
    state, found = decider.fold(history), read(*history)
    assert {code: (theme.name, theme.former, theme.broader) for code, theme in
            state.themes.items()} == {
        code: (row.name, row.former, row.broader) for code, row in found.themes.items()
    }  # fmt: skip
    assert len(found.tree()) == len(found.themes)
    names = [name for row in found.themes.values() for name in {row.name, *row.former}]
    assert len(names) == len(set(names))
    for event in history:
        if isinstance(event, ThemeAdded):
            assert found.called(event.theme) is not None and found.called(event.name)
