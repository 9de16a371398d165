"""The stories can be played as they are written; a mistake in one is named with its line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from deploy.local.worked_example import story_files
from deploy.local.worked_example.lines import line_at, lines_of
from deploy.local.worked_example.phrases import actor_of, day_of, event_words
from deploy.local.worked_example.story_files import NotAStory, read_stories, read_story

today = date(2026, 11, 28)
kinds = {
    "authority-abolished",
    "child-of-another-area",
    "commissioned-review",
    "death-in-care-without-abuse",
    "declined-referral",
    "harm-abroad",
    "held-by-a-trial",
    "national-review",
    "near-miss",
    "neither-death-nor-serious-harm",
    "no-further-review",
    "no-named-child",
    "siblings",
    "taken-down",
    "the-panel-disagrees-twice",
    "unborn",
    "withdrawn-by-mistake",
}


def test_there_is_a_story_for_each_kind_of_case() -> None:
    assert {one.name for one in read_stories(today)} == kinds


def test_every_outcome_and_every_decision_is_lived_through() -> None:
    stories = read_stories(today)
    assert {one.expected.nature for one in stories} == {"Child death", "Serious harm", "Other"}
    assert {said for one in stories for said in one.said("decision")} == {
        "lcspr",
        "no-further-review",
        "refer-national",
        "thematic-or-local-learning",
    }


def test_every_story_says_what_four_roles_see_and_one_of_them_nothing() -> None:
    for story in read_stories(today):
        seen = story.expected.seen_by
        assert len(seen) >= 4 and "anybody" in seen, story.name
        assert seen["officer"] == "everything", story.name
        assert "no such case" in seen.values(), story.name


def test_a_story_counts_for_no_published_year() -> None:
    """The figures of DfE up to 31 March 2026 are the history's alone."""
    for story in read_stories(today):
        assert all(at > "2026-04-01" for at in story.said("notified_at")), story.name


def test_a_day_is_counted_back_from_the_run() -> None:
    assert day_of("today", today) == "2026-11-28"
    assert day_of("1 day before", today) == "2026-11-27"
    assert day_of("30 days before at 10:30", today) == "2026-10-29T10:30:00Z"
    assert day_of("2023-03-20", today) == "2023-03-20"


def test_people_are_those_of_the_local_run() -> None:
    assert actor_of("officer", "E06000054") == "officer-wiltshire"
    assert actor_of("reporting officer", "E06000054") == "reporting-wiltshire"
    assert actor_of("officer of Cumberland", "E06000054") == "officer-E06000063"
    assert actor_of("partner wiltshire-police", "E06000054") == "partner-wiltshire-police"
    assert actor_of("anybody", "E06000054") is None


def test_an_event_reads_as_words() -> None:
    assert event_words("RapidReviewOpened") == "Rapid review opened"
    assert event_words("CSPRCommissioned") == "CSPR commissioned"


Edit = Callable[[str], str]


def _edited(*changes: tuple[str, str]) -> Edit:
    def edit(text: str) -> str:
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        return text

    return edit


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_edited(('sex = "F"', 'sex = "girl"')), "sex: It is not one of the known codes."),
        (
            _edited(('lives_in = "Swindon"', 'lives_in = "Swinton"')),
            "Perhaps it is one of: Swin",
        ),
        (_edited(('does = "tells"', 'does = "tels"')), "Nobody does this in a story. Perhaps"),
        (_edited(('on = "1 day before"', 'on = "yesterday"')), "It is not a day. Write"),
        (_edited(('who = "officer"', 'who = "anybody"')), "Only somebody who has signed in"),
        (_edited(('who = "officer"', 'who = "nurse"')), "It is nobody. Write officer"),
        (_edited(('recipient = "other', 'recipent = "other')), "recipent: It is not a field"),
        (_edited(('stage = "Rapid review"', 'stage = "Rapid"')), "No page calls a stage so."),
        (_edited(('"Recipient told"', '"Somebody told"')), "No event is called so."),
        (_edited(("rapid review, from awareness", "rapid review")), "No clock is called so."),
        (_edited(('operator = "the case without names"', 'operator = "it"')), "Nobody's view"),
        (_edited(('anybody = "nothing"', 'nobody = "nothing"')), "It is nobody. Write officer"),
        (_edited(('reported_by = "wiltshire-health"', "")), "reported_by which partner"),
        (_edited(("[[message]]", '[[message]]\nwhat = "withdrawal"')), "go over Kafka"),
        (_edited(("kind = ", "kindd = ")), "kind: It is missing."),
        (
            _edited(('summary = "M', 'incident_on = "9 days before"\nsummary = "M')),
            "Write the date: a later run sends the same",
        ),
        (_edited(("[expected.clocks]", "[expected.clocks")), "is not written as TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(
    tmp_path: Path, edit: Edit, words: str
) -> None:
    text = (story_files.folder / "child-of-another-area.toml").read_text(encoding="utf-8")
    path = tmp_path / "edited.toml"
    path.write_text(edited := edit(text), encoding="utf-8")
    with pytest.raises(NotAStory) as caught:
        read_story(path, today)
    said = str(caught.value)
    (told,) = [each for each in said.splitlines() if words in each]
    assert told.startswith("edited.toml")
    if ", line " in told:
        line = edited.splitlines()[int(told.split(", line ")[1].split(":")[0]) - 1]
        assert line not in text.splitlines() or line.endswith("[") or "kind" in line


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    text = (story_files.folder / "unborn.toml").read_text(encoding="utf-8")
    path = tmp_path / "edited.toml"
    path.write_text(text.replace("before", "ago"), encoding="utf-8")
    with pytest.raises(NotAStory) as caught:
        read_story(path, today)
    assert str(caught.value).count("It is not a day") == 2


def test_a_line_is_found_by_its_path() -> None:
    lines = lines_of('a = 1\n[[b]]\nc = 2\n[[b.d]]\ne = 3\n[[b]]\n[b.f]\n"g, h" = 4\n')
    assert line_at(lines, ("b", 0, "c")) == 3
    assert line_at(lines, ("b", 0, "d", 0, "e")) == 5
    assert line_at(lines, ("b", 1, "f", "g, h")) == 8
    assert line_at(lines, ("b", 1, "z")) == 6
    assert line_at(lines, ("z",)) == 1
