"""Results as sections of a page: each figure a median with its spread, beside its target."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from tests.bench.machine import Machine

Line = tuple[str, str, str, str]


def section(title: str, machine: Machine, body: Iterable[str]) -> str:
    """A part of the page, with what it was measured on: parts may be measured apart."""
    lines = [
        f"## {title}",
        "",
        f"- command: `{machine.command}`",
        f"- day: {machine.day}",
        f"- machine: {machine.cores} cores, {machine.memory_gib:.0f} GiB, {machine.system};"
        f" load before it began {machine.load_before:.2f}",
        f"- Python {machine.python}, Kafka {machine.kafka}, Postgres {machine.postgres};"
        " all processes on this machine",
        "",
        *body,
    ]
    return "\n".join(lines) + "\n"


def table(title: str, lines: Iterable[Line]) -> Iterator[str]:
    """Lines as a table of Markdown; empty lines stand around it."""
    yield f"| {title} | median | least to greatest | target |"
    yield "|---|--:|--:|--:|"
    for line in lines:
        yield f"| {' | '.join(line)} |"


def line(
    name: str,
    values: Sequence[float],
    form: str,
    *,
    least: float | None = None,
    most: float | None = None,
) -> Line:
    """A figure by its median; whether that meets the target stands beside it, either way."""
    low, high = format(min(values), form), format(max(values), form)
    middle = median(values)
    return name, format(middle, form), f"{low} to {high}", verdict(middle, least, most)


def verdict(value: float, least: float | None = None, most: float | None = None) -> str:
    """A target and whether a value meets it; nothing where there is none."""
    if least is not None:
        return f"≥ {least:,}: {_said(value >= least)}"
    if most is not None:
        return f"≤ {most:,}: {_said(value <= most)}"
    return ""


def _said(met: object) -> str:
    return "met" if met else "**missed**"
