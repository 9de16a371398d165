"""Who may do and see what in reviews, and in which words the rest is refused."""

from shared.decisions.ids import new_subject
from shared.events.codes import WithdrawalReason
from shared.events.incidents import NotificationWithdrawn
from tests.support.cases import SWINDON, WILTSHIRE, child, day
from tests.support.living_case import (
    chair,
    completion,
    decision,
    living,
    member,
    notified,
    officer,
)
from tests.support.reviews import Reviews
from tests.support.world import until


async def test_what_is_refused_says_what_is_missing(v: Reviews) -> None:
    subject = await living(v)
    two = {**completion, "signed_off_by": decision["signed_off_by"][:2]}
    answer = await v.post(f"/cases/{subject}/rapid-review", chair, two)
    assert answer.status_code == 422
    assert "Not signed off yet by health" in answer.json()["detail"]
    unknown = {**completion, "rational": "x", "decision": "maybe"}
    answer = await v.post(f"/cases/{subject}/rapid-review", chair, unknown)
    assert answer.status_code == 400
    assert {fault["field"] for fault in answer.json()["faults"]} == {"decision", "rational"}
    blank = {**completion, "rationale": " \n"}
    answer = await v.post(f"/cases/{subject}/rapid-review", chair, blank)
    assert [fault["field"] for fault in answer.json()["faults"]] == ["rationale"]


async def test_a_case_of_others_answers_like_one_that_is_not_there(v: Reviews) -> None:
    theirs = await living(v, SWINDON)
    for case in (theirs, new_subject("case"), "case-1", "a%00b"):
        for part in ("", "/clocks", "/timeline", "/next-steps", "/texts?purpose=audit"):
            answer = await v.client.get(f"/cases/{case}{part}", headers=v.as_(officer))
            assert answer.status_code == 404, (case, part)
            body = answer.json()
            del body["reference"]
            assert body == {
                "type": "about:blank",
                "title": "Not found",
                "status": 404,
                "detail": "There is nothing here that you may see."
                " Check the address or the reference.",
            }
        sent = await v.post(f"/cases/{case}/rapid-review", chair, completion)
        assert sent.status_code == 404
    after = f"notifications:{theirs}:1"
    assert (await v.get(f"/cases/{theirs}", officer, after=after)).status_code == 404
    assert (await v.get("/cases", officer)).json() == {"cases": [], "next": None}
    assert len((await v.get("/cases", "auditor")).json()["cases"]) == 1


async def test_who_may_do_what(v: Reviews) -> None:
    subject = await living(v)
    path = f"/cases/{subject}"
    for who in (officer, member, "auditor", "operator", "reporting-wiltshire"):
        answer = await v.post(f"{path}/rapid-review", who, completion)
        assert answer.status_code == 403, who
    asking = {"agency": "The police"}
    for who in (officer, "auditor", "operator"):
        assert (await v.post(f"{path}/agency-summaries", who, asking)).status_code == 403
    assert (await v.client.get(path)).status_code == 401
    assert (await v.get(path, "partner-police")).status_code == 404


async def test_sealed_texts_are_opened_for_who_may_and_it_is_noted(v: Reviews) -> None:
    subject = new_subject("case")
    summary = await v.seal(subject, "narrative", "Found by a neighbour.")
    name = await v.seal(subject, "person-1", "Annabel")
    await v.tell(subject, notified(summary=summary, children=(child(name=name),)))
    await v.opened(subject)
    done = await v.post(f"/cases/{subject}/rapid-review", chair, completion)
    after = done.json()["position"]
    answer = await v.get(f"/cases/{subject}/texts", member, purpose="rapid-review", after=after)
    opened = {one["field"]: one["text"] for one in answer.json()["texts"]}
    assert opened == {
        "summary": "Found by a neighbour.",
        "children.1.name": "Annabel",
        "rationale": "Nobody asked Annabel's grandmother.",
    }
    notes = await v.rows("select actor, purpose, seals, subject from access_notes")
    assert notes == [(member, "rapid-review", 3, subject)]
    assert (
        await v.get(f"/cases/{subject}/texts", "operator", purpose="audit")
    ).status_code == 403
    assert (await v.get(f"/cases/{subject}/texts", member)).status_code == 400
    for table in ("texts", "timeline", "caseload", "clocks"):
        (row,) = await v.rows(f"select string_agg(t::text, '') from {table} t")
        assert "Annabel" not in row[0] and "neighbour" not in row[0]


