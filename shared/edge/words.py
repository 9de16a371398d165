"""What pydantic found wrong, in words for the person who sent it, without what they sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from shared.edge.paths import dotted
from shared.edge.refusals import BadInput, Fault
from shared.events.times import day_pattern, instant_pattern

correct_it = "Correct it and send it again."
_words: Mapping[str, tuple[str, str]] = {
    "missing": ("It is missing.", "Send it."),
    "extra_forbidden": ("It is not a field that is known here.", "Leave it out."),
    "enum": ("It is not one of the known codes.", "Use one of: {expected}."),
    "literal_error": ("It is not one of the known codes.", "Use one of: {expected}."),
    "union_tag_invalid": ("It is not one of the known kinds.", "Use one of: {expected_tags}."),
    "union_tag_not_found": ("It does not say of which kind it is.", "Say of which kind it is."),
    "string_type": ("It is not a text.", "Send a text in quotes."),
    "string_too_short": ("It is too short.", "Use at least {min_length} characters."),
    "string_too_long": ("It is too long.", "Use at most {max_length} characters."),
    "string_pattern_mismatch": ("It is not in the expected form.", "Check how it is written."),
    "int_type": ("It is not a whole number.", "Send a whole number without quotes."),
    "int_parsing": ("It is not a whole number.", "Send a whole number."),
    "int_from_float": ("It is not a whole number.", "Send a whole number."),
    "float_type": ("It is not a number.", "Send a number without quotes."),
    "bool_type": ("It is neither true nor false.", "Send true or false without quotes."),
    "bool_parsing": ("It is neither true nor false.", "Send true or false."),
    "greater_than_equal": ("It is too small.", "Send {ge} or more."),
    "greater_than": ("It is too small.", "Send more than {gt}."),
    "less_than_equal": ("It is too large.", "Send {le} or less."),
    "less_than": ("It is too large.", "Send less than {lt}."),
    "finite_number": ("It is not a finite number.", "Send a number, or leave it out."),
    "list_type": ("It is not a list.", "Send a list in square brackets."),
    "tuple_type": ("It is not a list.", "Send a list in square brackets."),
    "too_long": ("There are too many.", "Send at most {max_length}."),
    "too_short": ("There are too few.", "Send at least {min_length}."),
    "model_type": ("It is not an object.", "Send an object in curly brackets."),
    "dict_type": ("It is not an object.", "Send an object in curly brackets."),
    "timezone_aware": ("It is a time without a zone.", "Add Z or an offset such as +01:00."),
    "date_from_datetime_inexact": ("It is a time, not a date.", "Send it as YYYY-MM-DD."),
    "date_future": ("It is not in the future.", "Check the date."),
    "date_past": ("It is not in the past.", "Check the date."),
}
_forms: Mapping[str, str] = {
    day_pattern: "Send a day as YYYY-MM-DD, such as 2025-03-31.",
    instant_pattern: "Send an instant as 2025-03-31T09:30:00Z.",
    "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$": (
        "Send as much of the day as is known: 2024-07-31, 2021-11 or 2025."
    ),
    "^E[0-9]{8}$": "Send an authority's GSS code, such as E06000054.",
    "^[0-9a-f]{64}$": "Send a SHA-256 as 64 hex digits in lower case.",
    "^[!-~]([ -~]{0,98}[!-~])?$": "Use 1 to 100 printable ASCII characters.",
}
"""What to do about a text that is not of a form, by the form's pattern."""
_date = ("It is not a date.", "Send it as YYYY-MM-DD, such as 2025-03-31.")
_time = ("It is not a time.", "Send it as 2025-03-31T09:30:00Z.")
_by_beginning: Sequence[tuple[str, tuple[str, str]]] = (
    ("datetime_", _time),
    ("time_", _time),
    ("date_", _date),
    ("uuid_", ("It is not an id.", "Check that the id is whole.")),
    ("url_", ("It is not a web address.", "Check how it is written.")),
)
_from_the_rules = frozenset(
    {
        "expected",
        "expected_tags",
        "min_length",
        "max_length",
        "ge",
        "gt",
        "le",
        "lt",
    }
)
"""What of an error's context comes from our rules; all else may come from the sender."""


def faults_of(errors: Sequence[Mapping[str, Any]], *, skip: int = 0) -> tuple[Fault, ...]:
    """Pydantic's errors (`ValidationError.errors()`) in words, at most 50.

    `skip` leaves out that many first steps of each path, as the web framework's `body`.
    """
    return tuple(_fault(error, skip) for error in errors[:50])


def in_words(error: ValidationError) -> BadInput:
    """The refusal that a validation error becomes."""
    found = error.errors(include_input=False, include_url=False)
    return BadInput(*faults_of([dict(one) for one in found]))


def _fault(error: Mapping[str, Any], skip: int) -> Fault:
    field = dotted(error["loc"][skip:])
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return Fault(field, str(context.get("error", "")) or "It is not right.", correct_it)
    what, remedy = _words.get(kind) or _like(kind)
    remedy = _forms.get(str(context.get("pattern")), remedy)
    rules = {name: str(context.get(name, "?")) for name in _from_the_rules}
    if len(remedy := remedy.format(**rules)) > 400:
        remedy = "Use one of the codes that the documentation of this interface lists."
    return Fault(field, what, remedy)


def _like(kind: str) -> tuple[str, str]:
    for beginning, words in _by_beginning:
        if kind.startswith(beginning):
            return words
    return "It is not of the expected kind.", correct_it
