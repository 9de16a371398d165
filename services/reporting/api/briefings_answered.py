"""What is answered of briefings, as models, with their examples."""

from datetime import UTC, datetime

from services.reporting.api.records_answered import ChoiceShown, RecordShown, record_shown
from services.reporting.api.records_examples import row
from services.reporting.read_models.themes import BriefingRow
from services.reporting.repository.briefing import Briefing
from services.reporting.repository.briefing_print import briefing_address
from shared.edge.answers import Answer, answered_with


class BriefingListed(Answer):
    """A briefing in a list; `document` is the SHA-256 of its PDF, and null once withdrawn."""

    briefing: str
    title: str
    written_at: datetime
    reviews: int
    document: str | None
    permanent_address: str


class AllBriefings(Answer):
    """Briefings, the one written last first."""

    briefings: list[BriefingListed]


class BriefingShown(BriefingListed):
    """A briefing; `gone` counts reviews no longer shown; `in_print`: its PDF can be had."""

    introduction: str | None
    in_print: bool
    withdrawn: bool
    gone: int
    records: list[RecordShown]  # type: ignore[valid-type]
    shared: dict[str, list[ChoiceShown]]


class BriefingKept(Answer):
    """Which briefing it is, and where it stands now."""

    briefing: str
    position: str


def briefing_listed(one: BriefingRow) -> BriefingListed:
    """A briefing in a list."""
    return BriefingListed(
        briefing=one.subject,
        title=one.title,
        written_at=one.written_at,
        reviews=len(one.reviews),
        document=one.document,
        permanent_address=briefing_address(one.subject),
    )


def briefing_shown(found: Briefing) -> BriefingShown:
    """A briefing with its reviews and what they share."""
    return BriefingShown(
        **briefing_listed(found.row).model_dump(),
        introduction=found.row.introduction,
        in_print=found.in_print,
        withdrawn=found.row.withdrawn,
        gone=found.gone,
        records=[record_shown(each) for each in found.reviews],
        shared={
            facet: [ChoiceShown(value=each.value, number=each.number) for each in choices]
            for facet, choices in found.shared.items()
        },
    )


_at = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
_id = "record-01912f6c-6f0b-7c3e-9a51-0d5c1f2b3a4e"
_about = ("Babies under one", "What two reviews share.", (row.record,))
_written = BriefingRow(_id, *_about, "c" * 64, 20_480, False, _at)

all_briefings = answered_with(AllBriefings(briefings=[briefing_listed(_written)]))
one_briefing = answered_with(
    briefing_shown(Briefing(_written, [row], 0, {"theme": []}, in_print=True))
)
briefing_kept = answered_with(BriefingKept(briefing=_id, position=f"reporting:{_id}:1"), 201)
new_briefing = {"title": _about[0], "introduction": _about[1], "reviews": [row.record]}
