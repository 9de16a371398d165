"""The parts that invented cases are made of: sealed values of the right size, and due dates."""

from base64 import urlsafe_b64encode
from datetime import date, timedelta
from random import Random
from typing import Any

from shared.events.children import ChildFacts
from shared.events.codes import AbuseOrNeglect, Ethnicity, Outcome, Sex
from shared.events.sealed import Sealed, narrative_key, person_key
from shared.events.values import Due, MessageRef, Obligation, PartnerRole, Recipient, SignOff

nonce_and_tag_bytes = 12 + 16
authorities = ("E06000054", "E06000030", "E08000025", "E10000016", "E09000012")
agencies = ("Example Police", "Example Council", "NHS Example Integrated Care Board")
note, summary, reasons = (60, 300), (400, 1_500), (500, 2_000)
"""How many bytes a sealed text has, from and to."""


class Parts:
    """Makes parts of one case after the other; the same seed gives the same bytes."""

    def __init__(self, random: Random, subject: str) -> None:
        self.random = random
        self.subject = subject

    def text(self, size: tuple[int, int]) -> Sealed:
        """A sealed free text of the case."""
        return self._sealed(narrative_key(self.subject), self.random.randint(*size))

    def person(self, number: int) -> Sealed:
        """A sealed name."""
        return self._sealed(person_key(self.subject, number), self.random.randint(8, 30))

    def _sealed(self, key: str, size: int) -> Sealed:
        box = urlsafe_b64encode(self.random.randbytes(size + nonce_and_tag_bytes))
        return Sealed(key=key, seal=self.random.randbytes(16).hex(), box=box.decode())

    def facts(self) -> dict[str, Any]:
        """What happened, where and to whom; mostly one child."""
        children = self.random.choice((1, 1, 1, 2))
        return {
            "authority": self.random.choice(authorities),
            "place": self.text(note),
            "incident_on": date(2024, 1, 1) + timedelta(days=self.random.randint(0, 700)),
            "summary": self.text(summary),
            "children": tuple(self._child(number) for number in range(1, children + 1)),
        }

    def _child(self, number: int) -> ChildFacts:
        return ChildFacts(
            number=number,
            name=self.person(number),
            born_on=self.person(number),
            age_years=self.random.randint(0, 17),
            sex=self.random.choice((Sex.FEMALE, Sex.MALE)),
            ethnicity=self.random.choice(tuple(Ethnicity)),
            outcome=self.random.choice((Outcome.DEATH, Outcome.SERIOUS_HARM)),
            abuse_or_neglect=AbuseOrNeglect.SUSPECTED,
            known_to_agencies=True,
            health=self.text(note),
        )

    def message(self) -> MessageRef:
        """The message of a partner that told of it, known by the name of the case."""
        return MessageRef(
            partner="bench-police",
            source="https://systems.police.example/incidents",
            id=f"B-{self.subject.removeprefix('case-')}",
            channel="kafka",
        )

    def digest(self) -> str:
        """That of a document."""
        return self.random.randbytes(32).hex()

    def obligations(self, due: Due) -> tuple[Obligation, ...]:
        """Whom to tell."""
        told = (Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.SAFEGUARDING_PARTNERS)
        return tuple(Obligation(recipient=who, rule="R1", due=due) for who in told)

    def sign_offs(self, on: date) -> tuple[SignOff, ...]:
        """All three partners."""
        return tuple(
            SignOff(
                partner_role=role,
                organisation=agency,
                by=f"person-{place}",
                name=self.person(10 + place),
                signed_on=on,
            )
            for place, (role, agency) in enumerate(zip(PartnerRole, agencies, strict=True))
        )


def due(clock: Any, rule: str, start: Any, counted_from: date, days: int) -> Due:
    """A due date of the usual size; weekends skipped, holidays not minded."""
    ends = counted_from + timedelta(days=days * 7 // 5)
    between = (counted_from + timedelta(days=n) for n in range(1, (ends - counted_from).days))
    return Due(
        clock=clock,
        rule=rule,
        start=start,
        counted_from=counted_from,
        due_on=ends,
        rule_set="2018-06-29",
        calendar="england-and-wales-2026-01",
        skipped=tuple(each for each in between if each.weekday() > 4),
    )
