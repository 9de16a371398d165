"""Agencies reminded, more time agreed on, a partner who dissents: on Kafka and Postgres."""

from tests.support.living_case import chair, completion, living, member, officer
from tests.support.practice_case import done
from tests.support.reviews import Reviews

extension = {
    "until": "2026-05-15",
    "reason": "agency-information",
    "why": "Annabel's notes fill twelve boxes.",
    "agreed_by": "Dorothea Decider",
    "organisation": "Wiltshire Council",
    "agreed_on": "2026-04-17",
}


async def test_agencies_are_asked_reminded_and_overdue_and_more_time_is_agreed_on(
    v: Reviews,
) -> None:
    subject = await living(v)
    path = f"/cases/{subject}"
    agency = {"agency": "The hospital"}
    unasked = await v.post(f"{path}/agency-summaries/reminders", member, agency)
    assert unasked.status_code == 422 and "Ask it first" in unasked.text
    await done(v, f"{path}/agency-summaries", agency)
    reminder = {**agency, "note": "Ask for Rosalind."}
    after = await done(v, f"{path}/agency-summaries/reminders", reminder)
    again = await v.post(f"{path}/agency-summaries/reminders", member, reminder)
    assert (again.status_code, again.json()["events"]) == (200, [])
    (one,) = (await v.get(f"{path}/agency-summaries", officer, after=after)).json()["agencies"]
    # Ten working days from Wednesday 1 April 2026, without Good Friday and Easter Monday: 2,
    # 7-10 (5), 13-16 (9), 17 April; it was asked on the 20th, after that day.
    assert (one["agency"], one["reminders"], one["due_on"]) == ("The hospital", 1, None)
    refused = await v.post(f"{path}/rapid-review/extensions", member, extension)
    assert refused.status_code == 403
    after = await done(v, f"{path}/rapid-review/extensions", extension, chair)
    same = await v.post(f"{path}/rapid-review/extensions", chair, extension)
    assert (same.status_code, same.json()["events"]) == (200, [])
    clocks = (await v.get(f"{path}/clocks", officer, after=after)).json()["clocks"]
    running = [each for each in clocks if each["governs"] and each["clock"] == "rapid-review"]
    assert [(each["due_on"], each["extended_until"]) for each in running] == [
        ("2026-04-24", "2026-05-15")
    ]
    html = {**v.as_(officer), "accept": "text/html"}
    page = await v.client.get(path, headers=html, params={"after": after})
    assert "It moves no due date" in page.text and "Summaries of agencies" in page.text
    signed = completion["signed_off_by"]
    dissent = {**signed[1], "dissent": "Annabel's case needs a local review."}
    decided = {**completion, "signed_off_by": [signed[0], dissent, signed[2]]}
    after = await done(v, f"{path}/rapid-review", decided, chair)
    told = await v.get(f"{path}/timeline", officer, after=after)
    assert "Dissent recorded: police." in told.text
    for text in ("Annabel", "Dorothea", "Rosalind"):
        assert text not in told.text and text not in page.text
    opened = await v.get(f"{path}/texts", member, purpose="audit", after=after)
    texts = {each["text"] for each in opened.json()["texts"]}
    assert {
        dissent["dissent"],
        extension["why"],
        "Dorothea Decider",
        "Ask for Rosalind.",
    } <= texts
    stored = await v.rows("select convert_from(body, 'UTF8') from events")
    assert "Annabel" not in str(stored) and "Dorothea" not in str(stored)
