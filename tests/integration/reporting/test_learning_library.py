"""The learning library through its interface: browsed, searched, withdrawn, and replayed."""

from typing import Any

from shared.decisions.ids import new_subject
from shared.events.learning import LearningWithdrawn
from shared.events.learning_codes import LearningHidden, Practice
from shared.folds.replay import Place, replay
from tests.integration.reporting.test_repository import told as records_told
from tests.support.cases import day
from tests.support.reporting import Reporting
from tests.unit.reporting.test_learning_library import published


async def learnt(r: Reporting) -> str:
    """Two learning points of one near miss and one of good practice; the case of the first."""
    near, good = new_subject("case"), new_subject("case")
    await r.tell(
        near,
        published(),
        published(2, heading="Ring back", text="A missed call is no refusal.", themes=()),
    )
    await r.tell(
        good,
        published(
            practice=Practice.GOOD_PRACTICE,
            heading="The school nurse stayed",
            text="She kept ringing the father.",
            themes=("fathers", "information sharing"),
        ),
    )
    await r.settled("learning_library")
    return near


async def found(r: Reporting, **query: str) -> list[str]:
    answer = await r.client.get("/learning", params=query)
    assert answer.status_code == 200, answer.text
    return sorted(one["heading"] for one in answer.json()["learning"])


async def test_learning_is_browsed_by_theme_searched_and_equal_after_a_replay(
    r: Reporting,
) -> None:
    await records_told(r)
    near = await learnt(r)
    everything = ["Child L", "Ring back", "Say who holds the plan", "The school nurse stayed"]
    assert await found(r) == everything
    shared = ["Say who holds the plan", "The school nurse stayed"]
    assert await found(r, theme="Information Sharing") == shared
    assert await found(r, theme="bruising") == ["Child L"]
    assert await found(r, practice="good-practice") == ["The school nurse stayed"]
    assert await found(r, source="published-review") == ["Child L"]
    assert await found(r, q="fathers") == ["Child L", "The school nurse stayed"]
    assert await found(r, q="father -nurse") == ["Child L"]
    assert await found(r, q="“missed call”", year="2026") == ["Ring back"]
    assert await found(r, q="'\") or 1=1 & | ! :* <->") == []
    assert await found(r, agency="police", q="wiltshire", practice="near-miss") == [
        "Ring back",
        "Say who holds the plan",
    ]
    answer = (await r.client.get("/learning", params={"q": "plan"})).json()
    assert answer["facets"]["theme"] == [{"value": "information sharing", "number": 1}]
    assert near[5:] not in str(answer)
    assert (await r.client.get("/learning", params={"q": "a\u200bb"})).status_code == 400
    place = Place(
        r.config.dsn, r.config.kafka, r.config.topic, "services.reporting.read_models"
    )
    done = await replay(place, ["learning_library"], swap=False, say=lambda line: None)
    assert [(one.equal, one.rows_live) for one in done.comparisons] == [(True, 4)]


async def test_withdrawn_learning_leaves_nothing_but_its_address(r: Reporting) -> None:
    near = await learnt(r)
    answer: dict[str, Any] = (await r.client.get("/learning", params={"q": "plan"})).json()
    (one,) = answer["learning"]
    address = f"/learning/{one['learning']}"
    assert one["permanent_address"].endswith(address)
    assert (await r.client.get(address)).json()["text"] == "Write down who has it."
    gone = LearningWithdrawn(
        number=1, reason=LearningHidden.CHILD_MAY_BE_IDENTIFIED, withdrawn_on=day("2026-04-02")
    )
    told = await r.tell(near, gone)
    asked = await r.client.get("/learning", params={"after": told})
    assert asked.status_code == 400 and near not in asked.text
    await r.settled("learning_library")
    listed = await r.client.get("/learning")
    assert "Say who holds the plan" not in listed.text
    assert await found(r, q="plan") == []
    shown = await r.client.get(address)
    assert shown.json()["withdrawn"] == "child-may-be-identified"
    assert "plan" not in shown.text and "Wiltshire" not in shown.text
    assert (await r.client.get("/learning/learning-nothing")).status_code == 404
