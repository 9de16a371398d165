"""Which record a row is about: the same row again is the same record."""

import re

from shared.decisions.ids import named_subject
from shared.events.records import RecordFacts

_quotes = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "`": "'"})


def record_of(facts: RecordFacts) -> str:
    """The id of a record, from what names it.

    That is the number its source gave it. Without one: partnership, title, day and kind, since
    many a partnership has a Child A, and published both a report and a briefing on her; quotes,
    capitals and spaces make no difference.
    """
    if facts.ref is not None:
        return named_subject("record", "ref", facts.ref)
    named = (facts.partnership or "", facts.title, facts.published or "", facts.kind)
    return named_subject("record", *(_plain(part) for part in named))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_quotes)).strip().casefold()
