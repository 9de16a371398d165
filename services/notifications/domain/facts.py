"""The facts of an incident on their way in: judged at a day, and copied from event to event."""

from datetime import date
from typing import Any

from shared.decisions.commands import has_happened
from shared.decisions.decider import Command, Refused
from shared.events.authorities import NotAnAuthority, authority_on
from shared.events.children import IncidentFacts


class TellsFacts(IncidentFacts, Command):
    """A command that tells what happened."""


def facts_in(told: IncidentFacts) -> dict[str, Any]:
    """The fields of the facts, for an event that carries them too."""
    return {name: getattr(told, name) for name in IncidentFacts.model_fields}


def only_facts(told: IncidentFacts) -> IncidentFacts:
    """The facts alone, without the command or event that carried them."""
    return IncidentFacts(**facts_in(told))


def check_facts(command: Command, facts: IncidentFacts, on: date) -> None:
    """Judge facts as they stood on a day: its authorities, and nothing from the future.

    Raises:
        Refused: an authority did not exist then (the words name its successor), or the
            incident lies in the future, or before anybody's time.
    """
    has_happened(command, "incident_on", facts.incident_on)
    _check_authority("authority", facts.authority, on)
    for place, child in enumerate(facts.children):
        if child.lives_in is not None:
            _check_authority(f"children.{place}.lives_in", child.lives_in, on)


def _check_authority(field: str, code: str, on: date) -> None:
    try:
        authority_on(code, on)
    except NotAnAuthority as error:
        raise Refused(str(error), field=field) from None
