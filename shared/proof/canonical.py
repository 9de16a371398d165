"""JSON of which there is one way to write it, so that one changed byte is seen."""

import json
from typing import Any


def canonical(value: Any) -> str:
    """One line: fields in the order in which they are given, text as it is, a newline."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"


def read_canonical(text: str) -> Any:
    """Read it again.

    Raises:
        ValueError: it is not JSON, or not written in that one way.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("This JSON is nested too deep.") from None
    if canonical(value) != text:
        raise ValueError("This JSON is not written as it was made.")
    return value
