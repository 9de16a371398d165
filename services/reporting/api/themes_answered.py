"""What is answered of themes and briefings, as models, with their examples."""

from datetime import UTC, datetime

from services.reporting.api.records_answered import ChoiceShown, RecordShown, record_shown
from services.reporting.api.records_examples import row
from services.reporting.read_models.themes import BriefingRow, ThemeRow
from services.reporting.repository.briefing import Briefing
from services.reporting.repository.citing import address_of
from services.reporting.repository.thesaurus import Thesaurus
from services.reporting.repository.thesaurus import subject as of_themes
from shared.edge.answers import Answer, answered_with


class ThemeShown(Answer):
    """A theme; `broader` and `narrower` are codes of others."""

    theme: str
    name: str
    former: list[str]
    scope: str | None
    broader: str | None
    narrower: list[str]


class AllThemes(Answer):
    """All themes, each after the one above it."""

    themes: list[ThemeShown]


class ThemeKept(Answer):
    """Which theme it is, and where the thesaurus stands now."""

    theme: str
    position: str


class BriefingListed(Answer):
    """A briefing in a list."""

    briefing: str
    title: str
    written_at: datetime
    reviews: int
    permanent_address: str


class AllBriefings(Answer):
    """Briefings, the one written last first."""

    briefings: list[BriefingListed]


class BriefingShown(BriefingListed):
    """A briefing; `gone` counts reviews that are not shown any more, `shared` what is common."""

    introduction: str | None
    withdrawn: bool
    gone: int
    records: list[RecordShown]  # type: ignore[valid-type]
    shared: dict[str, list[ChoiceShown]]


class BriefingKept(Answer):
    """Which briefing it is, and where it stands now."""

    briefing: str
    position: str


def themes_shown(all_: Thesaurus) -> AllThemes:
    """The thesaurus as it is answered."""
    return AllThemes(
        themes=[
            ThemeShown(
                theme=one.theme,
                name=one.name,
                former=list(one.former),
                scope=one.scope,
                broader=one.broader,
                narrower=[below.theme for below in all_.narrower(one.theme)],
            )
            for _, one in all_.tree()
        ]
    )


def briefing_address(briefing: str) -> str:
    """The permanent address of a briefing."""
    return address_of(f"/briefings/{briefing}")


def briefing_listed(one: BriefingRow) -> BriefingListed:
    """A briefing in a list."""
    return BriefingListed(
        briefing=one.subject,
        title=one.title,
        written_at=one.written_at,
        reviews=len(one.reviews),
        permanent_address=briefing_address(one.subject),
    )


def briefing_shown(found: Briefing) -> BriefingShown:
    """A briefing with its reviews and what they share."""
    return BriefingShown(
        **briefing_listed(found.row).model_dump(),
        introduction=found.row.introduction,
        withdrawn=found.row.withdrawn,
        gone=found.gone,
        records=[record_shown(each) for each in found.reviews],
        shared={
            facet: [ChoiceShown(value=each.value, number=each.number) for each in choices]
            for facet, choices in found.shared.items()
        },
    )


_at = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
_themes = [
    ThemeRow(of_themes, "physical-abuse", "Physical abuse", (), None, None, _at),
    ThemeRow(of_themes, "bruising", "Bruising in babies", ("Bruising",), "physical-abuse",
             "In babies who do not move by themselves.", _at),
]  # fmt: skip
_id = "record-01912f6c-6f0b-7c3e-9a51-0d5c1f2b3a4e"
_written = BriefingRow(_id, "Babies under one", "Two reviews.", (row.record,), False, _at)

all_themes = answered_with(themes_shown(Thesaurus({one.theme: one for one in _themes})))
theme_kept = answered_with(ThemeKept(theme="bruising", position=f"reporting:{of_themes}:2"), 201)
all_briefings = answered_with(AllBriefings(briefings=[briefing_listed(_written)]))
one_briefing = answered_with(briefing_shown(Briefing(_written, [row], 0, {"theme": []})))
briefing_kept = answered_with(BriefingKept(briefing=_id, position=f"reporting:{_id}:1"), 201)
