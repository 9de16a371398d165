"""Who sees a review first, and is told of a delay: open, met, late, taken back."""

from services.reviews.api.obligations_shown import shown_obligations
from services.reviews.domain import WithdrawReviewTelling
from services.reviews.read_models.obligation_row import ObligationRow
from services.reviews.read_models.obligations import Obligations
from shared.decisions.calendar import shipped_calendar
from shared.decisions.decider import Command
from shared.events.practice_codes import PublishedAs
from shared.events.values import Recipient
from tests.support.cases import at, day, sealed
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import after
from tests.unit.reviews.practice import (
    commissioned,
    delay,
    elsewhere,
    everybody,
    explain,
    hold,
    publish,
    send,
)
from tests.unit.reviews.test_recount import recount

panel, state, ofsted = everybody


def rows(*commands: Command) -> dict[tuple[str, str], ObligationRow]:
    history = after(*commissioned, *commands).history
    return {(row.rule, row.recipient): row for row in fold(Obligations(), *history)}


def overdue(found: dict[tuple[str, str], ObligationRow], on: str) -> int:
    return shown_obligations(list(found.values()), day(on)).overdue


def test_a_copy_before_publication_is_owed_with_a_target_that_is_never_overdue() -> None:
    """Due for publication on Fri 20 September 2024, so copies by Wed 11."""
    found = rows()
    for who in everybody:
        row = found["R15", who]
        assert (row.state, row.due_on, row.expected_only) == ("open", day("2024-09-11"), True)
    assert overdue(found, "2024-12-01") == 0


def test_what_was_sent_in_time_is_met_and_judged_by_the_day_of_the_publication() -> None:
    found = rows(send(), publish())
    row = found["R15", ofsted]
    # Published on Wed 11 September 2024; counted back 10, 9, 6, 5, 4, 3, Mon 2.
    assert (row.state, row.met_on, row.due_on) == ("met", day("2024-09-02"), day("2024-09-02"))
    assert (row.how, row.channel, row.evidence) == ("copy", "secure-email", "a" * 64)
    assert (row.breached, row.expected_only, row.counted_from) == (
        False,
        False,
        day("2024-09-11"),
    )


def test_who_had_it_too_late_is_breached_and_who_never_had_it_is_overdue() -> None:
    found = rows(send(to=(panel,)), send("2024-09-05", (state,)), elsewhere())
    assert not found["R15", panel].breached
    late = found["R15", state]
    assert (late.state, late.breached, late.days_late) == ("met", True, 3)
    missing = found["R15", ofsted]
    assert (missing.state, missing.due_on) == ("open", day("2024-09-02"))
    assert overdue(found, "2024-09-12") == 1
    after_all = rows(
        send(to=(panel,)),
        send("2024-09-05", (state,)),
        elsewhere(),
        send("2024-09-12", (ofsted,)),
    )
    met = after_all["R15", ofsted]
    assert (met.state, met.breached, met.days_late) == ("met", True, 10)
    assert overdue(after_all, "2024-12-01") == 0


def test_the_improvements_alone_do_not_meet_what_a_full_report_owes() -> None:
    found = rows(send(of=PublishedAs.IMPROVEMENTS), elsewhere())
    assert {found["R15", who].state for who in everybody} == {"open"}


def test_the_last_copy_counts_until_it_is_published() -> None:
    found = rows(
        send(),
        send("2024-09-03", (ofsted,)),
        send(
            "2024-09-02",
            (ofsted,),
        ),
    )
    assert found["R15", ofsted].met_on == day("2024-09-03")


def test_a_delay_is_to_be_told_and_each_new_one_anew() -> None:
    found = rows(delay())
    assert {
        who for (rule, who), row in found.items() if rule == "R18" and row.state == "open"
    } == {
        panel,
        state,
    }
    told = rows(delay(), explain())
    row = told["R18", state]
    assert (row.state, row.met_on, row.how, row.channel) == (
        "met",
        day("2024-08-02"),
        "told",
        "email",
    )
    assert row.due_on is None and overdue(told, "2026-01-01") == 0
    assert rows(delay(), explain(), hold(on="2024-08-05"))["R18", state].state == "open"


def test_what_was_taken_back_is_open_again() -> None:
    def wrong(rule: str, who: Recipient, on: str) -> WithdrawReviewTelling:
        return WithdrawReviewTelling(
            asked_at=at("2024-09-03"),
            rule=rule,  # type: ignore[arg-type]
            recipient=who,
            told_on=day(on),
            reason=sealed("another case"),
        )

    found = rows(
        delay(),
        explain(),
        send(),
        wrong("R18", panel, "2024-08-02"),
        wrong("R15", ofsted, "2024-09-02"),
    )
    for name in (("R18", panel), ("R15", ofsted)):
        row = found[name]
        assert (row.state, row.met_on, row.how, row.evidence) == ("open", None, None, None)
    assert (found["R18", state].state, found["R15", panel].state) == ("met", "met")


def test_the_target_moves_with_the_calendar_until_a_copy_went() -> None:
    # Fri 13 September 2024 a holiday: 19, 18, 17, 16, 12, 11, Tue 10.
    made_up = shipped_calendar().with_holiday(day("2024-09-13"), "Made up", version="made up")
    history = list(after(*commissioned, send("2024-09-02", (panel,))).history)
    moved = recount(history, made_up, "2024-09-02")
    assert [(one.recipient, one.now.due_on) for one in moved] == [
        (state, day("2024-09-10")),
        (ofsted, day("2024-09-10")),
    ]
    found = {(row.rule, row.recipient): row for row in fold(Obligations(), *history, *moved)}
    assert (found["R15", ofsted].due_on, found["R15", ofsted].was_due_on) == (
        day("2024-09-10"),
        day("2024-09-11"),
    )
    assert recount([*history, *moved], made_up) == []
