"""DfE's counting rules: figures by year and by topic from counts over the notified incidents.

By the day notified, in London; the incident is the unit; what a child was like is told of the
first-listed or harmed child. Source: DfE, serious incident notifications (published).
Unrounded, and nothing is suppressed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.reporting.queries import Count
from services.reporting.topics import Topic, Value
from shared.events.authorities import NotAnAuthority, all_authorities, authority
from shared.events.codes import Nature


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of DfE's tables."""

    deaths: int = 0
    serious_harm: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        return self.deaths + self.serious_harm + self.other

    def as_json(self) -> dict[str, int]:
        """As the interface answers them."""
        return {
            "total": self.total,
            "deaths": self.deaths,
            "serious_harm": self.serious_harm,
            "other": self.other,
        }


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """The figures of one value of a topic; `value` is its code, `words` are for a person."""

    value: str
    words: str
    figures: Figures


def figures_of(counts: Iterable[Count]) -> Figures:
    """The figures of counts, whatever value they are of."""
    by_nature: dict[str, int] = defaultdict(int)
    for count in counts:
        by_nature[count.nature] += count.number
    return Figures(
        by_nature[Nature.CHILD_DEATH], by_nature[Nature.SERIOUS_HARM], by_nature[Nature.OTHER]
    )


def sum_of(rows: Iterable[Figures]) -> Figures:
    """Several figures together."""
    listed = list(rows)
    return Figures(
        sum(row.deaths for row in listed),
        sum(row.serious_harm for row in listed),
        sum(row.other for row in listed),
    )


def figures_by(counts: Iterable[Count]) -> Mapping[Value, Figures]:
    """The figures of each value that was counted."""
    apart: dict[Value, list[Count]] = defaultdict(list)
    for count in counts:
        apart[count.value].append(count)
    return {value: figures_of(of_value) for value, of_value in apart.items()}


def by_year(counts: Iterable[Count]) -> tuple[tuple[int, Figures], ...]:
    """The table by year, in the order of the years."""
    found = figures_by(counts)
    return tuple((year, found[year]) for year in sorted(y for y in found if type(y) is int))


def breakdown(topic: Topic, counts: Iterable[Count]) -> tuple[BreakdownRow, ...]:
    """A row for every value of the topic, those that never occurred with a true zero."""
    found = figures_by(counts)
    return tuple(
        BreakdownRow(choice.code, choice.words, found.get(choice.value, Figures()))
        for choice in topic.choices
    )


def by_authority(counts: Iterable[Count]) -> tuple[BreakdownRow, ...]:
    """A row for each authority that notified, by name."""
    rows = [
        BreakdownRow(str(code), _of(str(code))[0], figures)
        for code, figures in figures_by(counts).items()
    ]
    return tuple(sorted(rows, key=lambda row: row.words))


def by_region(counts: Iterable[Count]) -> tuple[BreakdownRow, ...]:
    """A row for each region of England; sums over its authorities, and unrounded too."""
    apart: dict[str, list[Count]] = {region: [] for region in _regions()}
    for count in counts:
        apart.setdefault(_of(str(count.value))[1], []).append(count)
    return tuple(
        BreakdownRow(region, region, figures_of(of_region))
        for region, of_region in apart.items()
    )


def _regions() -> list[str]:
    return sorted({one.region for one in all_authorities()})


def _of(code: str) -> tuple[str, str]:
    """The name and the region of an authority; of a code that was never one, itself."""
    try:
        found = authority(code)
    except NotAnAuthority:
        return code, "unknown"
    return found.name, found.region
