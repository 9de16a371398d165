"""The one place that makes ids: UUIDv7, so that they sort by when they were made."""

import uuid_utils


def new_id() -> str:
    """A fresh id."""
    return str(uuid_utils.uuid7())


def new_subject(kind: str) -> str:
    """A fresh subject of a kind: `case`, `thematic`, `record` or `operation`."""
    return f"{kind}-{new_id()}"
