"""What can be chosen in the forms of a notification: each code with its words."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from services.notifications.pages.words import suspicion_words
from shared.edge.identity import Actor
from shared.edge.pages.words import authority_name, code_words
from shared.events.authorities import authorities_on
from shared.events.codes import (
    Disability,
    Ethnicity,
    NotificationChannel,
    Outcome,
    Placement,
    ProtectionPlan,
    Sex,
    Where,
    WithdrawalReason,
)
from shared.events.values import Recipient

Choices = list[tuple[str, str]]
"""Of each choice the value and the words; an empty value chooses nothing."""

recipient_words: Mapping[Recipient, str] = {
    Recipient.PANEL: "The Panel",
    Recipient.SECRETARY_OF_STATE: "The Secretary of State",
    Recipient.OFSTED: "Ofsted",
    Recipient.SAFEGUARDING_PARTNERS: "The safeguarding partners",
    Recipient.OTHER_AREA_PARTNERS: "The partners of another area",
}
_outcomes: Mapping[Outcome, str] = {
    Outcome.DEATH: "The child died",
    Outcome.SERIOUS_HARM: "The child was seriously harmed",
    Outcome.OTHER: "Neither",
}


def choices_of(actor: Actor, today: date) -> Mapping[str, Any]:
    """All of them, for somebody who writes on a day."""
    return {
        "channels": list(NotificationChannel),
        "reasons": list(WithdrawalReason),
        "recipients": recipient_words,
        "own": [(code, authority_name(code)) for code in sorted(actor.authorities)],
        "homes": _or_none(
            "Not known, or the same",
            sorted(((one.code, one.name) for one in authorities_on(today)), key=_words_of),
        ),
        "wheres": [(one.value, code_words(one.value).capitalize()) for one in Where],
        "outcomes": _or_none("Choose one", [(one, words) for one, words in _outcomes.items()]),
        "suspicions": _or_none("Choose one", list(suspicion_words.items())),
        "sexes": _named(Sex, but=Sex.UNKNOWN),
        "ethnicities": _named(Ethnicity, but=Ethnicity.NOT_YET_OBTAINED),
        "disabilities": [(one.value, _name(one)) for one in Disability],
        "placements": _coded(Placement),
        "plans": _coded(ProtectionPlan),
        "yes_or_no": _or_none("Not known", [("yes", "Yes"), ("no", "No")]),
    }


def _or_none(words: str, choices: Choices) -> Choices:
    return [("", words), *choices]


def _words_of(choice: tuple[str, str]) -> str:
    return choice[1]


def _named(codes: type[StrEnum], *, but: StrEnum) -> Choices:
    """By name, where a code itself says nothing; `but`, for not known, chooses nothing."""
    named = [(one.value, _name(one)) for one in codes if one is not but]
    return _or_none("Not known yet", named)


def _name(code: StrEnum) -> str:
    return code.name.replace("_", " ").title().replace(" And ", " and ").replace(" Of ", " of ")


def _coded(codes: type[StrEnum]) -> Choices:
    words = [(one.value, code_words(one.value).capitalize()) for one in codes]
    return _or_none("Not known", words)
