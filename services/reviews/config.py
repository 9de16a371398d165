"""Settings that reviews alone has; `app` reads them."""

import os
from collections.abc import Mapping
from typing import Literal

from shared.edge.config import SettingMissing


def rapid_review_start(
    environment: Mapping[str, str] = os.environ,
) -> Literal["NOTIFIED", "AWARE"]:
    """By which start a rapid review is judged (R7): `CSPR_RAPID_REVIEW_START`.

    Practice counts from the notification, which is the default; guidance from awareness.

    Raises:
        SettingMissing: it is neither of the two.
    """
    match environment.get("CSPR_RAPID_REVIEW_START", "NOTIFIED"):
        case "NOTIFIED":
            return "NOTIFIED"
        case "AWARE":
            return "AWARE"
        case _:
            raise SettingMissing("CSPR_RAPID_REVIEW_START has to be NOTIFIED or AWARE.")
