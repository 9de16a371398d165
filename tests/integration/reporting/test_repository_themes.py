"""The thesaurus through its interface: kept by keepers, used by the search, replayed equal."""

from typing import Any

from services.reporting.repository.thesaurus import subject
from shared.folds.replay import Place, replay
from tests.integration.reporting.test_repository import keeper, titles, told
from tests.support.reporting import Reporting


async def kept(r: Reporting, path: str, **body: Any) -> str:
    """The code of the theme after a change of the thesaurus, once it is shown."""
    answer = await r.post(f"/themes{path}", keeper, body)
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert said["position"].startswith(f"reporting:{subject}:")
    await r.client.get("/themes", params={"after": said["position"]})
    return str(said["theme"])


async def test_a_broader_theme_and_a_former_name_find_records_and_a_replay_is_equal(
    r: Reporting,
) -> None:
    await told(r)
    assert await titles(r, theme="bruising") == ["Child L"]
    await kept(r, "", name="Maltreatment")
    await kept(r, "", name="Bruising", broader="maltreatment", scope="In babies.")
    await kept(r, "", name="Neglect", broader="maltreatment")
    assert await titles(r, theme="maltreatment") == ["Child L", "Child A & Baby N", "Child P"]
    await kept(r, "/bruising/name", name="Response to bruising")
    for name in ("Bruising", "response to BRUISING", "bruising "):
        assert await titles(r, theme=name) == ["Child L"], name
    facets = (await r.client.get("/records")).json()["facets"]["theme"]
    assert {"value": "maltreatment", "number": 3} in facets
    assert {"value": "response to bruising", "number": 1} in facets
    assert "bruising" not in [each["value"] for each in facets]
    await kept(r, "", name="Neglected")
    assert await kept(r, "/neglect/merging", into="neglected") == "neglected"
    assert await titles(r, theme="neglect") == ["Child A & Baby N", "Child P"]
    assert await titles(r, theme="maltreatment") == ["Child L"]
    await kept(r, "/neglected/broader", broader="maltreatment")
    assert len(await titles(r, theme="maltreatment")) == 3
    by_old_name = (await r.client.get("/themes/neglect")).json()
    assert (by_old_name["theme"], by_old_name["former"]) == ("neglected", ["Neglect"])
    assert by_old_name["merged"] == ["neglect"]
    all_ = (await r.client.get("/themes")).json()["themes"]
    assert [one["theme"] for one in all_] == ["maltreatment", "neglected", "bruising"]
    place = Place(
        r.config.dsn, r.config.kafka, r.config.topic, "services.reporting.read_models"
    )
    done = await replay(place, ["themes"], swap=False, say=lambda line: None)
    assert [(one.equal, one.rows_live) for one in done.comparisons] == [(True, 3)]


async def test_the_thesaurus_refuses_in_words_and_is_kept_by_keepers_alone(
    r: Reporting,
) -> None:
    await kept(r, "", name="Bruising")
    await kept(r, "", name="Babies", broader="bruising")
    for path, body, words in (
        ("", {"name": "BRUISING"}, "There is a theme of this name"),
        ("", {"name": "虐待"}, "no letter from A to Z"),
        ("", {"name": "Falls", "broader": "none"}, "no such theme"),
        ("/bruising/broader", {"broader": "babies"}, "under itself"),
        ("/bruising/merging", {"into": "babies"}, "stands below"),
        ("/x%00y/name", {"name": "Falls"}, "no such theme"),
    ):
        answer = await r.post(f"/themes{path}", keeper, body)
        assert answer.status_code in (400, 409, 422) and words in answer.text, answer.text
    assert (await r.client.post("/themes", json={"name": "Falls"})).status_code == 401
    assert (await r.post("/themes", "auditor", {"name": "Falls"})).status_code == 403
    assert (await r.client.get("/themes/falls")).status_code == 404
