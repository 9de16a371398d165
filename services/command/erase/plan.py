"""What an erasure would do, and what it would not: counts and places, never contents."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.command.erase.clear_text import InClear, in_clear
from services.command.erase.documents import documents_of
from services.command.erase.here import Here
from services.command.erase.messages import Message, messages_of
from services.command.erase.tables import search_tables
from services.command.erase.target import Target
from services.command.erase.values import Place, counted
from services.command.place import names
from services.reporting.domain.erasure import refusal_of
from shared.events.sealed import narrative_key

always_left = (
    "References that others gave (message ids and sources, national references) are kept in"
    " clear; the contract forbids that they name a person.",
    "Codes, ages and dates of the case stay: statistics and clocks are counted from them.",
    "What the Panel or a partner was sent is with them, and so is what somebody printed.",
    "Older backups of the store of keys and of the databases hold what they held; destroy"
    " them in their time, and run `cspr erase run` again after restoring one.",
    "A report that was refused and never connected with a case is kept sealed, whatever it"
    " says; `cspr erase verify --canaries` finds it by a text.",
    "What was published of the case (in the learning library, the title and themes of its"
    " review) is in clear, was cleared by a reader, and stays; withdraw it there.",
    "The reasons that people gave for opening its texts are sealed under keys of their own.",
)


@dataclass(frozen=True)
class Plan:
    """What would be erased of a case, and what stands against it."""

    target: Target
    refused: str | None
    values: dict[Place, int]
    ciphertext: dict[str, int]
    messages: list[Message]
    in_clear: list[InClear]
    documents: int

    @property
    def bodies(self) -> int:
        """Of how many messages a body is kept."""
        return sum(1 for each in self.messages if each.sealed is not None)

    @property
    def clear_until(self) -> datetime | None:
        """When the last message in clear is gone at the latest; None if there is none."""
        ends = [each.until for each in self.in_clear if each.until is not None]
        return max(ends, default=None)

    @property
    def for_ever(self) -> bool:
        """Whether a partner's topic keeps what it has without end."""
        return any(each.until is None for each in self.in_clear)

    @property
    def left(self) -> list[str]:
        """What this erasure does not cover, in words."""
        found = list(always_left)
        narrative = narrative_key(self.target.case)
        texts = sum(n for place, n in self.values.items() if place.key == narrative)
        if narrative not in self.target.keys and texts:
            found.insert(
                0,
                f"{texts} free texts of the case stay readable and may name this person. There"
                " is one key for all free text of a case: `--narrative` erases all of it, and"
                " no free text can be recorded in the case afterwards. To record a redacted"
                " text in its place is not possible yet.",
            )
        return found

    def as_json(self) -> dict[str, Any]:
        """All of it, for a machine."""
        target = self.target
        return {
            "case": target.case,
            "everything": target.everything,
            "refused": self.refused,
            "keys": [{"key": key, "there": key in target.living} for key in target.keys],
            "values": [
                {**asdict(place), "values": number}
                for place, number in sorted(self.values.items())
                if place.key in target.keys
            ],
            "ciphertext": self.ciphertext,
            "messages": {
                "received": len(self.messages),
                "bodies": self.bodies,
                "by_partner": Counter(each.name[0] for each in self.messages),
            },
            "in_clear": [asdict(each) for each in self.in_clear],
            "documents": self.documents,
            "not_covered": self.left,
        }


async def plan_of(here: Here, target: Target) -> Plan:
    """Look what there is; nothing is changed."""
    refusal = refusal_of(await here.keeping(target.case))
    messages = await messages_of(here, target.case)
    return Plan(
        target,
        None if refusal is None else refusal.words,
        dict(await counted(here, target.case)),
        await _ciphertext(here, target),
        messages,
        await in_clear(here, messages),
        await documents_of(here, target.case),
    )


async def _ciphertext(here: Here, target: Target) -> dict[str, int]:
    """Rows by table that name one of the keys, as every sealed value does."""
    return {
        f"{service}.{each.table}": each.rows
        for service in names
        for each in await search_tables(
            here.databases[service], target.keys, subject=target.case
        )
    }
