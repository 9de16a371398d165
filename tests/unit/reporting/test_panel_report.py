import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from services.reporting.case_file import case_file
from services.reporting.documents.canonical import (
    as_json,
    canonical,
    digest,
    sealed_in,
    with_texts,
)
from services.reporting.documents.package import PanelReport
from services.reporting.documents.panel_report import Told, panel_report
from services.reporting.documents.reference import page
from services.reporting.history import HistoryRow
from shared.decisions.decider import Refused
from shared.events.codes import PanelAnswer
from shared.events.event import Event
from tests.support.cases import SWINDON, child, recorded, sealed, subject
from tests.support.panel import answered, completed, opened, reconsidered, required, sent
from tests.unit.reporting.world import amended, died, notified

to_decision = (
    notified("2026-04-01", child(name=sealed("Annabel")), summary=sealed("what happened")),
    opened(),
    completed(),
    required(),
)


def told(events: Sequence[Event]) -> list[Told]:
    return [Told(f"event-{place}", event) for place, event in enumerate(events)]


def report(*events: Event, **how: object) -> PanelReport:
    return panel_report(subject, told(events), **how)  # type: ignore[arg-type]


def test_a_report_holds_the_facts_the_decision_and_the_chronology() -> None:
    package = report(*to_decision)
    assert package.area is not None and package.area.name == "Wiltshire"
    assert package.notification is not None and package.notification.nature == "Serious harm"
    assert package.rapid_review.decision == "lcspr"
    assert [str(role.partner_role) for role in package.rapid_review.signed_off_by] == [
        "local-authority",
        "police",
        "health",
    ]
    assert [step.what for step in package.chronology] == [
        "The authority notified the Panel.",
        "A rapid review was opened.",
        "The rapid review was decided.",
    ]


def test_without_a_decision_there_is_nothing_to_report() -> None:
    with pytest.raises(Refused, match="no decision"):
        report(*to_decision[:2])
    with pytest.raises(Refused, match="no decision"):
        report(*to_decision, round_=2)


def test_the_digest_is_that_of_the_canonical_bytes_and_needs_no_key() -> None:
    package = report(*to_decision)
    raw = canonical(package)
    assert digest(package) == hashlib.sha256(raw).hexdigest()
    assert json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":")).encode() == raw
    assert len(list(sealed_in(as_json(package)))) == 3


def test_a_report_that_was_sent_stays_the_same_whatever_comes_later() -> None:
    before = digest(report(*to_decision))
    later = (*to_decision, sent("2026-04-20"), amended(died()), answered("2026-05-04"))
    assert digest(report(*later)) == before
    assert digest(report(*to_decision, amended(died()))) != before


def test_a_report_can_be_made_again_as_of_an_event() -> None:
    made = report(*to_decision)
    assert made.up_to == "event-3"
    late = (*to_decision, amended(died()), sent("2026-04-20"))
    assert digest(report(*late, up_to=made.up_to)) == digest(made)
    with pytest.raises(Refused, match="No event"):
        report(*to_decision, up_to="event-99")


def test_what_the_panel_asked_for_in_addition_opens_the_round_again() -> None:
    asked = (
        *to_decision,
        sent("2026-04-20"),
        answered("2026-05-04", PanelAnswer.ASKS_FOR_MORE),
    )
    more = report(*asked, amended(died()))
    assert [one.answer for one in more.earlier_answers] == [PanelAnswer.ASKS_FOR_MORE]
    assert more.notification is not None and more.notification.nature == "Child death"


def test_a_second_round_reports_the_second_decision() -> None:
    events = (
        *to_decision,
        sent("2026-04-20"),
        answered("2026-05-04", PanelAnswer.ASKS_TO_RECONSIDER),
        reconsidered(),
        required(round=2, due_notified=None),
    )
    assert report(*events).rapid_review.decision == "no-further-review"
    assert report(*events).round == 2
    assert digest(report(*events, round_=1)) == digest(report(*to_decision))


def test_opened_texts_stand_where_the_seals_were() -> None:
    document = as_json(report(*to_decision))
    texts = {one.seal: f"text {number}" for number, one in enumerate(sealed_in(document))}
    shown = with_texts(document, texts)
    assert shown["notification"]["summary"].startswith("text ")
    assert list(sealed_in(shown)) == []
    assert len(list(sealed_in(document))) == 3


def test_a_case_belongs_to_the_authority_of_the_facts_as_last_amended() -> None:
    events = (*to_decision, amended(died(), authority=SWINDON))
    file = case_file(subject, [_row(place, event) for place, event in enumerate(events, 1)])
    assert file is not None and file.holding.authorities == {SWINDON}
    assert case_file(subject, ()) is None


def test_an_event_that_is_not_known_yet_does_not_hide_the_case() -> None:
    rows = [_row(1, to_decision[0]), replace(_row(2, to_decision[1]), name="NotThoughtOfYet")]
    file = case_file(subject, rows)
    assert file is not None and [told.id for told in file.told] == ["event-1"]


def _row(place: int, event: Event) -> HistoryRow:
    told = recorded(event, "2026-04-01").envelope
    return HistoryRow(
        subject,
        place,
        leaf_index=place - 1,
        partition=0,
        log_offset=place - 1,
        recorded_at=told.time,
        written_at=told.time,
        source=told.source,
        position=place,
        name=told.name,
        version=told.version,
        event_id=f"event-{place}",
        causation_id=None,
        correlation_id=told.correlation_id,
        actor=told.actor,
        body=told.body,
    )


def test_the_page_about_the_report_is_current() -> None:
    root = Path(__file__).resolve().parents[3]
    assert (root / "docs" / "panel-report.md").read_text(encoding="utf-8") == page()
