"""Who is reminded how long before, and at which addresses: data that a partnership edits.

How many days before something it is good to be reminded is our own guess.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.events.authorities import NotAnAuthority, authority
from shared.events.reminders import ReminderAbout, ReminderTo

most_days = 60
most_addresses = 20
_mail = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
Place = tuple[str, ReminderTo, str | None]
"""The GSS code of an authority, who there, and which body if one is named."""


class BadReminders(Exception):
    """The file of reminders cannot be used; says where it is wrong, in words."""


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """Working days before a due day, by what is due; and addresses, by who is reminded.

    What is not in `ahead` is not reminded of before its day. What was due more than
    `overdue_days` (calendar days) ago is not begun to be reminded of.
    """

    sender: str
    ahead: Mapping[ReminderAbout, int]
    overdue_days: int
    addresses: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)

    def addresses_of(
        self, authority: str, to: ReminderTo, organisation: str | None
    ) -> tuple[str, ...]:
        """Where somebody is reached; nothing where no address is known."""
        return self.addresses.get((authority, to, _plain(organisation)), ())


def read_rules(path: Path) -> ReminderRules:
    """The rules of a file.

    Raises:
        BadReminders: it is not one.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadReminders("The file of reminders cannot be read as TOML.") from None
    sender = said.get("sender")
    if not isinstance(sender, str) or _mail.fullmatch(sender) is None:
        raise BadReminders("`sender` has to be a mail address.")
    ahead = _ahead(said.get("ahead", {}))
    overdue = said.get("overdue_days", most_days)
    if type(overdue) is not int or overdue < 0:
        raise BadReminders("`overdue_days` has to be a number of days, 0 or more.")
    places: dict[Place, tuple[str, ...]] = {}
    for number, entry in enumerate(_entries(said), 1):
        place, mails = _address(number, entry)
        places[place] = (*places.get(place, ()), *mails)
    return ReminderRules(sender, ahead, overdue, places)


def _ahead(said: Any) -> dict[ReminderAbout, int]:
    try:
        found = {ReminderAbout(name): days for name, days in said.items()}
        if not all(type(days) is int and 0 <= days <= most_days for days in found.values()):
            raise ValueError
    except (AttributeError, ValueError):
        raise BadReminders(
            f"[ahead] needs working days (0 to {most_days}) for each of: "
            f"{', '.join(ReminderAbout)}."
        ) from None
    return found


def _entries(said: Mapping[str, Any]) -> list[Any]:
    entries = said.get("address", [])
    if not isinstance(entries, list):
        raise BadReminders("Addresses are written as [[address]], one for each.")
    return entries


def _address(number: int, said: Any) -> tuple[Place, tuple[str, ...]]:
    try:
        to = ReminderTo(said["to"])
        code = authority(said["authority"]).code
        organisation = said.get("organisation")
        mails = said["mail"]
        right = isinstance(organisation, str) == (to is ReminderTo.ORGANISATION)
        if not right or not isinstance(mails, list) or not 1 <= len(mails) <= most_addresses:
            raise ValueError
        if not all(isinstance(mail, str) and _mail.fullmatch(mail) for mail in mails):
            raise ValueError
    except (KeyError, ValueError, TypeError, NotAnAuthority):
        raise BadReminders(
            f"Address {number} needs authority (a GSS code), to (one of"
            f" {', '.join(ReminderTo)}), mail (a list of 1 to {most_addresses} addresses), and"
            " organisation (as it is written in cspr) where it is to an organisation, and only"
            " there."
        ) from None
    return (code, to, _plain(organisation)), tuple(mails)


def _plain(organisation: str | None) -> str | None:
    """A name as it is compared: neither case nor spaces tell two bodies apart."""
    return None if organisation is None else " ".join(organisation.split()).casefold()
