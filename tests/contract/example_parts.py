"""The values that the examples of events are made of: one invented case, worked out by hand."""

from datetime import date
from typing import Any

from shared.events.children import ChildFacts
from shared.events.codes import (
    AbuseOrNeglect,
    Disability,
    Ethnicity,
    Outcome,
    Placement,
    ProtectionPlan,
    Sex,
    Where,
)
from shared.events.sealed import Sealed, narrative_key, person_key
from shared.events.values import (
    Due,
    MessageRef,
    Obligation,
    PartnerRole,
    Recipient,
    SignOff,
)

subject = "case-01833fd2-7c00-7000-8000-000000000001"
wiltshire = "E06000054"


def sealed(key: str, number: int) -> Sealed:
    """A value of the form of a sealed one; no key opens it."""
    return Sealed(key=key, seal=f"{number:032x}", box="Q" * 60 + f"{number:04d}")


def text(number: int) -> Sealed:
    """A sealed text of the case."""
    return sealed(narrative_key(subject), number)


def message(number: int) -> MessageRef:
    """A message of the police."""
    return MessageRef(
        partner="wiltshire-police",
        source="https://systems.police.example/incidents",
        id=f"WP-2022-{number:05d}",
        channel="kafka",
    )


# Five working days after Wednesday 14 September 2022: 15, 16, 20, 21, 22; Monday the 19th was
# the holiday for the State Funeral.
due_notification = Due(
    clock="notification",
    rule="R1",
    start="AWARE",
    counted_from=date(2022, 9, 14),
    due_on=date(2022, 9, 22),
    rule_set="2018-06-29",
    calendar="england-and-wales-2022-09",
    skipped=(date(2022, 9, 17), date(2022, 9, 18), date(2022, 9, 19)),
)
presumed_due = due_notification.model_copy(update={"start": "REPORTED"})

# Fifteen after 14 September: 15, 16, 20-23, 26-30 September, 3-6 October.
due_aware = Due(
    clock="rapid-review",
    rule="R7",
    start="AWARE",
    counted_from=date(2022, 9, 14),
    due_on=date(2022, 10, 6),
    rule_set="2018-06-29",
    calendar="england-and-wales-2022-09",
    skipped=(
        *due_notification.skipped,
        date(2022, 9, 24),
        date(2022, 9, 25),
        date(2022, 10, 1),
        date(2022, 10, 2),
    ),
)

# Fifteen after Friday 23 September: 26-30 September, 3-7 and 10-14 October.
due_notified = Due(
    clock="rapid-review",
    rule="R7",
    start="NOTIFIED",
    counted_from=date(2022, 9, 23),
    due_on=date(2022, 10, 14),
    rule_set="2018-06-29",
    calendar="england-and-wales-2022-09",
    skipped=(
        date(2022, 9, 24),
        date(2022, 9, 25),
        date(2022, 10, 1),
        date(2022, 10, 2),
        date(2022, 10, 8),
        date(2022, 10, 9),
    ),
)
due_publication = Due(
    clock="publication",
    rule="R14",
    start="DECIDED",
    counted_from=date(2022, 10, 12),
    due_on=date(2023, 4, 12),
    rule_set="2018-06-29",
    calendar="england-and-wales-2022-09",
)
due_answer = Due(
    clock="panel-answer",
    rule="R9",
    start="RECEIVED",
    counted_from=date(2022, 10, 17),
    due_on=date(2022, 10, 27),
    rule_set="2018-06-29",
    calendar="england-and-wales-2022-09",
)

child = ChildFacts(
    number=1,
    name=sealed(person_key(subject, 1), 1),
    born_on=sealed(person_key(subject, 1), 2),
    age_years=0,
    sex=Sex.FEMALE,
    ethnicity=Ethnicity.CHINESE,
    disabilities=frozenset({Disability.VISION, Disability.HEARING, Disability.AUTISM}),
    outcome=Outcome.SERIOUS_HARM,
    abuse_or_neglect=AbuseOrNeglect.SUSPECTED,
    looked_after=True,
    placement=Placement.FOSTER_CARE,
    child_in_need_plan=False,
    protection_plan=ProtectionPlan.NEGLECT,
    known_to_agencies=True,
    lives_in="E06000030",
    health=sealed(person_key(subject, 1), 3),
)
unborn = ChildFacts(
    number=2, unborn=True, outcome=Outcome.OTHER, abuse_or_neglect=AbuseOrNeglect.NOT_SUSPECTED
)
care_leaver = ChildFacts(
    number=3,
    age_years=24,
    outcome=Outcome.DEATH,
    abuse_or_neglect=AbuseOrNeglect.KNOWN,
    care_leaver=True,
)
facts: dict[str, Any] = {
    "authority": wiltshire,
    "where": Where.OUTSIDE_ENGLAND,
    "place": text(4),
    "incident_on": date(2022, 9, 13),
    "summary": text(5),
    "children": (child, unborn, care_leaver),
    "further_children": 1,
    "further_information": text(6),
}
obligations = (
    Obligation(recipient=Recipient.PANEL, rule="R1", due=due_notification),
    Obligation(recipient=Recipient.OFSTED, rule="R3", expected_only=True),
    Obligation(recipient=Recipient.OTHER_AREA_PARTNERS, rule="R4", area="E06000030"),
)
sign_offs = tuple(
    SignOff(
        partner_role=role,
        organisation=organisation,
        by="person-7",
        name=sealed(person_key(subject, 10 + number), 10 + number),
        delegate=role is PartnerRole.POLICE,
        signed_on=date(2022, 10, 12),
    )
    for number, (role, organisation) in enumerate(
        {
            PartnerRole.LOCAL_AUTHORITY: "Wiltshire Council",
            PartnerRole.POLICE: "Wiltshire Police",
            PartnerRole.HEALTH: "NHS Bath and North East Somerset, Swindon and Wiltshire ICB",
        }.items()
    )
)
both_due: dict[str, Any] = {
    "due_notified": due_notified,
    "due_aware": due_aware,
    "governing": "AWARE",
}
