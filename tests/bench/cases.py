"""Whole histories of invented cases, interleaved as many cases that live at the same time."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from shared.events.catalogue import owner_of
from shared.events.codes import (
    Criterion,
    Decision,
    NotificationChannel,
    PanelAnswer,
    SubmissionChannel,
)
from shared.events.envelope import Envelope
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    IncidentNotified,
    IncidentReported,
    NotificationDeclined,
)
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    CSPRCommissioned,
    ImmediateActionRecorded,
    PanelAnswerReceived,
    RapidReviewCompleted,
    RapidReviewOpened,
    Reviewer,
)
from tests.bench.case_parts import Parts, agencies, due, note, reasons, summary

living_cases, told_cases = 500, 200
History = Iterator[tuple[date, Event]]
first_day = date(2024, 1, 1)


def envelopes(events: int, *, seed: int = 1) -> Iterator[Envelope]:
    """So many events, each subject's in order, over cases of which many live at a time.

    A few hundred cases are invented, and told again and again with names of their own: so
    millions of events are made as fast as they can be stored.
    """
    random = Random(seed)
    told = [list(_case(random)) for _ in range(told_cases)]
    living = [_told_again(random, random.choice(told)) for _ in range(living_cases)]
    while events:
        place = random.randrange(living_cases)
        envelope = next(living[place], None)
        if envelope is None:
            living[place] = _told_again(random, random.choice(told))
        else:
            events -= 1
            yield envelope


_made = count(0x0190_0000_0000)


def _id(random: Random) -> str:
    """A UUIDv7: in the order of time, as those are that the services make."""
    text = f"{next(_made):012x}7{random.randbytes(10).hex()}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-a{text[17:20]}-{text[20:32]}"


def _told_again(random: Random, case: Sequence[Envelope]) -> Iterator[Envelope]:
    """The same case under another name, with ids of its own; only its words are the same."""
    name, correlation = _id(random), _id(random)
    subject = f"case-{name}"
    before, after = case[0].subject.removeprefix("case-").encode(), name.encode()
    cause: str | None = None
    for each in case:
        id_ = _id(random)
        yield each._replace(
            id=id_,
            subject=subject,
            correlation_id=correlation,
            causation_id=cause,
            body=each.body.replace(before, after),
        )
        cause = id_


def _case(random: Random) -> Iterator[Envelope]:
    subject, correlation = f"case-{_id(random)}", _id(random)
    positions: dict[str, int] = {}
    cause: str | None = None
    for day, event in _history(Parts(random, subject)):
        name = type(event).__name__
        source = owner_of(name)
        positions[source] = positions.get(source, 0) + 1
        envelope = Envelope(
            id=_id(random),
            source=source,
            subject=subject,
            position=positions[source],
            name=name,
            version=event.version,
            time=datetime.combine(day, time(9, random.randrange(60), 7, 250_000), UTC),
            actor="officer-wiltshire",
            correlation_id=correlation,
            causation_id=cause,
            traceparent=f"00-{random.randbytes(16).hex()}-{random.randbytes(8).hex()}-01",
            body=event.encode(),
        )
        cause = envelope.id
        yield envelope


def _history(parts: Parts) -> History:
    random = parts.random
    day = first_day + timedelta(days=random.randrange(700))
    aware = due("notification", "R1", "AWARE", day, 5)
    yield (
        day,
        IncidentReported(
            **parts.facts(),
            message=parts.message(),
            reported_at=datetime.combine(day, time(9), UTC),
            reported_on=day,
            reporter=parts.person(20),
            presumed_due=aware,
        ),
    )
    yield day, AwarenessRecorded(aware_on=day, how=parts.text(note), due=aware)
    if random.random() < 0.1:
        yield day, NotificationDeclined(rationale=parts.text(reasons), declined_on=day)
        return
    facts = parts.facts()
    yield (
        day,
        IncidentNotified(
            **facts,
            notified_at=datetime.combine(day, time(15), UTC),
            notified_on=day,
            aware_on=day,
            national_ref=f"SIN-{random.randrange(10**6):06d}",
            channel=NotificationChannel.NATIONAL_FORM,
            notifier=parts.person(21),
            evidence=parts.digest(),
            obligations=parts.obligations(aware),
        ),
    )
    yield from _rapid_review(parts, facts["authority"], day)


def _rapid_review(parts: Parts, authority: str, day: date) -> History:
    both: dict[str, Any] = {
        "due_notified": due("rapid-review", "R7", "NOTIFIED", day, 15),
        "due_aware": due("rapid-review", "R7", "AWARE", day, 15),
    }
    yield day, RapidReviewOpened(**both, authority=authority, opened_on=day, notified_on=day)
    for agency in agencies:
        asked = AgencySummaryRequested(
            agency=agency,
            asked_for=parts.text(note),
            requested_on=day,
            due_on=day + timedelta(days=14),
        )
        yield day, asked
    yield day, ImmediateActionRecorded(action=parts.text(note), taken_on=day)
    for agency in agencies:
        told = AgencySummaryReceived(
            agency=agency, document=parts.digest(), summary=parts.text(summary), received_on=day
        )
        yield day, told
    day += timedelta(days=18)
    decision = parts.random.choice((Decision.LCSPR, Decision.NO_FURTHER_REVIEW))
    yield (
        day,
        RapidReviewCompleted(
            **both,
            decision=decision,
            criteria=frozenset({Criterion.IMPROVEMENTS}),
            rationale=parts.text(reasons),
            signed_off_by=parts.sign_offs(day),
            completed_on=day,
        ),
    )
    yield day, PanelReportRequired(**both, decision=decision, completed_on=day)
    yield from _with_the_panel(parts, decision, day)


def _with_the_panel(parts: Parts, decision: Decision, day: date) -> History:
    yield (
        day,
        PanelReportSubmitted(
            document_digest=parts.digest(),
            channel=SubmissionChannel.SECURE_EMAIL,
            evidence_note=parts.text(note),
            submitted_on=day,
            answer_due=due("panel-answer", "R9", "RECEIVED", day, 10),
        ),
    )
    answered = day + timedelta(days=9)
    answer = parts.text(note)
    yield (
        answered,
        PanelResponded(answer=PanelAnswer.AGREES, responded_on=answered, note=answer),
    )
    yield (
        answered,
        PanelAnswerReceived(answer=PanelAnswer.AGREES, responded_on=answered, note=answer),
    )
    if decision is Decision.LCSPR:
        yield (
            answered,
            CSPRCommissioned(
                reviewers=(Reviewer(name=parts.person(30)),),
                decided_on=day,
                commissioned_on=answered,
                due=due("publication", "R14", "DECIDED", day, 120),
            ),
        )
