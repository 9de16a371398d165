"""What somebody asked to be measured."""

import argparse
from dataclasses import dataclass
from pathlib import Path

parts = ("rebuild", "proof", "balance", "pages", "cases", "visible", "start")
"""In the order in which they are measured; what runs a system comes behind what reads it."""


@dataclass(frozen=True)
class Asked:
    """The options of a run."""

    only: tuple[str, ...]
    events: int
    sizes: tuple[int, ...]
    workers: int
    repeat: int
    rate: int
    seconds: int
    page_rate: int
    page_seconds: int
    cases: int
    records: int
    models: str
    profile: bool
    keep: Path | None
    write: bool


def asked(arguments: list[str], about: str | None = None) -> Asked:
    """Read a command line; exits with words where it is none."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=about)
    add = parser.add_argument
    add("--only", type=_parts, default=parts[:-1], help=f"parts, of {','.join(parts)}")
    add("--with-start", action="store_true", help="also `make run ONCE=1`, which takes minutes")
    add("--events", type=_count, default=1_000_000, help="in the log of each part")
    add(
        "--sizes",
        type=_counts,
        default=(100_000, 3_000_000),
        help="also rebuild from so many events, to see whether rate and memory stay",
    )
    add("--workers", type=_count, default=2, help="worker processes of a rebuild")
    add("--repeat", type=_count, default=3, help="repetitions of each figure")
    add("--rate", type=_count, default=50, help="partners' messages a second")
    add("--seconds", type=_count, default=60, help="for so long, each repetition")
    add("--page-rate", type=_count, default=10, help="requests of pages a second")
    add(
        "--page-seconds", type=_count, default=30, help="for so long without, and with, rebuild"
    )
    add("--cases", type=_count, default=10_000, help="about so many, in the part of that name")
    add("--records", type=_count, default=3_000, help="published reviews there")
    add("--models", default="services.reporting.read_models", help="module of read models")
    add("--profile", action="store_true", help="also show where the time goes (runs longer)")
    add("--quick", action="store_true", help="20,000 events, 500 cases, 10 seconds")
    add("--keep", type=Path, help="a folder for what is filled, found again by the next run")
    add("--write", action="store_true", help="write the sections of docs/benchmarks.md")
    found = vars(parser.parse_args(arguments))
    if found.pop("with_start"):
        found["only"] = (*found["only"], "start")
    if found.pop("quick"):
        found |= {"events": 20_000, "sizes": (5_000,), "seconds": 10, "page_seconds": 10}
        found |= {"cases": 500, "records": 200}
    return Asked(**found)


def _parts(text: str) -> tuple[str, ...]:
    wanted = tuple(text.split(","))
    if unknown := [each for each in wanted if each not in parts]:
        raise argparse.ArgumentTypeError(f"there is no part {unknown[0]}: {', '.join(parts)}")
    return wanted


def _count(text: str) -> int:
    try:
        number = int(text.replace("_", ""))
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1")
    return number


def _counts(text: str) -> tuple[int, ...]:
    return tuple(_count(each) for each in text.split(","))
