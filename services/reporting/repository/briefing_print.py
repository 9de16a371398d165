"""A thematic briefing as it is printed: every word of it from published records."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from services.reporting.documents.pdf import as_pdf
from services.reporting.faceted import Choice
from services.reporting.read_models.record_row import RecordRow
from services.reporting.repository import words
from services.reporting.repository.citing import address_of, citation
from shared.decisions.clock import london
from shared.edge.pages.words import counted, day

facet_titles: Mapping[str, str] = {
    "theme": "Theme",
    "age": "Age of the child",
    "agency": "Agency",
    "kind": "Kind of review",
    "level": "Level",
}
_words: Mapping[str, Mapping[str, str]] = {
    "age": words.ages,
    "agency": words.agencies,
    "kind": words.kinds,
    "level": words.levels,
}


def printed(
    briefing: str,
    said: tuple[str, str | None],
    reviews: Sequence[RecordRow],
    shared: Mapping[str, Sequence[Choice]],
    on: date,
) -> dict[str, Any]:
    """What the template reads; `said` is the title and the introduction."""
    title, introduction = said
    return {
        "title": title,
        "address": briefing_address(briefing),
        "head": [("Written", day(on)), ("About", counted(len(reviews), "published review"))],
        "introduction": introduction or "",
        "shared": [
            {
                "title": facet_titles[facet],
                "rows": [[value_words(one), str(one.number)] for one in choices],
            }
            for facet, choices in shared.items()
            if choices
        ],
        "reviews": [_review(row) for row in reviews],
    }


def pdf(data: dict[str, Any], on: date) -> bytes:
    """The printed briefing; the same of one day is the same bytes.

    Raises:
        NotPrinted: the typesetter refused it.
    """
    return as_pdf(data, "briefing.typ", datetime.combine(on, time(), london))


def briefing_address(briefing: str) -> str:
    """The permanent address of a briefing."""
    return address_of(f"/briefings/{briefing}")


def value_words(choice: Choice) -> str:
    """A value that reviews share, in words."""
    return _words.get(choice.facet, {}).get(choice.value, choice.value)


def learning_of(row: RecordRow) -> list[tuple[str, str]]:
    """What a briefing shows of a review, each text with its title."""
    parts = (
        ("What happened", row.incident),
        ("Learning", row.learning),
        ("Recommendations", row.recommendations),
    )
    return [(title, text) for title, text in parts if text]


def words_of(reviews: Sequence[RecordRow]) -> str:
    """A digest of what a briefing prints of its reviews, whatever their addresses are.

    What they may share is in it too: themes, ages, agencies, kind and level.
    """
    shared = ("keywords", "ages", "agencies", "kind", "level")
    said = [
        {
            **_review(row),
            "citation": "",
            **{name: getattr(row, name) for name in shared},
            "since": _since(row),
        }
        for row in reviews
    ]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _since(row: RecordRow) -> str:
    """Since when a review that was published from here is as it is.

    One that was taken down and published again in the same words is another one.
    """
    return row.changed_at.isoformat() if row.subject != row.record else ""


def _review(row: RecordRow) -> dict[str, Any]:
    who = row.partnership or words.unnamed
    return {
        "title": row.title,
        "published": f"{who}, {words.published_words(row.published)}.",
        "parts": [{"title": title, "text": text} for title, text in learning_of(row)],
        "citation": citation(row),
    }
