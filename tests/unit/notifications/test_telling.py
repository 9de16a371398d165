"""Who has to be told besides the Panel: what meets it, what is late, and what is refused."""

from typing import Any

import pytest

from services.notifications.domain import AmendNotification
from services.notifications.domain.telling import RecordTold, WithdrawTelling
from shared.events.codes import AbuseOrNeglect, NotificationChannel, Outcome
from shared.events.obligations import RecipientTold, TellingWithdrawn
from shared.events.values import Recipient
from tests.support.cases import SWINDON, WILTSHIRE, at, child, day, sealed
from tests.unit.notifications.history import (
    after,
    aware,
    decline,
    due_on,
    imported,
    notify,
    report,
    withdraw,
)

partners, ofsted = Recipient.SAFEGUARDING_PARTNERS, Recipient.OFSTED


def tell(recipient: Recipient = partners, on: str = "2022-09-21", **told: Any) -> RecordTold:
    base = {"channel": NotificationChannel.EMAIL, "reference": "MAIL-1"}
    return RecordTold(
        asked_at=at("2022-10-03"), recipient=recipient, told_on=day(on), **{**base, **told}
    )


looked_after = child(Outcome.DEATH, AbuseOrNeglect.KNOWN, looked_after=True)
leaver = child(Outcome.DEATH, AbuseOrNeglect.NOT_SUSPECTED, care_leaver=True, age_years=20)
notified = (report, aware(), notify())
death = (report, aware(), notify(children=(looked_after,)))


def test_telling_meets_what_is_owed_with_its_evidence() -> None:
    told = after(*notified).when(tell(evidence="e" * 64)).then_one(RecipientTold)
    assert (told.rules, told.reference, told.breach) == (("R4",), "MAIL-1", None)
    assert told.evidence == "e" * 64


def test_what_is_told_after_it_was_due_is_recorded_with_its_breach() -> None:
    # Due on Thursday 22 September 2022 (history.py); told on Friday the 23rd.
    told = after(*notified).when(tell(on="2022-09-23")).then_one(RecipientTold)
    assert told.breach is not None
    assert (told.breach.due_on, told.breach.days_late) == (day(due_on), 1)


def test_to_be_late_where_telling_is_only_expected_is_no_breach() -> None:
    history = after(report, aware(), notify(children=(leaver,)))
    told = history.when(tell(ofsted, "2022-09-29")).then_one(RecipientTold)
    assert (told.rules, told.breach) == (("R3",), None)


def test_one_telling_meets_all_rules_of_its_recipient() -> None:
    both = (
        report,
        aware(),
        notify(children=(looked_after, leaver.model_copy(update={"number": 2}))),
    )
    told = after(*both).when(tell(ofsted)).then_one(RecipientTold)
    assert told.rules == ("R2", "R3")


def test_the_partners_of_another_area_are_told_by_their_area() -> None:
    history = after(report, aware(), notify(children=(child(lives_in=SWINDON),)))
    other = Recipient.OTHER_AREA_PARTNERS
    history.when(tell(other)).then_refused("say which area")
    told = history.when(tell(other, area=SWINDON)).then_one(RecipientTold)
    assert told.area == SWINDON


def test_an_amendment_asks_for_what_is_new_and_not_for_what_was_told() -> None:
    amend = AmendNotification(
        asked_at=at("2022-09-28"),
        authority=WILTSHIRE,
        children=(looked_after,),
        reason=sealed("died since"),
    )
    history = after(*notified, tell(), amend)
    history.when(tell(on="2022-09-29")).then_refused("told on 2022-09-21")
    told = history.when(tell(ofsted, "2022-09-29")).then_one(RecipientTold)
    assert told.rules == ("R2",)


def test_the_same_again_is_nothing_and_told_otherwise_is_refused() -> None:
    history = after(*notified, tell())
    history.when(tell()).then_nothing()
    history.when(tell(on="2022-09-22")).then_refused("told on 2022-09-21")


def test_whom_nobody_has_to_tell_cannot_have_been_told_under_a_duty() -> None:
    after(*notified).when(tell(ofsted)).then_refused("obliges nobody")
    after(*notified).when(tell(Recipient.PANEL)).then_refused("itself has told the Panel")


def test_nobody_is_told_before_anybody_knew_nor_ahead_of_today() -> None:
    after(*notified).when(tell(on="2022-09-13")).then_refused("aware since 2022-09-14")
    after(*notified).when(tell(on="2022-10-04")).then_refused("in the future")


@pytest.mark.parametrize(
    "begun", [(report,), (report, aware()), (report, aware(), decline), (*notified, withdraw)]
)
def test_without_a_notification_that_stands_nobody_has_to_be_told(begun: Any) -> None:
    after(*begun).when(tell()).then_refused("Record the notification first")


def test_imported_history_obliges_nobody() -> None:
    after(imported()).when(tell()).then_refused("obliges nobody")


def take_back(
    recipient: Recipient = partners, on: str = "2022-09-21", **told: Any
) -> WithdrawTelling:
    return WithdrawTelling(
        asked_at=at("2022-10-04"),
        recipient=recipient,
        told_on=day(on),
        **{"reason": sealed("another case"), **told},
    )


def test_a_telling_that_was_recorded_wrongly_is_taken_back_and_can_be_made_anew() -> None:
    history = (*notified, tell())
    gone = after(*history).when(take_back()).then_one(TellingWithdrawn)
    assert (gone.rules, gone.told_on, gone.withdrawn_on) == (
        ("R4",),
        day("2022-09-21"),
        day("2022-10-04"),
    )
    after(*history, take_back()).when(take_back()).then_nothing()
    anew = after(*history, take_back()).when(tell(on="2022-09-23")).then_one(RecipientTold)
    assert anew.breach is not None and anew.breach.days_late == 1
    same = after(*history, take_back()).when(tell()).then_one(RecipientTold)
    assert same.rules == ("R4",)


def test_only_a_telling_that_stands_is_taken_back() -> None:
    after(*notified).when(take_back()).then_refused("nothing to take back")
    after(*notified, tell()).when(take_back(on="2022-09-22")).then_refused("Check")
    after(*notified, tell()).when(take_back(ofsted)).then_refused("nothing to take back")
    after(report).when(take_back()).then_refused("No notification of this case stands")
