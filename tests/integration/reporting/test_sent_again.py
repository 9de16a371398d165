"""What is said twice of a report to the Panel is recorded once; another text is another."""

from typing import Any

from tests.integration.reporting.test_reports import officer, told
from tests.support.reporting import Reporting

sent: dict[str, Any] = {
    "document_digest": "3f" * 32,
    "channel": "secure-email",
    "submitted_on": "2026-04-20",
    "evidence_note": "The receipt is filed.",
}
more: dict[str, Any] = {
    "answer": "asks-for-more",
    "responded_on": "2026-04-28",
    "note": "Send the chronology.",
}


async def test_a_submission_and_an_answer_sent_again_append_nothing(r: Reporting) -> None:
    case = await told(r)
    for to, body in (("submissions", sent), ("panel-responses", more)):
        first = await r.post(f"/cases/{case}/{to}", officer, body)
        again = await r.post(f"/cases/{case}/{to}", officer, body)
        assert first.status_code == 201 and again.json() == first.json()
    other = await r.post(f"/cases/{case}/panel-responses", officer, {**more, "note": "More."})
    assert other.json()["position"].endswith(":4")
    names = await r.rows("select name from events where subject = %s order by position", case)
    assert [name for (name,) in names] == [
        "PanelReportRequired",
        "PanelReportSubmitted",
        "PanelResponded",
        "PanelResponded",
    ]


async def test_the_panel_may_answer_the_same_to_what_was_sent_in_addition(
    r: Reporting,
) -> None:
    case = await told(r)
    for digest, on in (("3f" * 32, "2026-04-20"), ("4e" * 32, "2026-04-28")):
        body = {**sent, "document_digest": digest, "submitted_on": on}
        assert (await r.post(f"/cases/{case}/submissions", officer, body)).status_code == 201
        answer = await r.post(f"/cases/{case}/panel-responses", officer, more)
        assert answer.status_code == 201
    assert answer.json()["position"].endswith(":5")
