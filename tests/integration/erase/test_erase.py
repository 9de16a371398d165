"""An erasure on the real services: planned, held, carried out, and verified."""

import json

import pytest

from services.command.reconcile import reconcile
from services.notifications.intake.inbound import CORRECTION
from shared.privacy.sealer import ERASED
from tests.support.erasing import Erasing, name, other_name, report, summary
from tests.support.world import until

texts = (name, other_name, summary)
printed = (
    "insert into panel_documents values (%s, 'version', 1, 'digest', 1, 1, %s, 'seal', 'x')"
    " returning 1"
)


pytestmark = pytest.mark.asyncio(loop_scope="package")


async def balances(e: Erasing) -> bool:
    sheet = await reconcile(e.place, read_models=False)
    return sheet.balances and not any(each.unpublished for each in sheet.stores)


async def test_a_case_is_erased_and_all_else_goes_on_as_before(e: Erasing) -> None:
    case = await e.over_http("m-1")
    kept = await e.over_http("m-2", {**report, "summary": "Another case altogether."})
    await until(lambda: balances(e), 60)
    await e.draft(case, f"Told by {name}")
    await e.rows("reporting", printed, case, "another-key")
    status, out, said = await e.cspr("erase", "plan", case, "--json")
    plan = json.loads(out)
    assert (status, plan["refused"]) == (0, None), said
    assert [each["key"] for each in plan["keys"]] == [
        f"{case}/narrative",
        f"{case}/person-1",
        f"{case}/person-2",
    ]
    assert [(each["field"], each["values"]) for each in plan["values"]] == [
        ("summary", 1),
        ("children.name", 1),
        ("children.name", 1),
    ]
    assert plan["messages"]["bodies"] == 1 and plan["in_clear"] == []
    assert plan["ciphertext"]["notifications.events"] == 1
    assert plan["ciphertext"]["reporting.ledger"] == 1
    assert plan["ciphertext"]["notifications.drafts"] == 1
    assert not any(text in out + said for text in texts)

    status, out, _ = await e.cspr("erase", "run", case, "--why", "request-upheld", "--dry-run")
    assert status == 0 and (await e.rows("keys", "select count(*) from erased_subjects"))[
        0
    ] == (0,)

    status, out, said = await e.cspr(
        "erase", "run", case, "--why", "request-upheld", "--by", "operator-7", "--json"
    )
    assert status == 0, said
    done = json.loads(out)
    assert (done["messages"], len(done["destroyed"]), done["again"]) == (1, 3, False)
    assert (done["drafts"], done["documents"]) == (1, 1)
    assert await e.rows("reporting", "select count(*) from panel_documents") == [(0,)]
    assert await e.rows("notifications", "select count(*) from drafts") == [(0,)]
    again = json.loads(
        (await e.cspr("erase", "run", case, "--why", "request-upheld", "--json"))[1]
    )
    assert (again["messages"], again["destroyed"], again["again"]) == (0, [], True)
    assert again["position"] == done["position"] == f"reporting:{case}:2"

    await e.until_shown(case, ERASED, ERASED, ERASED)
    assert await e.shown(kept) == (name, other_name, "Another case altogether.")
    await until(lambda: balances(e), 60)
    history = await e.get("reporting", f"/cases/{case}/history")
    assert [(each["name"], each["actor"]) for each in history["events"][-2:]] == [
        ("ErasureOrdered", "operator-7"),
        ("ErasureCarriedOut", "operator-7"),
    ]
    sheet = await reconcile(e.place, read_models=True)
    assert sheet.balances, sheet.as_json()


