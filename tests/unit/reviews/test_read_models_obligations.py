"""Who has to be told, as the log says it: owed, met by what, passed on, dropped."""

from typing import Any

from services.reviews.read_models.obligation_row import ObligationRow
from services.reviews.read_models.obligations import Obligations
from shared.decisions.rules import due
from shared.events.codes import NotificationChannel, WithdrawalReason
from shared.events.commissioning import CommissioningTold
from shared.events.event import Event
from shared.events.incidents import (
    IncidentNotified,
    NotificationAmended,
    NotificationWithdrawn,
)
from shared.events.obligations import RecipientTold, TellingWithdrawn
from shared.events.values import Obligation, Recipient
from tests.support.cases import SWINDON, WILTSHIRE, at, child, day, sealed
from tests.unit.reviews.folding import fold
from tests.unit.reviews.test_read_models import commissioned

# Five working days from Friday 1 March 2024: 4, 5, 6, 7, Friday 8 March.
by = due("notification", "AWARE", day("2024-03-01"))
panel, state, ofsted = Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED
partners, others = Recipient.SAFEGUARDING_PARTNERS, Recipient.OTHER_AREA_PARTNERS


def owed(recipient: Recipient, rule: str, **said: Any) -> Obligation:
    return Obligation(recipient=recipient, rule=rule, due=by, **said)


to_panel, to_partners = owed(panel, "R1"), owed(partners, "R4")


def notified(*obligations: Obligation, on: str = "2024-03-11") -> IncidentNotified:
    return IncidentNotified(
        authority=WILTSHIRE,
        children=(child(),),
        notified_at=at(on),
        notified_on=day(on),
        aware_on=day("2024-03-01"),
        national_ref="SIN-1",
        channel=NotificationChannel.NATIONAL_FORM,
        evidence="e" * 64,
        obligations=obligations,
    )


def amended(*obligations: Obligation) -> NotificationAmended:
    return NotificationAmended(
        authority=WILTSHIRE,
        children=(child(),),
        reason=sealed("why"),
        amended_on=day("2024-03-12"),
        obligations=obligations,
    )


def told(
    recipient: Recipient, *rules: str, on: str = "2024-03-07", area: str | None = None
) -> RecipientTold:
    return RecipientTold(
        recipient=recipient,
        area=area,
        rules=rules,
        told_on=day(on),
        channel=NotificationChannel.EMAIL,
        reference="MAIL-1",
    )


withdrawn = NotificationWithdrawn(
    reason=WithdrawalReason.CRITERIA_NOT_MET, withdrawn_on=day("2024-03-13")
)


def rows(*events: Event) -> dict[tuple[str, str], ObligationRow]:
    return {(row.rule, row.recipient): row for row in fold(Obligations(), *events)}


def states(*events: Event) -> dict[tuple[str, str], str]:
    return {name: row.state for name, row in rows(*events).items()}


def test_the_notification_tells_the_panel_which_passes_it_on() -> None:
    found = rows(notified(to_panel, to_partners))
    met = found["R1", panel]
    assert (met.state, met.how, met.met_on) == ("met", "notification", day("2024-03-11"))
    assert (met.reference, met.evidence, met.event_id) == ("SIN-1", "e" * 64, "event-1")
    # Notified on Monday 11 March, due on Friday the 8th: three calendar days.
    assert (met.due_on, met.breached, met.days_late) == (day("2024-03-08"), True, 3)
    assert found["R4", partners].state == "open"
    assert {found["R5", each].state for each in (state, ofsted)} == {"passed-on"}


def test_who_has_to_be_told_under_another_rule_is_not_left_to_the_panel() -> None:
    found = states(notified(to_panel, owed(state, "R2"), owed(ofsted, "R2")))
    assert found == {("R1", panel): "met", ("R2", state): "open", ("R2", ofsted): "open"}


