"""Free texts and names of one request, sealed with one question to the store of keys."""

from collections.abc import Sequence

from services.reviews.api.bodies import SentDecision, SentReviewer
from shared.decisions.ids import new_id
from shared.events.reviews import Reviewer
from shared.events.sealed import Sealed, narrative_key
from shared.events.values import SignOff
from shared.privacy.sealer import Sealer, ToSeal


async def seal_text(sealer: Sealer, subject: str, text: str | None) -> Sealed | None:
    """A free text under the case's narrative key; without a text, nothing."""
    if text is None:
        return None
    (sealed,) = await sealer.seal_many(subject, [(narrative_key(subject), text)])
    return sealed


async def seal_decisions(
    sealer: Sealer, decisions: Sequence[tuple[str, SentDecision]], by: str
) -> list[tuple[Sealed, tuple[SignOff, ...]]]:
    """The rationale and the sign-offs of each (subject, decision); `by` is who entered them."""
    texts = [
        ToSeal(subject, narrative_key(subject), sent.rationale) for subject, sent in decisions
    ]
    named = [
        ToSeal(subject, _own_key(subject), sign_off.name)
        for subject, sent in decisions
        for sign_off in sent.signed_off_by
        if sign_off.name is not None
    ]
    sealed = await sealer.seal_all([*texts, *named])
    names = iter(sealed[len(texts) :])
    signed = [
        tuple(
            SignOff(
                partner_role=sign_off.partner_role,
                organisation=sign_off.organisation,
                by=by,
                name=None if sign_off.name is None else next(names),
                delegate=sign_off.delegate,
                signed_on=sign_off.signed_on,
            )
            for sign_off in sent.signed_off_by
        )
        for _, sent in decisions
    ]
    return list(zip(sealed[: len(texts)], signed, strict=True))


async def seal_reviewers(
    sealer: Sealer, subject: str, reviewers: Sequence[SentReviewer]
) -> tuple[Reviewer, ...]:
    """Reviewers, each name under a key of its own."""
    pairs = [(_own_key(subject), reviewer.name) for reviewer in reviewers]
    names = await sealer.seal_many(subject, pairs)
    return tuple(
        Reviewer(name=name, organisation=reviewer.organisation)
        for name, reviewer in zip(names, reviewers, strict=True)
    )


async def seal_name(sealer: Sealer, subject: str, name: str) -> Sealed:
    """The name of one person, under a key of its own."""
    (sealed,) = await sealer.seal_many(subject, [(_own_key(subject), name)])
    return sealed


def _own_key(subject: str) -> str:
    """A fresh key for one name, so that one person can be erased and nobody else with them."""
    return f"{subject}/person-{new_id()}"
