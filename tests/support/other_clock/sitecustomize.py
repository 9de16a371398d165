"""Sets the clocks of a process `CSPR_OTHER_CLOCK` seconds forward, before anything looks."""

import datetime
import os
import time
from datetime import date as _date
from datetime import datetime as _datetime
from typing import Any

shift = float(os.environ.get("CSPR_OTHER_CLOCK", "0"))
_time, _time_ns = time.time, time.time_ns  # noqa: TID251 - what is set elsewhere


class _Alike(type):
    """What is made elsewhere, as by the database's driver, is one as well."""

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, cls.__mro__[1])

    def __subclasscheck__(cls, kind: Any) -> bool:
        return issubclass(kind, cls.__mro__[1])


class ShiftedDatetime(_datetime, metaclass=_Alike):
    """A datetime whose now is elsewhere."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return _datetime.fromtimestamp(_time() + shift, tz)

    @classmethod
    def today(cls) -> Any:
        return cls.now()

    @classmethod
    def utcnow(cls) -> Any:
        return cls.now(datetime.UTC).replace(tzinfo=None)


class ShiftedDate(_date, metaclass=_Alike):
    """A date whose today is elsewhere."""

    @classmethod
    def today(cls) -> Any:
        return _date.fromtimestamp(_time() + shift)


if shift:
    for shifted, name in ((ShiftedDatetime, "datetime"), (ShiftedDate, "date")):
        shifted.__module__, shifted.__qualname__, shifted.__name__ = "datetime", name, name
        setattr(datetime, name, shifted)
    time.time = lambda: _time() + shift  # noqa: TID251 - set elsewhere
    time.time_ns = lambda: _time_ns() + int(shift * 1_000_000_000)