async def test_history_is_imported_without_clocks_and_each_review_says_what_became_of_it(
    v: Reviews,
) -> None:
    ours, theirs = new_subject("case"), new_subject("case")
    for subject, authority in ((ours, WILTSHIRE), (theirs, SWINDON)):
        after = await v.tell(
            subject, notified(authority, imported=True, notified_on=day("2021-05-05"))
        )
        await v.get(f"/cases/{subject}", "auditor", after=after)
    past = {**decision, "opened_on": "2021-05-06", "completed_on": "2021-05-20"}
    sent = {
        "reviews": [
            {**past, "case": ours, "authority": WILTSHIRE},
            {**past, "case": theirs, "authority": SWINDON},
        ]
    }
    assert (await v.post("/imports/rapid-reviews", officer, sent)).status_code == 403
    answer = (await v.post("/imports/rapid-reviews", "reporting-wiltshire", sent)).json()
    assert (answer["imported"], answer["refused"]) == (1, 1)
    assert answer["reviews"][1]["position"] is None
    answer = (await v.post("/imports/rapid-reviews", "operator", sent)).json()
    assert (answer["imported"], answer["refused"]) == (1, 1)
    assert "History can only be imported" in answer["reviews"][0]["refused"]
    after = answer["reviews"][1]["position"]
    case = (await v.get(f"/cases/{theirs}", "auditor", after=after)).json()
    assert (case["imported"], case["stage"], case["decision"]) == (True, "decided", "lcspr")
    assert (await v.get(f"/cases/{ours}/clocks", officer)).json()["clocks"] == []
    assert (await v.get(f"/cases/{ours}/next-steps", officer)).json() == {"steps": []}


async def test_the_caseload_is_read_part_by_part_the_soonest_due_first(v: Reviews) -> None:
    soon = await living(v, aware_on=day("2026-03-20"))
    later = await living(v)
    unclocked = new_subject("case")
    await v.tell(unclocked, notified(imported=True))
    cases: list[str] = []
    cursor: str | None = None

    async def all_there() -> bool:
        return len((await v.get("/cases", officer)).json()["cases"]) == 3

    await until(all_there)
    while True:
        query = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        part = (await v.get("/cases", officer, **query)).json()
        cases.extend(one["id"] for one in part["cases"])
        cursor = part["next"]
        if cursor is None:
            break
    assert cases == [soon, later, unclocked]
    due = (await v.get("/cases", officer, due_before="2026-04-20")).json()["cases"]
    assert [(one["id"], one["overdue"]) for one in due] == [(soon, True)]
    history = (await v.get("/cases", officer, imported=True)).json()["cases"]
    assert [one["id"] for one in history] == [unclocked]
    assert (await v.get("/cases", officer, cursor="x")).status_code == 400


async def test_a_refused_policy_is_shown_to_the_people_of_the_case(v: Reviews) -> None:
    subject = await living(v)
    done = await v.post(f"/cases/{subject}/rapid-review", chair, completion)
    await v.get(f"/cases/{subject}", chair, after=done.json()["position"])
    withdrawn = NotificationWithdrawn(
        reason=WithdrawalReason.ENTERED_BY_MISTAKE, withdrawn_on=day("2026-04-20")
    )
    await v.tell(subject, withdrawn)

    async def told() -> bool:
        return bool((await v.get("/refusals", officer)).json()["refusals"])

    await until(told)
    (refusal,) = (await v.get("/refusals", officer)).json()["refusals"]
    assert (refusal["case"], refusal["command"]) == (subject, "CancelRapidReview")
    assert "cannot be cancelled" in refusal["words"]
    assert (await v.get("/refusals", "officer-E06000030")).json()["refusals"] == []
