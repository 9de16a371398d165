"""The one place that makes ids: UUIDv7, so that they sort by when they were made.

What has an identity of its own elsewhere gets an id from its names (UUIDv5).
"""

import json

import uuid_utils


def new_id() -> str:
    """A fresh id."""
    return str(uuid_utils.uuid7())


def new_subject(kind: str) -> str:
    """A fresh subject of a kind: `case`, `thematic`, `record` or `operation`."""
    return f"{kind}-{new_id()}"


def named_subject(kind: str, *names: str) -> str:
    """The subject that these names always give: the same thing told twice is one thing."""
    name = f"urn:cspr:{json.dumps(names)}"
    return f"{kind}-{uuid_utils.uuid5(uuid_utils.NAMESPACE_URL, name)}"
