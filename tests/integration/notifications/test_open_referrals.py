"""Referrals by who has not signed in: followed by a reference alone, sealed, and bounded."""

import json
from datetime import timedelta
from typing import Any

import httpx

from services.notifications.api.bounds import bounds, max_open_bytes
from tests.integration.notifications.world import Partnership

chair = "chair-wiltshire"
referral: dict[str, Any] = {
    "authority": "E06000054",
    "concern": "near-miss",
    "reason": "The ward knew Ottoline Marchbanks and told nobody.",
    "child_name": "Ottoline Marchbanks",
    "child_age": 3,
    "outcome": "other",
    "abuse_or_neglect": "suspected",
    "referrer": "A nurse; 01225 000000",
}


async def refer(p: Partnership, body: Any, path: str = "/refer", **headers: str) -> Any:
    """Asked by nobody in particular."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await p.http.post(path, json=body, headers=named)


async def follow(p: Partnership, reference: str) -> httpx.Response:
    found: httpx.Response = await refer(p, {"reference": reference}, "/refer/following")
    return found


async def waiting(p: Partnership) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await p.get(chair, "/referrals"))["referrals"]
    return found


async def test_a_referral_is_answered_and_only_its_reference_tells_why(p: Partnership) -> None:
    p.start("work", "relay")
    made = await refer(p, referral)
    assert made.status_code == 201, made.text
    reference = made.json()["reference"]
    assert (await follow(p, reference)).json() == {
        "state": "waiting",
        "referred_on": "2026-01-07",
    }
    subject = (await p.rows("select subject from events"))[0][0]
    await p.get(chair, f"/cases/{subject}", after=f"notifications:{subject}:1")
    assert [each["id"] for each in await waiting(p)] == [subject]
    told = await p.get(chair, f"/referrals/{subject}")
    assert (told["reason"], told["referrer"]) == (referral["reason"], referral["referrer"])
    assert told["children"][0]["name"] == "Ottoline Marchbanks"
    no = await p.post(chair, f"/referrals/{subject}/decline", {"rationale": "It is learnt."})
    await p.get(chair, f"/cases/{subject}", after=no.json()["position"])
    typed = reference.lower().replace("-", " ").replace("0", "o")
    assert (await follow(p, typed)).json() == {
        "state": "declined",
        "referred_on": "2026-01-07",
        "answered_on": "2026-01-07",
        "reasons": "It is learnt.",
    }
    assert await waiting(p) == []
    noted = await p.rows("select actor, purpose from access_notes order by noted_at, actor")
    assert sorted(noted) == [
        (chair, "answering a referral"),
        ("public:referrer", "reasons for the referrer"),
    ]
    for who in ("chair-E06000065", "officer-wiltshire", "partner-police"):
        other = await p.http.get(f"/referrals/{subject}", headers=p.headers(who))
        assert other.status_code in (403, 404), who


async def test_nothing_that_was_written_and_no_reference_is_kept_in_clear(
    p: Partnership,
) -> None:
    reference = (await refer(p, referral)).json()["reference"]
    tables = await p.rows(
        "select relname from pg_class where relkind = 'r' and"
        " relnamespace = 'public'::regnamespace"
    )
    kept = ""
    for (table,) in tables:
        rows = await p.rows(f'select t::text from "{table}" t')
        kept += "".join(row[0] for row in rows)
    kept += "".join(
        row[0] for row in await p.rows("select convert_from(body, 'utf8') from events")
    )
    assert "near-miss" in kept
    for secret in ("Marchbanks", "A nurse", reference, reference.replace("-", ""), "127.0.0.1"):
        assert secret not in kept


async def test_the_same_form_sent_twice_is_one_referral_and_another_is_another(
    p: Partnership,
) -> None:
    first = await refer(p, referral, idempotency_key="form-1")
    again = await refer(p, referral, idempotency_key="form-1")
    other = await refer(p, {**referral, "reason": "Something else."}, idempotency_key="form-1")
    without = await refer(p, referral)
    references = [each.json()["reference"] for each in (first, again, other, without)]
    assert references[0] == references[1] and len(set(references)) == 3
    assert await p.rows("select count(*) from events") == [(3,)]


async def test_what_cannot_be_taken_is_said_in_words_and_nothing_is_kept(
    p: Partnership,
) -> None:
    half = {key: said for key, said in referral.items() if key != "outcome"}
    for body, status, field in (
        (half, 400, "outcome"),
        ({**referral, "concern": "anger"}, 400, "concern"),
        ({**referral, "authority": "E00000001"}, 422, "authority"),
        ({**referral, "incident_on": "2026-01-08"}, 422, "incident_on"),
    ):
        refused = await refer(p, body)
        assert (refused.status_code, refused.json()["faults"][0]["field"]) == (status, field)
        assert "Marchbanks" not in refused.text
    long = await refer(p, {**referral, "reason": "x" * (max_open_bytes + 1)})
    assert long.status_code in (400, 413)
    for unknown in ("7K3M-9QXD-2HFV-4T0B-N6WC-8ZRA", "no", "x" * 61):
        assert (await follow(p, unknown)).status_code in (400, 404)
    assert await p.rows("select count(*) from events") == [(0,)]
    assert await p.rows("select count(*) from referral_references") == [(0,)]


async def test_more_than_an_hour_takes_is_refused_until_the_next(p: Partnership) -> None:
    bound = bounds["refer"].from_one
    small = {"authority": "E06000054", "concern": "other", "reason": "A."}
    for number in range(bound):
        assert (await refer(p, {**small, "reason": f"No. {number}"})).status_code == 201
    refused = await refer(p, small)
    # The clock stands at 10:00, so the next hour begins in 3,600 seconds.
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert "was not kept" in refused.json()["detail"] and "999" in refused.json()["detail"]
    assert await p.rows("select count(*) from events") == [(bound,)]
    p.clock.at += timedelta(hours=1)
    assert (await refer(p, small)).status_code == 201
    assert await p.rows("select sum(times) from asked_openly where who = 'all'") == [(1,)]


async def test_who_signs_in_to_refer_has_a_reference_too(p: Partnership) -> None:
    body = {"authority": "E06000054", "concern": "near-miss", "reason": "A plan."}
    made = [
        await p.post("partner-police", "/referrals", body, idempotency_key="r-1")
        for _ in range(2)
    ]
    assert made[0].status_code == 201 and json.loads(made[0].text) == json.loads(made[1].text)
    assert (await follow(p, made[0].json()["reference"])).json()["state"] == "waiting"


async def test_each_referral_of_a_case_keeps_its_own_answer(p: Partnership) -> None:
    body = {"authority": "E06000054", "concern": "near-miss", "reason": "A plan."}
    first = (await p.post("officer-wiltshire", "/referrals", body)).json()
    case = first["case"]
    await p.post(chair, f"/referrals/{case}/decline", {"rationale": "Known."})
    anew = await p.post("officer-wiltshire", "/referrals", {**body, "case": case})
    answered = await p.post(
        chair, f"/referrals/{case}/acceptance", {"as_what": "local-learning-review"}
    )
    assert answered.status_code == 200, answered.text
    states = [
        (await follow(p, each["reference"])).json()["state"] for each in (first, anew.json())
    ]
    assert states == ["declined", "accepted"]