def test_a_telling_meets_each_of_its_rules_and_only_its_area() -> None:
    events = (
        notified(
            owed(ofsted, "R2"),
            owed(ofsted, "R3", expected_only=True),
            owed(others, "R4", area=SWINDON),
            owed(others, "R4", area=WILTSHIRE),
        ),
        told(ofsted, "R2", "R3", on="2024-03-12"),
        told(others, "R4", area=SWINDON),
    )
    found = rows(*events)
    duty, expected = found["R2", ofsted], found["R3", ofsted]
    assert (duty.state, duty.breached, duty.days_late) == ("met", True, 4)
    assert (expected.state, expected.breached, expected.days_late) == ("met", False, 4)
    areas = {row.area: row.state for row in fold(Obligations(), *events) if row.area}
    assert areas == {SWINDON: "met", WILTSHIRE: "open"}


def test_an_amendment_keeps_what_is_met_drops_what_is_not_asked_and_adds_what_is_new() -> None:
    before = (notified(owed(ofsted, "R2"), to_partners), told(ofsted, "R2"))
    found = rows(*before, amended(to_panel))
    assert (found["R2", ofsted].state, found["R4", partners].state) == ("met", "dropped")
    told_panel = found["R1", panel]
    assert (told_panel.state, told_panel.how) == ("met", "amendment")
    assert (told_panel.met_on, told_panel.breached) == (day("2024-03-12"), False)
    again = states(*before, amended(to_panel), amended(to_panel, to_partners))
    assert again["R4", partners] == "open"


def test_what_is_owed_by_a_calendar_that_was_adopted_since_is_due_by_it() -> None:
    later = by.model_copy(update={"due_on": day("2024-03-11"), "calendar": "adopted since"})
    anew = to_partners.model_copy(update={"due": later})
    found = rows(notified(to_panel, to_partners), amended(to_panel, anew))
    row = found["R4", partners]
    assert (row.state, row.due_on, row.was_due_on) == (
        "open",
        day("2024-03-11"),
        day("2024-03-08"),
    )
    assert found["R1", panel].due_on == day("2024-03-08")


def test_a_telling_that_is_taken_back_is_open_again_where_it_is_still_asked_for() -> None:
    back = TellingWithdrawn(
        recipient=ofsted,
        rules=("R2",),
        told_on=day("2024-03-07"),
        reason=sealed("another case"),
        withdrawn_on=day("2024-03-14"),
    )
    met = (notified(owed(ofsted, "R2"), to_partners), told(ofsted, "R2"))
    row = rows(*met, back)["R2", ofsted]
    assert (row.state, row.met_on, row.due_on) == ("open", None, day("2024-03-08"))
    assert states(*met, amended(to_panel), back)["R2", ofsted] == "dropped"
    asked_again = (amended(to_panel), amended(owed(ofsted, "R2")), back)
    assert states(*met, *asked_again)["R2", ofsted] == "open"
    other_day = back.model_copy(update={"told_on": day("2024-03-06")})
    assert states(*met, other_day)["R2", ofsted] == "met"


def test_a_withdrawal_drops_what_is_open_and_a_new_notification_begins_anew() -> None:
    gone = states(notified(to_panel, to_partners), withdrawn)
    assert (gone["R1", panel], gone["R4", partners]) == ("met", "dropped")
    anew = rows(notified(to_panel, to_partners), withdrawn, notified(to_panel, on="2024-03-14"))
    assert anew["R1", panel].met_on == day("2024-03-14")
    assert ("R4", partners) not in anew


def test_a_commissioned_review_is_told_apart_from_its_notification() -> None:
    obliged = commissioned.model_copy(
        update={
            "obligations": tuple(
                Obligation(recipient=one, rule="R13") for one in (panel, ofsted)
            )
        }
    )
    tell = CommissioningTold(
        recipient=ofsted, told_on=day("2024-04-20"), channel=NotificationChannel.EMAIL
    )
    found = rows(notified(to_panel), obliged, tell, withdrawn)
    assert found["R13", ofsted].state == "met" and found["R13", ofsted].due_on is None
    assert found["R13", panel].state == "open"
