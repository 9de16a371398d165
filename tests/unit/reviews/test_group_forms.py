"""Which form of a review makes sense when, and how numbered rows are read."""

from dataclasses import replace

import pytest

from services.reviews.api.bodies import Commissioning, Completion, SentReviewer
from services.reviews.forms import beside_its_row, read_form
from services.reviews.group_forms import may_do, may_record
from services.reviews.read_models import CaseRow, ObligationRow, PartRow
from services.reviews.read_models.stages import Stage
from shared.edge.issuer import local_actor
from shared.edge.pages.forms import entered
from shared.edge.refusals import BadInput
from shared.events.codes import Criterion, Decision
from shared.events.values import PartnerRole
from tests.support.cases import WILTSHIRE, at, day

open_review = CaseRow("case-x", Stage.RAPID_REVIEW, at("2026-04-01"), authority=WILTSHIRE)
decided = replace(
    open_review, stage=Stage.DECIDED, completed_on=day("2026-04-17"), decision=Decision.LCSPR
)
noted_late = ["received", "at-once", "extend"]
signed = {
    "decision": "lcspr",
    "criterion-a": "yes",
    "criterion-c": "yes",
    "rationale": "So it was.",
    "completed_on": "2026-04-17",
    "signed_off_by.1.partner_role": "police",
    "signed_off_by.1.organisation": "Wiltshire Police",
    "signed_off_by.1.signed_on": "2026-04-17",
    "signed_off_by.10.partner_role": "health",
    "signed_off_by.10.organisation": "The board",
    "signed_off_by.10.delegate": "yes",
    "signed_off_by.10.signed_on": "2026-04-16",
}


@pytest.mark.parametrize(
    ("case", "forms"),
    [
        (replace(open_review, stage=Stage.NOTIFIED), []),
        (open_review, ["ask", "received", "at-once", "extend", "complete"]),
        (
            replace(open_review, waiting_for=("A",), waiting_until=("",)),
            ["ask", "remind", "received", "at-once", "extend", "complete"],
        ),
        (decided, ["commission", *noted_late]),
        (replace(decided, decision=Decision.NO_FURTHER_REVIEW), noted_late),
        (
            replace(decided, stage=Stage.TO_RECONSIDER, decision=Decision.REFER_NATIONAL),
            ["reconsider", *noted_late],
        ),
        (replace(decided, imported=True), ["commission", "received", "at-once"]),
        (replace(decided, withdrawn=True, stage=Stage.WITHDRAWN), []),
        (
            replace(open_review, stage=Stage.REFERRAL_ACCEPTED, decision=Decision.LCSPR),
            ["commission"],
        ),
    ],
)
def test_the_forms_are_those_that_the_stage_makes_possible(
    case: CaseRow, forms: list[str]
) -> None:
    assert may_do(case, chair=True) == forms
    of_chair = {"complete", "reconsider", "commission", "extend"}
    assert may_do(case, chair=False) == [name for name in forms if name not in of_chair]


commissioned = replace(
    decided, stage=Stage.COMMISSIONED, commissioned_on=day("2026-04-18"), imported=True
)
published = replace(commissioned, stage=Stage.PUBLISHED, published_on=day("2026-10-01"))
at_work = PartRow("case-x", 1, "reviewer", "person-1", day("2026-04-18"))
a_delay = PartRow("case-x", 2, "delay", "", day("2026-04-19"))
a_copy = PartRow("case-x", 3, "copy", "", day("2026-04-19"))
owed = ObligationRow("case-x", "R13", "ofsted", "", "open")
noted = ["terms", "involve", "draft", "monitor", "delay"]
to_publish = ["hold", "copy", "publish", "improvements", "elsewhere"]
told_late = ["received", "at-once"]


