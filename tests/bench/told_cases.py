"""The section about a system of many cases: its pages, a year's figures, a search."""

from collections.abc import Iterator, Sequence
from statistics import quantiles

from tests.bench.browsing import OfCases, cases_looked_at, searches, statistics_pages
from tests.bench.report import Line, line, table

cases_title = "Pages, figures and search on many cases"


def of_cases(measured: OfCases) -> Iterator[str]:
    """Pages, figures and search, each beside its target."""
    how = measured.how
    yield (
        f"The whole local system on {measured.cases:,} cases and {measured.records:,} published"
        f" reviews of some 400 words, and no events coming. {how.rate} requests a second over"
        f" HTTP for {how.seconds} seconds for each kind of page, after a warm-up;"
        f" {how.repeat} repetitions. By an auditor, who sees all cases."
    )
    yield (
        "Counted from when a request was due to be sent (an open loop: a stall counts for all"
        " that it delays) to its whole answer. The list of cases is its first page, of all, of"
        f" a stage and of an authority; the page of a case is that of {cases_looked_at} cases"
        f" in turns; statistics are {', '.join(statistics_pages)}; searches are"
        f" {', '.join(searches)}."
    )
    yield (
        "A year's statistics are its sums, each topic, and DfE's national file, asked one after"
        " the other; the analysis of a period is that of three years, all tables of it."
    )
    yield ""
    yield from table("milliseconds", _pages(measured))
    yield ""
    yield from table(
        "seconds",
        [
            line("a year's statistics", measured.browsed.year_seconds, ".2f", most=1),
            line("the analysis of three years", measured.browsed.analysis_seconds, ".2f"),
        ],
    )


def _pages(measured: OfCases) -> Iterator[Line]:
    for name, rounds in measured.browsed.pages.items():
        yield from _answered(name, rounds, most=100)
    yield from _answered("search of the repository", measured.browsed.searches, most=50)


def _answered(name: str, rounds: Sequence[Sequence[float]], *, most: float) -> Iterator[Line]:
    parts = [quantiles(each, n=100) for each in rounds]
    yield line(f"{name}, p50", [each[49] for each in parts], ".0f")
    yield line(f"{name}, p99", [each[98] for each in parts], ".0f", most=most)
