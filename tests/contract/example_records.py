"""Examples of what the repository of published reviews records."""

from datetime import date
from typing import Any

from shared.events.codes import AgeBand
from shared.events.described import PublishedReviewDescribed
from shared.events.event import Event
from shared.events.record_codes import AgencyKind, RecordKind, RecordLevel, RecordWithdrawal
from shared.events.records import (
    RecordAdded,
    RecordCorrected,
    RecordWithdrawn,
    ReportDeposited,
)
from shared.events.themes import (
    BriefingWithdrawn,
    BriefingWritten,
    ThemeAdded,
    ThemeMerged,
    ThemeMoved,
    ThemeRenamed,
)

facts: dict[str, Any] = {
    "title": "Child Q: “Where were you?”",
    "kind": RecordKind.LCSPR,
    "level": RecordLevel.REGIONAL,
    "published": "2022-03",
    "partnership": "Example Safeguarding Children Partnership",
    "authorities": ("E06000054",),
    "ref": "C8001",
    "ages": frozenset({AgeBand.UNDER_1, AgeBand.FROM_16}),
    "agencies": frozenset({AgencyKind.POLICE, AgencyKind.HEALTH}),
    "keywords": ("neglect", "substance misuse"),
    "incident": "Injuries to a young baby.",
    "background": "The family moved twice.",
    "learning": "Ask who lives in the home.\nAsk again.",
    "method": "Significant incident learning process",
    "recommendations": "Agree one assessment.",
    "note": "Published jointly.",
    "address": "https://example.org/reviews/q.pdf",
}


def of_records() -> tuple[Event, ...]:
    return (
        RecordAdded(**facts),
        RecordCorrected(**{**facts, "published": "2022-03-15"}),
        RecordWithdrawn(reason=RecordWithdrawal.CHILD_MAY_BE_IDENTIFIED),
        ReportDeposited(
            name="q.pdf", media_type="application/pdf", digest="b" * 64, size_bytes=1204
        ),
        ThemeAdded(
            theme="bruising",
            name="Bruising",
            scope="In babies who do not move by themselves.",
            broader="physical-abuse",
        ),
        ThemeRenamed(theme="bruising", name="Response to bruising"),
        ThemeMoved(theme="bruising", broader="neglect"),
        ThemeMerged(theme="bruises", into="bruising"),
        BriefingWritten(
            title="Babies under one",
            introduction="What three reviews have in common.",
            reviews=("record-01833fd2-7c00-7000-8000-0000000000aa",),
            document="c" * 64,
            size_bytes=20_480,
        ),
        PublishedReviewDescribed(
            title="Child F",
            keywords=("bruising",),
            ages=frozenset({AgeBand.UNDER_1}),
            agencies=frozenset({AgencyKind.HEALTH}),
            incident="Injuries to a young baby.",
            learning="Ask who lives in the home.",
            recommendations="One pathway for bruising.",
            described_on=date(2026, 4, 2),
        ),
        BriefingWithdrawn(reason=RecordWithdrawal.ENTERED_BY_MISTAKE),
    )
