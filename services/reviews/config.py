"""Settings that reviews alone has; `app` reads them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
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


Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over; `seconds` is how long one may take.

    `authorities`: a PEM file of those that may vouch for its certificate, else the system's.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authorities: str | None = None
    seconds: float = 30.0


def reminders_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Who is reminded, how long before, and where: `CSPR_REMINDERS`; without it nobody is."""
    named = environment.get("CSPR_REMINDERS")
    return Path(named) if named else None


def mail_server(environment: Mapping[str, str] = os.environ) -> MailServer | None:
    """Where mails are handed over: `CSPR_SMTP` and what goes with it; None, nowhere.

    Raises:
        SettingMissing: one of them is not of its form.
    """
    place = environment.get("CSPR_SMTP")
    if not place:
        return None
    host, _, port = place.rpartition(":")
    security = _security(environment.get("CSPR_SMTP_SECURITY", "starttls"))
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise SettingMissing("CSPR_SMTP has to be a host and a port, as mail.example:587.")
    ca = environment.get("CSPR_SMTP_CA") or None
    if ca is not None and not Path(ca).is_file():
        raise SettingMissing("CSPR_SMTP_CA has to be a file of certificates.")
    user, password = environment.get("CSPR_SMTP_USER"), environment.get("CSPR_SMTP_PASSWORD")
    if bool(user) != bool(password):
        raise SettingMissing("CSPR_SMTP_USER and CSPR_SMTP_PASSWORD go together.")
    return MailServer(host, int(port), security, user or None, password or None, ca)


def _security(said: str) -> Security:
    match said:
        case "starttls" | "tls" | "none":
            return said
        case _:
            raise SettingMissing("CSPR_SMTP_SECURITY has to be starttls, tls or none.")
