"""Drafts: saved and resumed by colleagues, sealed, never overwritten unseen, gone in time."""

from datetime import timedelta
from typing import Any

import httpx

from services.notifications.api.examples import facts, report
from shared.edge.drafts.kept import kept_days
from shared.edge.identity import Actor, Role
from tests.integration.notifications.world import Partnership

officer = "officer-wiltshire"
colleague = Actor(
    "officer-two",
    "Wiltshire Council",
    frozenset({Role.AUTHORITY_OFFICER}),
    frozenset({"E06000054"}),
)
written = {"notifier": "Henrietta Sender", "national_ref": "SIN-7"}


async def as_colleague(p: Partnership, method: str, path: str, **body: Any) -> httpx.Response:
    """On another machine."""
    headers = {"authorization": f"Bearer {p.issuer.token(colleague)}"}
    return await p.http.request(method, path, headers=headers, json=body or None)


async def begun(p: Partnership) -> str:
    p.start("work", "relay")
    answer = await p.post(officer, "/cases", {"aware_on": "2026-01-05", **facts})
    case = str(answer.json()["case"])
    await p.get(officer, f"/cases/{case}", after=answer.json()["position"])
    return case


async def drafted(p: Partnership, case: str | None = None, **body: Any) -> dict[str, Any]:
    sent = {"kind": "notification", "case": case, "fields": written, **body}
    answer = await p.post(officer, "/drafts", {k: v for k, v in sent.items() if v is not None})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_colleague_goes_on_and_neither_overwrites_the_other(p: Partnership) -> None:
    draft = await drafted(p, await begun(p))
    path = f"/drafts/{draft['id']}"
    listed = (await as_colleague(p, "GET", "/drafts")).json()["drafts"]
    assert [one["id"] for one in listed] == [draft["id"]]
    read = (await as_colleague(p, "GET", path)).json()
    assert (read["fields"], read["version"], read["saved_by"]) == (written, 1, officer)
    theirs = {**written, "national_ref": "SIN-8"}
    saved = await as_colleague(p, "PUT", path, version=1, fields=theirs)
    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    headers = p.headers(officer)
    stale = await p.http.put(path, headers=headers, json={"version": 1, "fields": {}})
    assert stale.status_code == 409
    assert "officer-two" in stale.json()["detail"] and "version 2" in stale.json()["detail"]
    assert (await p.get(officer, path))["fields"] == theirs
    assert (await p.http.delete(path, headers=headers)).json() == {"discarded": draft["id"]}
    assert (await p.http.get(path, headers=headers)).status_code == 404
    late = await p.http.put(path, headers=headers, json={"version": 2, "fields": {}})
    assert late.status_code == 404
    noted = await p.rows("select actor, purpose from access_notes order by noted_at")
    assert (colleague.id, "a draft") in noted


async def test_a_draft_is_sealed_and_of_its_organisation_alone(p: Partnership) -> None:
    case = await begun(p)
    draft = await drafted(p, case)
    (row,) = await p.rows("select d::text from drafts d")
    assert "Henrietta" not in row[0] and "SIN-7" not in row[0]
    for who in (
        "officer-E08000035",
        "partner-police",
        "chair-wiltshire",
        "auditor",
        "operator",
    ):
        other = await p.http.get(f"/drafts/{draft['id']}", headers=p.headers(who))
        assert other.status_code == 404, who
    theirs = await p.post(
        "officer-E08000035", "/drafts", {"kind": "notification", "case": case, "fields": {}}
    )
    assert theirs.status_code == 404
    group = await p.post(
        "chair-wiltshire", "/drafts", {"kind": "notification", "case": case, "fields": {}}
    )
    assert group.status_code == 403
    assert await p.rows("select count(*) from events where subject = %s", case) == [(2,)]


async def test_what_cannot_be_kept_is_said_in_words(p: Partnership) -> None:
    case = await begun(p)
    for body, status, field in (
        ({"kind": "poem", "case": case}, 400, "kind"),
        ({"kind": "notification"}, 422, "case"),
        ({"kind": "incident-report"}, 422, "authority"),
        ({"kind": "notification", "case": case, "fields": {"Big Name": "x"}}, 400, "fields"),
    ):
        refused = await p.post(officer, "/drafts", {"fields": {}, **body})
        assert refused.status_code == status, refused.text
        assert refused.json()["faults"][0]["field"].startswith(field)
    other = {"kind": "incident-report", "authority": "E08000035", "fields": {}}
    assert (await p.post(officer, "/drafts", other)).status_code == 403
    assert await p.rows("select count(*) from drafts") == [(0,)]


async def test_a_draft_of_a_case_that_is_to_begin_is_kept_for_ninety_days(
    p: Partnership,
) -> None:
    fields = {"summary": report["summary"]}
    first = await drafted(p, kind="incident-report", authority="E06000054", fields=fields)
    p.clock.at += timedelta(days=kept_days - 1)
    read = await p.get(officer, f"/drafts/{first['id']}")
    assert read["fields"] == fields
    path, headers = f"/drafts/{first['id']}", p.headers(officer)
    saved = await p.http.put(path, headers=headers, json={"version": 1, "fields": fields})
    assert saved.json()["version"] == 2
    p.clock.at += timedelta(days=kept_days)
    gone = await p.http.get(path, headers=p.headers(officer))
    assert gone.status_code == 404
    await drafted(p, kind="incident-report", authority="E06000054")
    assert await p.rows("select count(*) from drafts") == [(1,)]


async def test_a_draft_of_an_erased_case_cannot_be_read_or_saved(p: Partnership) -> None:
    case = await begun(p)
    draft = await drafted(p, case)
    await p.app.state.desk.keys.erase_subject(case)
    assert (await p.get(officer, f"/drafts/{draft['id']}"))["fields"] == {}
    headers = p.headers(officer)
    path = f"/drafts/{draft['id']}"
    saved = await p.http.put(path, headers=headers, json={"version": 1, "fields": written})
    assert saved.status_code == 410
