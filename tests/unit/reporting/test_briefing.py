"""A briefing: chosen reviews, what they share, the same bytes each time, withdrawn for good."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.reporting.api.records_examples import row
from services.reporting.domain.briefing import WithdrawBriefing, WriteBriefing, decider
from services.reporting.read_models.themes import Briefings
from services.reporting.repository.briefing import what_they_share
from services.reporting.repository.briefing_print import pdf, printed
from shared.events.event import Event
from shared.events.record_codes import RecordWithdrawal
from shared.events.themes import BriefingWithdrawn, BriefingWritten
from tests.support.cases import at
from tests.support.given import Given, given
from tests.unit.reporting.world import fold

a, b = (f"record-01833fd2-7c00-7000-8000-0000000000a{n}" for n in (1, 2))
facts: dict[str, Any] = {
    "title": "Babies under one",
    "introduction": "What two reviews share.",
    "reviews": (a, b),
    "document": "c" * 64,
    "size_bytes": 9,
}
written = BriefingWritten(**facts)
reason = RecordWithdrawal.ENTERED_BY_MISTAKE
withdrawn = BriefingWithdrawn(reason=reason)
withdraw = WithdrawBriefing(asked_at=at("2026-04-01"), reason=reason)


def write(**more: Any) -> WriteBriefing:
    return WriteBriefing(asked_at=at("2026-04-01"), **{**facts, **more})


def after(*history: Event) -> Given:
    return given(decider, *history)


def test_a_briefing_is_written_once_and_anew() -> None:
    after().when(write()).then(written)
    after(written).when(write()).then_nothing()
    after(written).when(write(document="d" * 64)).then(
        BriefingWritten(**{**facts, "document": "d" * 64})
    )
    after().when(write(reviews=(a, a))).then_refused("chosen twice")


def test_a_withdrawn_briefing_stays_so_and_says_only_that() -> None:
    after(written).when(withdraw).then(withdrawn)
    after(written, withdrawn).when(withdraw).then_nothing()
    after(written, withdrawn).when(write()).then_refused("was withdrawn, and stays so")
    after().when(withdraw).then_refused("no such briefing")
    (gone,) = fold(Briefings(), written, withdrawn)
    assert (gone.title, gone.introduction, gone.reviews, gone.document) == ("", None, (), None)
    assert gone.withdrawn


def test_what_two_reviews_share_is_counted_once_a_review_and_under_broader_themes() -> None:
    first = replace(
        row, keywords=("bruising", "bruises"), ages=("under 1",), agencies=("health",)
    )
    second = replace(first, keywords=("falls",), agencies=("health", "police"), kind="scr")
    under = {
        "bruising": ("bruising", "harm"),
        "bruises": ("bruising", "harm"),
        "falls": ("falls", "harm"),
    }
    shared = what_they_share([first, second], under)
    found = {facet: [(one.value, one.number) for one in of] for facet, of in shared.items()}
    assert found == {
        "theme": [("harm", 2)],
        "age": [("under 1", 2)],
        "agency": [("health", 2)],
        "kind": [],
        "level": [("local", 2)],
    }


def test_the_same_briefing_of_a_day_is_the_same_bytes_and_no_text_is_markup() -> None:
    hostile = "#panic() *bold* $x$ @ref `raw` \\ 张"
    review = replace(row, title=hostile, learning=hostile + "\n\nTwo.", incident=hostile)
    on = date(2026, 4, 1)
    shared = what_they_share([review, review], {})
    words = printed("record-x", (hostile, hostile), [review, review], shared, on)
    assert [part["title"] for part in words["shared"]][:2] == ["Theme", "Age of the child"]
    made = pdf(words, on)
    assert made.startswith(b"%PDF-") and b"/StructTreeRoot" in made and b"pdfuaid" in made
    assert pdf(words, on) == made
    assert pdf(words, date(2026, 4, 2)) != made
