"""The page of figures: sections that are measured apart, and replaced one by one."""

import re
from collections.abc import Sequence

preamble = """\
# Benchmarks

Written by `python -m tests.bench --write`, section by section; no figure was typed by hand.
Each is the median of its repetitions, with the least and the greatest beside it, and the target
with whether the median meets it.
What is compared in one section was measured in one run: its ratios count, and not the figures
themselves. Each section names its own command, day and machine.
"""


def replaced(page: str, section: str, order: Sequence[str]) -> str:
    """The page with a section in place of the one of its title, or added in its order.

    A section begins with `## ` and goes up to the next one. Sections whose title is not in
    `order` are of earlier programs, and are left out; what stands before the first is ours.
    """
    sections = {title_of(each): each for each in _split(page)}
    sections[title_of(section)] = section
    kept = [sections[title].strip() for title in order if title in sections]
    return "\n\n".join([preamble.strip(), *kept]) + "\n"


def title_of(section: str) -> str:
    """What stands behind its `## `."""
    return section.split("\n", 1)[0].removeprefix("## ").strip()


def _split(page: str) -> list[str]:
    """The sections of a page; a `## ` within a fenced block begins none."""
    sections: list[list[str]] = []
    fenced = False
    for line in page.splitlines():
        if re.match(r"\s*```", line):
            fenced = not fenced
        if line.startswith("## ") and not fenced:
            sections.append([])
        if sections:
            sections[-1].append(line)
    return ["\n".join(each) + "\n" for each in sections]