async def test_a_hold_refuses_in_words_until_it_is_released(e: Erasing) -> None:
    case = await e.over_http("m-10")
    hold = ("erase", "hold", case, "--why", "inquest", "--reference", "CORONER-7")
    assert (await e.cspr(*hold))[0] == 0
    run = ("erase", "run", case, "--why", "retention-ended")
    status, _, said = await e.cspr(*run)
    assert status == 1
    assert "A legal hold stands on this case (inquest)" in said
    assert (await e.cspr(*run, "--dry-run"))[0] == 1
    plan = json.loads((await e.cspr("erase", "plan", case, "--json"))[1])
    assert "legal hold" in plan["refused"]
    there = "select count(*) from keys where subject = %s and wrapped is not null"
    assert await e.rows("keys", there, case) == [(3,)]
    assert (await e.cspr("erase", "release", case, "--why", "inquest"))[0] == 0
    assert (await e.cspr(*run))[0] == 0
    assert await e.rows("keys", there, case) == [(0,)]
    status, _, said = await e.cspr(*hold)
    assert status == 1 and "nothing is left to hold" in said


async def test_one_person_is_erased_and_the_free_text_is_said_to_be_left(e: Erasing) -> None:
    case = await e.over_http("m-20")
    person = ("--person", "1")
    plan = json.loads((await e.cspr("erase", "plan", case, *person, "--json"))[1])
    assert [each["key"] for each in plan["keys"]] == [f"{case}/person-1"]
    assert plan["not_covered"][0].startswith("1 free texts of the case stay readable")
    assert (await e.cspr("erase", "run", case, *person, "--why", "court-order"))[0] == 0
    await e.until_shown(case, ERASED, other_name, summary)
    status, out, _ = await e.cspr(
        "erase", "verify", case, "--canaries", "-", "--json", typed=[name, summary]
    )
    found = json.loads(out)
    assert status == 1 and name not in out and summary not in out
    still = f"IncidentReported.summary, which {case}/narrative still opens"
    finding = {"where": still, "what": "canary 2", "state": "found", "until": None}
    assert finding in found["findings"]
    status, _, said = await e.cspr("erase", "plan", case, "--person", "9")
    assert status == 2 and "no key" in said


async def test_what_comes_for_an_erased_case_is_refused_and_not_kept(e: Erasing) -> None:
    case = await e.over_http("m-30")
    assert (await e.cspr("erase", "run", case, "--why", "recorded-by-mistake"))[0] == 0
    await e.over_kafka({"id": "m-31", "type": CORRECTION, "corrects": "m-30", **report})
    outcome, subject, receipt = await e.outcome("m-31")
    assert (outcome, subject, receipt["status"]) == ("refused", None, 410)
    body = "select body from inbox where message_id = 'm-31'"
    assert await e.rows("notifications", body) == [(None,)]


async def test_a_refused_change_of_an_erased_report_is_given_up_too(e: Erasing) -> None:
    case = await e.over_http("m-40")
    wrong = {**report, "authority": "none"}
    await e.over_kafka({"id": "m-41", "type": CORRECTION, "corrects": "m-40", **wrong})
    assert (await e.outcome("m-41"))[0] == "refused"
    run = await e.cspr("erase", "run", case, "--why", "court-order", "--json")
    assert json.loads(run[1])["messages"] == 2
    kept = "select body ? 'box' from inbox where message_id in ('m-40', 'm-41')"
    assert await e.rows("notifications", kept) == [(False,), (False,)]


async def test_what_is_due_for_review_is_told_with_what_holds_it(e: Erasing) -> None:
    aged = [{**child, "age_years": 3} for child in report["children"]]
    case = await e.over_http("m-50", {**report, "incident_on": "2024-02-29", "children": aged})
    assert (await e.cspr("erase", "hold", case, "--why", "complaint"))[0] == 0
    await until(lambda: balances(e), 60)

    async def told(day: str) -> dict[str, dict[str, object]]:
        status, out, said = await e.cspr("erase", "due", "--on", day, "--json")
        assert status == 0, said
        return {each["case"]: each for each in json.loads(out)["cases"]}

    # Three years old on 29 February 2024: born on 1 March 2021 at the latest, 75 years on.
    assert case not in await told("2096-02-29")
    assert (await told("2096-03-01"))[case] == {
        "case": case,
        "authority": "E06000054",
        "due_on": "2096-03-01",
        "years": 75,
        "counted_from": "birth",
        "holds": ["complaint"],
    }
    there = "select count(*) from keys where subject = %s and wrapped is not null"
    assert await e.rows("keys", there, case) == [(3,)]
