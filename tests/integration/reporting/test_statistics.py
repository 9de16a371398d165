"""The figures through the interface, from events on the log."""

from shared.decisions.ids import new_subject
from shared.events.codes import AbuseOrNeglect, Outcome, WithdrawalReason
from shared.events.incidents import NotificationWithdrawn
from tests.support.cases import SWINDON, child, day
from tests.support.panel import completed, opened
from tests.support.reporting import Reporting
from tests.unit.reporting.world import amended, died, notified

withdrawn = NotificationWithdrawn(
    reason=WithdrawalReason.ENTERED_BY_MISTAKE, withdrawn_on=day("2024-03-01")
)
baby = child(Outcome.SERIOUS_HARM, AbuseOrNeglect.KNOWN, age_years=0)


async def played(r: Reporting) -> None:
    """Of 2024 two in Wiltshire and one in Swindon; one withdrawn, and one of 2025 amended."""
    await r.tell(new_subject("case"), notified("2023-04-01", died(age_years=7)))
    await r.tell(
        new_subject("case"),
        notified("2024-03-31", baby),
        opened(opened_on=day("2024-03-31"), imported=True),
        completed(imported=True),
    )
    await r.tell(new_subject("case"), notified("2024-01-01", died(), authority=SWINDON))
    await r.tell(new_subject("case"), notified("2024-01-01", baby), withdrawn)
    await r.tell(new_subject("case"), notified("2024-04-01", baby), amended(died()))
    await r.settled("notification_facts")
    await r.settled("panel_facts")


async def test_figures_of_a_year_and_of_an_authority(r: Reporting) -> None:
    await played(r)
    england = (await r.get("/statistics", "auditor", year=2024)).json()
    assert england["notifications"] == {"total": 3, "deaths": 2, "serious_harm": 1, "other": 0}
    assert england["panel"] == {
        "rapid_reviews": 1,
        "of_children_under_1": 1,
        "decided": 1,
        "lcsprs": 1,
        "commissioned": 0,
    }
    since = {"authority": "E06000054", "since": "2023-04-02"}
    wiltshire = (await r.get("/statistics", "reporting-wiltshire", **since)).json()
    assert (wiltshire["notifications"]["total"], wiltshire["panel"]["rapid_reviews"]) == (2, 1)
    years = (await r.get("/statistics/years", "officer-wiltshire")).json()
    assert [(row["year"], row["total"]) for row in years["years"]] == [(2024, 3), (2025, 1)]
    assert years["all"]["deaths"] == 3


async def test_figures_by_topic(r: Reporting) -> None:
    await played(r)
    age = (await r.get("/statistics/age", "auditor", year=2024)).json()
    assert [(row["words"], row["total"]) for row in age["rows"] if row["total"]] == [
        ("Under 1", 1),
        ("6 to 10", 1),
        ("Unknown", 1),
    ]
    authorities = (await r.get("/statistics/authority", "auditor", year=2024)).json()
    assert [(row["words"], row["total"]) for row in authorities["rows"]] == [
        ("Swindon", 1),
        ("Wiltshire", 2),
    ]
    own = (await r.get("/statistics/authority", "officer-wiltshire", year=2024)).json()
    assert [row["words"] for row in own["rows"]] == ["Wiltshire"]
    region = (await r.get("/statistics/region", "officer-wiltshire", year=2024)).json()
    assert {row["words"]: row["total"] for row in region["rows"]}["South West"] == 3


async def test_who_may_see_which_figures(r: Reporting) -> None:
    swindon = await r.get("/statistics", "officer-wiltshire", authority=SWINDON)
    assert swindon.status_code == 403 and "your own authorities" in swindon.json()["detail"]
    assert (await r.get("/statistics", "partner-police")).status_code == 403
    assert (await r.client.get("/statistics")).status_code == 401
    assert (await r.get("/statistics/shoe-size", "auditor")).status_code == 404


async def test_what_cannot_be_asked_is_answered_in_words(r: Reporting) -> None:
    for query in ({"authority": "Narnia"}, {"since": "last June"}, {"year": "soon"}):
        answer = await r.get("/statistics", "auditor", **query)
        (fault,) = answer.json()["faults"]
        assert answer.status_code == 400 and fault["field"].endswith(next(iter(query)))
        assert next(iter(query.values())) not in answer.text
