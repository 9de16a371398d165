"""Actions through the interface and the pages: raised, done, closed, and what is open."""

from tests.support.living_case import chair, living, member, officer
from tests.support.practice_case import done
from tests.support.reviews import Reviews

raising = {
    "arises_from": "rapid-review",
    "owner": "Wiltshire Police",
    "action": "Tell Annabel's health visitor of each call.",
    "raised_on": "2026-04-02",
    "due_on": "2026-04-10",
}
finished = {"number": 1, "progress": "done", "note": "Begun.", "noted_on": "2026-04-13"}
closing = {"number": 1, "effect": "Every call was told.", "closed_on": "2026-04-14"}


async def test_an_action_is_raised_done_and_closed_by_somebody_else(v: Reviews) -> None:
    subject = await living(v)
    path = f"/cases/{subject}/actions"
    position = await done(v, path, raising)
    again = await v.post(path, member, raising)
    assert again.status_code == 200 and again.json()["events"] == []
    assert (await v.post(path, officer, raising)).status_code == 403
    early = await v.post(f"{path}/closed", chair, closing)
    assert early.status_code == 409 and "Nobody has recorded yet" in early.text
    await done(v, f"{path}/progress", finished)
    own = await v.post(f"{path}/closed", member, closing)
    assert own.status_code == 409 and "Somebody else" in own.text
    position = await done(v, f"{path}/closed", closing, chair)
    (shut,) = (await v.get(path, chair, after=position)).json()["actions"]
    assert (shut["progress"], shut["closed_on"], shut["days_late"]) == ("done", "2026-04-14", 4)
    assert shut["action"] is None
    (read,) = (await v.get(path, chair, purpose="rapid-review")).json()["actions"]
    assert (read["action"], read["effect"]) == (raising["action"], closing["effect"])
    noted = await v.rows("select purpose from access_notes where subject = %s", subject)
    assert noted == [("rapid-review",)]
    stored = await v.rows("select row_to_json(a)::text from actions a")
    assert "Annabel" not in stored[0][0]


async def test_gaps_the_yearly_report_and_the_pages_count_what_one_may_see(v: Reviews) -> None:
    subject = await living(v)
    path = f"/cases/{subject}/actions"
    position = await done(v, path, raising)
    assert (await v.get(path, chair, after=position)).status_code == 200
    (gap,) = (await v.get("/actions/gaps", chair)).json()["gaps"]
    assert (gap["owner"], gap["open"], gap["overdue"], gap["days_late"]) == (
        "Wiltshire Police",
        1,
        1,
        10,
    )
    assert (await v.get("/actions/gaps", "chair-E06000030")).json()["gaps"] == []
    assert (await v.get("/actions", "chair-E06000030")).json()["actions"] == []
    (one,) = (await v.get("/actions", "auditor", overdue=True)).json()["actions"]
    assert one["case"] == subject
    (year,) = (await v.get("/actions/yearly", chair, ends_on="2026-09-30")).json()["rows"]
    assert (year["raised"], year["closed"], year["open_at_the_end"]) == (1, 0, 1)
    assert (await v.get("/actions/yearly", chair, ends_on="soon")).status_code == 400
    long_ago = await v.get("/actions/yearly", chair, ends_on="0001-01-01")
    assert long_ago.json()["rows"] == []
    unseen = await v.get("/actions", chair, owner="a\0b")
    assert unseen.status_code == 400 and "cannot be seen" in unseen.text
    as_browser = {**v.as_(chair), "accept": "text/html"}
    page = await v.client.get("/actions", headers=as_browser)
    assert "10 days overdue" in page.text.replace("\xa0", " ")
    assert f"/cases/{subject}/actions" in page.text
    of_case = await v.client.get(path, headers=as_browser)
    assert "Annabel" not in of_case.text and "Read what they are about" in of_case.text
    opened = await v.client.get(f"{path}?purpose=audit", headers=as_browser)
    assert "Annabel&#39;s health visitor" in opened.text
