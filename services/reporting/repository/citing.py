"""The permanent address of a record, and how to cite it."""

import os

from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository import words
from shared.edge.pages.navigation import addresses_from


def address_of(path: str) -> str:
    """An address of the repository, as others can use it (`CSPR_URL_REPORTING`)."""
    return addresses_from(os.environ)["reporting"] + path


def permanent_address(record: str) -> str:
    """The address of a record: it never changes, and stays when the record is withdrawn."""
    return address_of(f"/records/{record}")


def citation(row: RecordRow) -> str:
    """Who published it, when, its title, of which kind, and where its record is."""
    who = row.partnership or words.unnamed
    when = words.published_words(row.published)
    kind = words.kinds.get(row.kind, row.kind)
    return f"{who} ({when}). {row.title}. {kind}. {permanent_address(row.record)}"
