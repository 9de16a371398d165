"""The topics by which DfE breaks its figures down (published), and the values of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.events.codes import AgeBand, Ethnicity, Placement, ProtectionPlan, Sex

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a topic: as the read model holds it, as a code, and in words."""

    value: Value
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; `column` is the one of `notification_facts` that it counts by."""

    name: str
    title: str
    column: str
    choices: tuple[Choice, ...] = ()


_unknown = Choice(None, "unknown", "Not known")
_small = frozenset({"of", "and", "or", "with", "yet", "not", "obtained", "refused"})


def _in_words(code: StrEnum) -> str:
    words = code.name.lower().split("_")
    return " ".join(word if word in _small else word.capitalize() for word in words)


def _sentence(code: StrEnum) -> str:
    return code.value.replace("-", " ").replace("childrens", "children's").capitalize()


def _yes_or_no(name: str, title: str, column: str) -> Topic:
    choices = (Choice(True, "yes", "Yes"), Choice(False, "no", "No"), _unknown)
    return Topic(name, title, column, choices)


def _ethnicity(code: Ethnicity) -> str:
    match code:
        case Ethnicity.OTHER:
            return "Any other ethnic group"
        case Ethnicity.REFUSED:
            return "Refused"
        case Ethnicity.NOT_YET_OBTAINED:
            return "Not yet obtained"
        case _:
            return _in_words(code)


_ages = {AgeBand.UNDER_1: "Under 1", AgeBand.FROM_16: "16 and over"}
_quarters = (
    "April to June",
    "July to September",
    "October to December",
    "January to March",
)


def _age(band: AgeBand) -> str:
    return _ages.get(band, _sentence(band) if band is AgeBand.UNKNOWN else _to(band))


def _to(band: AgeBand) -> str:
    return band.value.replace("-", " to ")


def _coded(values: Iterable[tuple[StrEnum, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code.value, code.value, words) for code, words in values)


AUTHORITY = Topic("authority", "Authority", "authority")
REGION = Topic("region", "Region", "authority")
YEAR = Topic("year", "Year to 31 March", "year")

TOPICS: Mapping[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic("age", "Age", "age_band", _coded((band, _age(band)) for band in AgeBand)),
        Topic(
            "sex",
            "Sex",
            "sex",
            _coded((sex, sex.name.capitalize()) for sex in Sex),
        ),
        Topic(
            "ethnicity",
            "Ethnicity",
            "ethnicity",
            _coded((code, _ethnicity(code)) for code in Ethnicity),
        ),
        _yes_or_no("disability", "Disability", "disabled"),
        _yes_or_no("looked-after", "Looked after", "looked_after"),
        Topic(
            "placement",
            "Where the child was living",
            "placement",
            (*_coded((place, _sentence(place)) for place in Placement), _unknown),
        ),
        _yes_or_no("child-in-need-plan", "Child in need plan", "child_in_need_plan"),
        Topic(
            "protection-plan",
            "Child protection plan",
            "protection_plan",
            (*_coded((plan, _sentence(plan)) for plan in ProtectionPlan), _unknown),
        ),
        _yes_or_no("known-to-agencies", "Known to any agency", "known_to_agencies"),
        Topic(
            "quarter",
            "Quarter",
            "quarter",
            tuple(Choice(n, str(n), words) for n, words in enumerate(_quarters, 1)),
        ),
        REGION,
        AUTHORITY,
    )
}
"""Every topic by the name that its address has."""