@pytest.mark.parametrize(
    ("case", "parts", "obligations", "forms"),
    [
        (commissioned, [], [], ["appoint", *noted, *to_publish]),
        (
            commissioned,
            [at_work, a_delay],
            [owed],
            ["told", "appoint", "declare", "remove", *noted, "explain", *to_publish],
        ),
        (
            replace(commissioned, to_tell_why=("panel",), held_by=("inquest",)),
            [replace(at_work, ended_on=day("2026-04-19")), a_delay],
            [replace(owed, state="met")],
            ["explain", "end-hold", "appoint", *noted, *to_publish, "take-back"],
        ),
        (
            replace(commissioned, held_by=("inquest", "criminal-proceedings")),
            [],
            [replace(owed, rule="R15", state="met")],
            ["end-hold", "appoint", *noted, *to_publish[1:]],
        ),
        (
            published,
            [a_copy],
            [],
            ["appoint", *noted, "take-down", "taken-elsewhere", "copy", "take-back"],
        ),
        (
            replace(published, stage=Stage.TAKEN_DOWN, taken_down_on=day("2026-11-01")),
            [],
            [],
            ["appoint", *noted, *to_publish],
        ),
    ],
)
def test_the_forms_of_a_commissioned_review_are_those_that_make_sense(
    case: CaseRow, parts: list[PartRow], obligations: list[ObligationRow], forms: list[str]
) -> None:
    assert may_do(case, parts, obligations, chair=True) == [*forms, *told_late]
    of_chair = {"appoint", "remove", "terms", "publish", "improvements"}
    left = [name for name in forms if name not in of_chair]
    assert may_do(case, parts, obligations, chair=False) == [*left, *told_late]


def test_the_page_is_of_use_to_the_group_of_the_case_alone() -> None:
    use = {
        who: may_record(local_actor(who), open_review)
        for who in ("chair-wiltshire", "member-wiltshire", "officer-wiltshire", "auditor")
    }
    assert [who for who, useful in use.items() if useful] == [
        "chair-wiltshire",
        "member-wiltshire",
    ]
    elsewhere = replace(open_review, authority="E06000030")
    assert not may_record(local_actor("chair-wiltshire"), elsewhere)
    waits_for_chair = replace(open_review, stage=Stage.REFERRAL_ACCEPTED, decision="lcspr")
    assert may_record(local_actor("chair-wiltshire"), waits_for_chair)
    assert not may_record(local_actor("member-wiltshire"), waits_for_chair)


def test_rows_are_read_in_the_order_of_their_numbers_and_empty_ones_left_out() -> None:
    sent = read_form(Completion, signed)
    assert sent.criteria == {Criterion.IMPROVEMENTS, Criterion.WORKING_TOGETHER}
    assert [one.partner_role for one in sent.signed_off_by] == [
        PartnerRole.POLICE,
        PartnerRole.HEALTH,
    ]
    assert [one.delegate for one in sent.signed_off_by] == [False, True]
    days = {"decided_on": "2026-04-17", "commissioned_on": "2026-04-17"}
    assert read_form(Commissioning, days).reviewers == ()
    named = read_form(Commissioning, {"reviewers.3.name": "R. Reader", **days})
    assert named.reviewers == (SentReviewer(name="R. Reader"),)


def test_a_fault_stands_in_the_row_in_which_it_was_filled_in() -> None:
    wrong = {**signed, "signed_off_by.10.signed_on": "yesterday", "criterion-z": "yes"}
    with pytest.raises(BadInput) as refused:
        read_form(Completion, wrong)
    form = beside_its_row(entered(wrong, refused.value))
    assert {fault.field for fault in form.faults} == {
        "signed_off_by.10.signed_on",
        "criteria",
    }


@pytest.mark.parametrize(
    "odd",
    [
        {"signed_off_by": "all of them"},
        {"signed_off_by.x": "y"},
        {"signed_off_by.1": "z"},
        {"decision.x.y": "z"},
        {"signed_off_by..": "yes"},
    ],
)
def test_fields_that_no_form_has_are_refused_in_words(odd: dict[str, str]) -> None:
    with pytest.raises(BadInput) as refused:
        read_form(Completion, {**signed, **odd})
    assert beside_its_row(entered(odd, refused.value)).faults
