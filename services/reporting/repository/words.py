"""The codes of the repository in words for a reader."""

from collections.abc import Mapping

from shared.events.codes import AgeBand
from shared.events.record_codes import AgencyKind, RecordKind, RecordLevel

kinds: Mapping[str, str] = {
    RecordKind.LCSPR: "Local child safeguarding practice review",
    RecordKind.CSPR: "Child safeguarding practice review",
    RecordKind.SPR: "Safeguarding practice review",
    RecordKind.SCR: "Serious case review",
    RecordKind.LCSPR_BRIEFING: "Briefing on a local child safeguarding practice review",
    RecordKind.IMPROVEMENTS_BRIEFING: "Improvements, published instead of a report",
    RecordKind.LEARNING_REVIEW: "Local learning review",
    RecordKind.THEMATIC_REVIEW: "Thematic review",
    RecordKind.NATIONAL_REVIEW: "National review",
}
levels: Mapping[str, str] = {
    RecordLevel.LOCAL: "Local",
    RecordLevel.REGIONAL: "Regional",
    RecordLevel.NATIONAL: "National",
}
ages: Mapping[str, str] = {
    AgeBand.UNDER_1: "Under 1",
    AgeBand.FROM_1_TO_5: "1 to 5",
    AgeBand.FROM_6_TO_10: "6 to 10",
    AgeBand.FROM_11_TO_15: "11 to 15",
    AgeBand.FROM_16: "16 and over",
    AgeBand.UNKNOWN: "Age not known",
}
agencies: Mapping[str, str] = {
    AgencyKind.CHILDRENS_SOCIAL_CARE: "Children’s social care",
    AgencyKind.EARLY_HELP: "Early help",
    AgencyKind.POLICE: "Police",
    AgencyKind.HEALTH: "Health",
    AgencyKind.MENTAL_HEALTH: "Mental health",
    AgencyKind.EDUCATION: "Education",
    AgencyKind.HOUSING: "Housing",
    AgencyKind.PROBATION: "Probation",
    AgencyKind.YOUTH_JUSTICE: "Youth justice",
    AgencyKind.ADULT_SOCIAL_CARE: "Adult social care",
    AgencyKind.VOLUNTARY: "Voluntary organisations",
    AgencyKind.OTHER: "Other agencies",
}
_months = (
    "January February March April May June July August September October November December"
).split()
unnamed = "A partnership that is not named"


def published_words(published: str | None) -> str:
    """`31 July 2024`, `November 2021`, `2025`, `no date given`: as much as is known."""
    if published is None:
        return "no date given"
    year, *rest = published.split("-")
    words = [_months[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *words, year])


def partial_day(text: str) -> str:
    """`31 July 2024`, `November 2021` as the partial day that they say; else as it came."""
    parts = text.replace(",", " ").split()
    names = [name.lower() for name in _months]
    if not (len(parts) in (2, 3) and parts[-2].lower() in names and parts[-1].isdigit()):
        return text
    day = [f"{int(parts[0]):02}"] if len(parts) == 3 and parts[0].isdigit() else []
    if len(day) != len(parts) - 2:
        return text
    return "-".join([parts[-1], f"{names.index(parts[-2].lower()) + 1:02}", *day])
