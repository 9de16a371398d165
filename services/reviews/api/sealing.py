"""Free texts and names of what is sent, sealed; the same request again is sealed the same."""

from collections.abc import Mapping, Sequence

from services.reviews.api.bodies import Commissioning, Sent, SentDecision
from services.reviews.domain import CommissionCSPR
from shared.decisions.decider import Command
from shared.decisions.ids import new_id
from shared.edge.desk import Desk
from shared.edge.seal_once import Said, seal_once
from shared.events.reviews import Reviewer
from shared.events.sealed import Sealed, narrative_key
from shared.events.values import SignOff


async def seal_decisions(
    desk: Desk,
    command: type[Command],
    decisions: Sequence[tuple[str, SentDecision]],
    *,
    by: str,
) -> list[tuple[Sealed, tuple[SignOff, ...]]]:
    """The rationale and the sign-offs of each (subject, decision); `by` is who entered them.

    What a partner dissents in is a free text of the case.
    """
    said = [Said(subject, command, sent, _texts(subject, sent)) for subject, sent in decisions]
    found = await seal_once(desk, said)
    return [
        (rationale, _signed(sent, by, names))
        for (_, sent), (rationale, *names) in zip(decisions, found, strict=True)
    ]


def _texts(subject: str, sent: SentDecision) -> list[tuple[str, str]]:
    names = [one.name for one in sent.signed_off_by if one.name is not None]
    dissents = [one.dissent for one in sent.signed_off_by if one.dissent is not None]
    return [
        (narrative_key(subject), sent.rationale),
        *((_own_key(subject), name) for name in names),
        *((narrative_key(subject), dissent) for dissent in dissents),
    ]


def _signed(sent: SentDecision, by: str, names: Sequence[Sealed]) -> tuple[SignOff, ...]:
    named = sum(one.name is not None for one in sent.signed_off_by)
    left, dissents = iter(names[:named]), iter(names[named:])
    return tuple(
        SignOff(
            partner_role=sign_off.partner_role,
            organisation=sign_off.organisation,
            by=by,
            name=None if sign_off.name is None else next(left),
            delegate=sign_off.delegate,
            signed_on=sign_off.signed_on,
            dissent=None if sign_off.dissent is None else next(dissents),
        )
        for sign_off in sent.signed_off_by
    )


async def seal_reviewers(desk: Desk, subject: str, sent: Commissioning) -> tuple[Reviewer, ...]:
    """Reviewers, each name under a key of its own."""
    texts = [(_own_key(subject), reviewer.name) for reviewer in sent.reviewers]
    (names,) = await seal_once(desk, [Said(subject, CommissionCSPR, sent, texts)])
    return tuple(
        Reviewer(name=name, organisation=reviewer.organisation)
        for name, reviewer in zip(names, sent.reviewers, strict=True)
    )


async def seal_fields(
    desk: Desk,
    subject: str,
    command: type[Command],
    sent: Sent,
    *,
    texts: Mapping[str, str | None],
    names: Mapping[str, str],
) -> dict[str, Sealed | None]:
    """Free texts under the case's narrative key, a name under its own; nothing stays so."""
    told = {field: text for field, text in texts.items() if text is not None}
    pairs = [
        *((narrative_key(subject), text) for text in told.values()),
        *((_own_key(subject), name) for name in names.values()),
    ]
    seals = (await seal_once(desk, [Said(subject, command, sent, pairs)]))[0] if pairs else []
    return {**dict.fromkeys(texts), **dict(zip([*told, *names], seals, strict=True))}


def _own_key(subject: str) -> str:
    """A fresh key for one name, so that one person can be erased and nobody else with them."""
    return f"{subject}/person-{new_id()}"
