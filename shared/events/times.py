"""Days and instants as they travel: ISO 8601 text and nothing else.

A bare `date` would take the text "1704067200" for a day; here only `2024-01-01` is one.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

day_pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
instant_pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})$"


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:  # the first and the last day there are, in another zone
        raise ValueError("an instant that has no place in UTC") from None


class _Iso:
    """Text of one form in JSON, and the type itself in Python."""

    def __init__(self, pattern: str, parsed: CoreSchema, made: CoreSchema) -> None:
        text = core_schema.str_schema(pattern=pattern, strict=True)
        chain = core_schema.chain_schema([text, parsed])
        self._schema = core_schema.json_or_python_schema(json_schema=chain, python_schema=made)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return self._schema

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        is_day = self is _day
        return {"type": "string", "format": "date" if is_day else "date-time"}


_day = _Iso(
    day_pattern,
    core_schema.date_schema(strict=False),
    core_schema.date_schema(strict=True),
)
_instant = _Iso(
    instant_pattern,
    core_schema.no_info_after_validator_function(
        _utc, core_schema.datetime_schema(strict=False, tz_constraint="aware")
    ),
    core_schema.no_info_after_validator_function(
        _utc, core_schema.datetime_schema(strict=True, tz_constraint="aware")
    ),
)

Day = Annotated[date, _day]
"""A calendar date in England; fields that hold one end in `_on`."""

Instant = Annotated[datetime, _instant]
"""An instant, kept in UTC; one without a time zone is refused. Fields end in `_at`."""
