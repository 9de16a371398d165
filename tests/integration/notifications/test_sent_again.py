"""What an officer sends again about a case is recorded once, though each sealing differs."""

from services.notifications.api.examples import facts
from tests.integration.notifications.test_officers import act, reported
from tests.integration.notifications.world import Partnership


async def test_the_same_form_again_makes_nothing_happen_and_other_words_do(
    p: Partnership,
) -> None:
    case = await reported(p)
    aware = {"aware_on": "2026-01-05", "how": "By telephone."}
    notified = {"notified_at": "2026-01-07T09:00:00Z", "evidence_note": "The form's receipt."}
    amended = {"reason": "One more.", **facts, "further_children": 1}
    for path, form, happens in (
        ("awareness", aware, "AwarenessRecorded"),
        ("notification", notified, "IncidentNotified"),
        ("amendment", amended, "NotificationAmended"),
    ):
        first = await act(p, f"/cases/{case}/{path}", form)
        again = await act(p, f"/cases/{case}/{path}", dict(reversed(form.items())))
        assert (first["happened"], again["happened"]) == ([happens], [])
        assert again["position"] == first["position"]
    other = await act(p, f"/cases/{case}/amendment", {**amended, "reason": "Two more."})
    assert other["happened"] == ["NotificationAmended"]
    kept = await p.rows("select subject, seals::text from sealed_requests")
    assert {subject for subject, _ in kept} == {case}
    assert "telephone" not in str(kept)
