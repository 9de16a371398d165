"""More than twenty faults, each planted in a case of its own, looked for once, each named."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
import pytest_asyncio

from deploy.local.stack import Stack
from services.command.reconcile import reconcile
from services.command.sheet import Sheet
from services.reviews.read_models.caseload import Caseload, CaseRow
from shared.decisions.clock import SystemClock
from shared.decisions.ids import new_subject
from shared.events.envelope import Recorded
from shared.folds.read_model import Rows
from shared.proof.attestation import open_attestation
from shared.proof.notes import Signer, parse_note
from tests.contract.examples import EXAMPLES
from tests.support.planting import Case, Named, Plant, discarded, of_stores_and_log
from tests.support.planting_copies import of_copies
from tests.support.planting_mails import of_mails
from tests.support.planting_messages import of_messages
from tests.support.still_system import System, system

pytestmark = pytest.mark.asyncio(loop_scope="module")

before_following = [*of_stores_and_log, *of_messages, *of_mails]
plants = [*before_following, *of_copies]
signer = Signer.generate("cspr.test/ledger")
why = "A test of another system wrote it."


class Looked(NamedTuple):
    """What was planted, and what reconcile said."""

    system: System
    cases: dict[Plant, str]
    named: dict[Plant, list[Named]]
    clock_case: str
    untouched: str
    discarded: tuple[int, int]
    sheet: Sheet


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def looked(stack: Stack) -> AsyncIterator[Looked]:
    async with system(stack) as s:
        s.place = replace(
            s.place,
            environment={**s.place.environment, "CSPR_LEDGER_KEY": signer.secret_text()},
        )
        subjects = await s.played(len(plants) + 1)
        cases = dict(zip(plants, subjects, strict=False))
        at = await discarded(s, new_subject("case"), why)
        named = {plant: await plant(Case(s, cases[plant])) for plant in before_following}
        clock_case = await _fold_by_the_clock(s)
        for plant in of_copies:
            named[plant] = await plant(Case(s, cases[plant]))
        sheet = await reconcile(s.place, read_models=True)
        yield Looked(s, cases, named, clock_case, subjects[-1], at, sheet)


async def _fold_by_the_clock(s: System) -> str:
    """A case that is folded by code which asks what day it is."""
    evolve = Caseload.evolve

    def asks(model: Caseload, rows: Rows[CaseRow], event: Recorded) -> Rows[CaseRow]:
        made = evolve(model, rows, event)
        today = SystemClock().now().date()
        if event.subject != subject:
            return made
        return tuple(replace(row, reported_on=today) for row in made)

    (subject,) = await s.played(1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Caseload, "evolve", asks)
        await s.append("notifications", subject, EXAMPLES["NotificationAmended"])
        await s.publish()
        await s.follow()
    return subject


@pytest.mark.parametrize("plant", plants, ids=lambda plant: plant.__name__)
async def test_a_planted_fault_is_named(looked: Looked, plant: Plant) -> None:
    for named in looked.named[plant]:
        assert [
            each
            for each in looked.sheet.faults
            if (each.part, each.kind) == (named.part, named.kind)
            and named.words in f"{each.what} ({each.where})"
        ], f"{named} is not among {[str(each) for each in looked.sheet.faults]}"


async def test_a_fold_that_reads_a_clock_is_named(looked: Looked) -> None:
    assert f"{looked.clock_case}: reported_on" in {
        each.what for each in looked.sheet.faults if each.kind == "row changed"
    }


async def test_nothing_else_is_named(looked: Looked) -> None:
    """No fault is about a case that nothing was done to, nor about what was discarded."""
    harmed = {*looked.cases.values(), looked.clock_case}
    about_others = [
        str(each)
        for each in looked.sheet.faults
        if each.part != "messages" and not any(case in str(each) for case in harmed)
    ]
    assert [each for each in about_others if "hole" not in each and "beyond" not in each] == []
    assert looked.untouched not in "".join(str(each) for each in looked.sheet.faults)


async def test_holes_counts_and_messages_say_since_when(looked: Looked) -> None:
    parts = {"notifications", "reviews", "reporting", "ledger", "messages"}
    of_these = [
        each
        for each in looked.sheet.faults
        if each.part == "messages"
        or (each.part in parts and each.kind in {"hole", "wrong count"})
    ]
    kinds = {"hole", "wrong count", "accepted, and no event", "not accounted for"}
    assert kinds <= {each.kind for each in of_these}
    assert [str(each) for each in of_these if each.since is None] == []


async def test_two_processes_find_what_one_finds_line_by_line(looked: Looked) -> None:
    one = await reconcile(looked.system.place, read_models=False, workers=1)
    two = await reconcile(looked.system.place, read_models=False, workers=2)
    assert len(one.faults) > 20
    assert replace(two, at=one.at, attestation=one.attestation) == one


async def test_what_was_discarded_is_listed_with_who_and_why_and_is_no_fault(
    looked: Looked,
) -> None:
    (each,) = looked.sheet.discarded
    assert (each.partition, each.offset, each.who) == (*looked.discarded, "operator:7")
    assert looked.sheet.reasons[each.operation] == why
    partition, offset = looked.discarded
    where = f"partition {partition} offset {offset}"
    assert [fault for fault in looked.sheet.faults if fault.where == where] == []
    (said,) = looked.sheet.as_json()["discarded"]
    assert (said["who"], said["why"]) == ("operator:7", why)


async def test_the_sheet_is_signed_as_it_is_and_without_words_that_were_sealed(
    looked: Looked,
) -> None:
    assert looked.sheet.attestation is not None
    said = open_attestation(parse_note(looked.sheet.attestation.encode()), [signer.verifier])
    assert (said["kind"], said["balances"]) == ("reconcile", False)
    assert len(said["faults"]) == len(looked.sheet.faults)
    assert why not in looked.sheet.attestation


async def test_a_fault_says_since_when_and_when_it_was_seen_first(looked: Looked) -> None:
    again = await reconcile(looked.system.place, read_models=False)
    before = {
        (each.part, each.kind, each.where, each.what): each for each in looked.sheet.faults
    }
    assert again.at > looked.sheet.at
    for each in again.faults:
        known = before[each.part, each.kind, each.where, each.what]
        assert each.first_seen == known.first_seen == looked.sheet.at
    (zombie,) = [each for each in again.faults if each.kind == "second event at its position"]
    assert zombie.since is not None
    assert timedelta(0) < zombie.first_seen - zombie.since < timedelta(hours=1)
