"""From messages to commands: whether they may, which case they are about, texts sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.notifications.domain import (
    CorrectReport,
    ImportNotification,
    ReportIncident,
    WithdrawReport,
)
from services.notifications.intake import receipts
from services.notifications.intake.arrived import Channel, Key
from services.notifications.intake.inbound import (
    Facts,
    IncidentCorrection,
    IncidentReport,
    IncidentWithdrawal,
    NotificationImport,
)
from services.notifications.intake.reading import Read
from services.notifications.intake.receipts import Receipt
from services.notifications.intake.sealing import Clear, SealedTexts, fields_of, seal_with
from shared.decisions.clock import london_date
from shared.decisions.decider import Command, Refused
from shared.decisions.ids import new_subject
from shared.events.sealed import Sealed
from shared.events.values import MessageRef
from shared.privacy.keys import subject_of
from shared.privacy.refusals import KeyDestroyed
from shared.privacy.sealer import Sealer, ToSeal

Asked = ReportIncident | CorrectReport | WithdrawReport | ImportNotification


@dataclass(frozen=True, slots=True)
class Of:
    """The case that a message was about, and the way it came."""

    subject: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Placed:
    """A message with the case it is about; `before` is the message that it changes."""

    read: Read
    subject: str
    before: MessageRef | None


@dataclass
class Plan:
    """What is to be decided, and what is refused before it comes to that."""

    decide: list[tuple[Read, str, Command]] = field(default_factory=list)
    refused: dict[Key, Receipt] = field(default_factory=dict)
    bodies: dict[int, Sealed] = field(default_factory=dict)
    erased: set[Key] = field(default_factory=set)
    """Of these no body is kept: what they are about has been erased."""


def referred(read: Read) -> Key | None:
    """The message that a message is about, if it is about one."""
    partner, source, _ = read.key
    match read.message:
        case IncidentCorrection(corrects=id_, corrects_source=other):
            return Key(partner, other or source, id_)
        case IncidentWithdrawal(withdraws=id_, withdraws_source=other):
            return Key(partner, other or source, id_)
        case _:
            return None


async def plan(
    sealer: Sealer, reads: Sequence[Read], known: Mapping[Key, Of], bodies: Mapping[int, ToSeal]
) -> Plan:
    """Prepare messages for the decision; `known` are those that they may be about.

    `bodies` are sealed with them, so that the store of keys is asked once; those of a sender
    whose key was destroyed are not kept.

    Raises:
        KeysUnavailable: nothing can be sealed now.
    """
    made = Plan()
    placed = _place(reads, dict(known), made)
    while True:
        try:
            clear = [_clear(each) for each in placed]
            texts, sealed_bodies = await seal_with(sealer, clear, list(bodies.values()))
            break
        except KeyDestroyed as gone:
            erased = {subject_of(key_id) for key_id in gone.key_ids}
            for each in placed:
                if each.subject in erased:
                    made.refused[each.read.key] = receipts.refused(each.read, gone)
                    made.erased.add(each.read.key)
            placed = [each for each in placed if each.subject not in erased]
            bodies = {at: body for at, body in bodies.items() if body.subject not in erased}
    made.bodies = dict(zip(bodies, sealed_bodies, strict=True))
    for each, sealed in zip(placed, texts, strict=True):
        made.decide.append((each.read, each.subject, _command(each, sealed)))
    return made


def _place(reads: Sequence[Read], known: dict[Key, Of], made: Plan) -> list[Placed]:
    """Find each message its case: a new one, or that of the message it is about."""
    placed: list[Placed] = []
    for read in reads:
        refusal = _refused_unseen(read)
        about = referred(read)
        if refusal is None and about is not None and about not in known:
            refusal = receipts.refused(read, _nothing_known(read))
        if refusal is not None:
            made.refused[read.key] = refusal
            continue
        channel = read.arrived.channel
        if about is None:
            of, before = Of(new_subject("case"), channel), None
        else:
            of = known[about]
            before = _ref(about, of.channel)
        known.setdefault(read.key, Of(of.subject, channel))
        placed.append(Placed(read, of.subject, before))
    return placed


def _refused_unseen(read: Read) -> Receipt | None:
    """What is refused whatever the case is."""
    sender, message = read.arrived.sender, read.message
    if read.faults or message is None:
        return receipts.refused(read)
    if isinstance(message, NotificationImport) and not sender.may_import:
        return receipts.not_permitted(read, "This sender may not import history.", "type")
    if sender.person and not isinstance(message, IncidentReport):
        return receipts.not_permitted(read, "Only a partner's system may send this.", "type")
    may_for = sender.authorities
    if isinstance(message, Facts) and may_for is not None and message.authority not in may_for:
        return receipts.not_permitted(
            read, "This sender may not report for this authority.", "authority"
        )
    return None


def _nothing_known(read: Read) -> Refused:
    name = "corrects" if isinstance(read.message, IncidentCorrection) else "withdraws"
    return Refused(
        "No report that was accepted from you has this source and id. Give those of the report "
        "that is meant; messages about one report are kept in order if they have one key.",
        field=name,
    )


def _clear(placed: Placed) -> Clear:
    assert placed.read.message is not None
    return Clear(placed.read.message, placed.subject)


def _command(placed: Placed, sealed: SealedTexts) -> Asked:
    """The command that a message asks for."""
    read, said, before = placed.read, placed.read.message, placed.before
    arrived = read.arrived
    assert said is not None
    fields = fields_of(said, sealed, london_date(arrived.at)) | {"asked_at": arrived.at}
    message = None if arrived.sender.person else _ref(read.key, arrived.channel)
    match said:
        case IncidentReport():
            return ReportIncident(message=message, **fields)
        case IncidentCorrection():
            del fields["corrects_source"]
            return CorrectReport(**fields | {"message": message, "corrects": before})
        case IncidentWithdrawal():
            del fields["withdraws_source"]
            return WithdrawReport(**fields | {"message": message, "withdraws": before})
        case NotificationImport():
            return ImportNotification(**fields)


def _ref(key: Key, channel: Channel) -> MessageRef:
    return MessageRef(partner=key.partner, source=key.source, id=key.id, channel=channel)
