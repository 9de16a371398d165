"""What is asked of a thematic review where more is looked up than what was sent."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from services.reviews.api.asked import Asked, Recorded
from services.reviews.api.sealing import seal_fields
from services.reviews.api.seen import holding_of, see_case
from services.reviews.api.thematic_bodies import (
    Including,
    LeavingOut,
    ThematicOpening,
    ThematicPublishing,
)
from services.reviews.api.thematic_seen import by_thematic_rules, seeing_thematic
from services.reviews.case_standing import is_reviewed, standings_of
from services.reviews.domain.thematic import (
    IncludeCase,
    LeaveOutCase,
    OpenThematicReview,
    PublishThematicReview,
)
from services.reviews.read_models import CaseRow
from shared.decisions.decider import Refused
from shared.decisions.ids import named_subject
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotAllowed, NotFound
from shared.edge.visibility import must_act
from shared.events.authorities import NotAnAuthority, authority


@dataclass(frozen=True, slots=True)
class Opened(Recorded):
    """A thematic review that is there now; hand `position` on as `after=`."""

    id: str


async def open_thematic(
    request: Request, response: Response, desk: Desk, actor: Actor, sent: ThematicOpening
) -> Opened:
    """Open one; the same theme of the same authority on the same day is the same one.

    Raises:
        NotAllowed: they are no chair of the authority that leads.
        Refused: an authority is not known, or it is open already.
    """
    actor.must_be(Role.GROUP_CHAIR)
    lead = sent.authorities[0]
    if lead not in actor.authorities:
        raise NotAllowed("The chair of the authority that leads opens a thematic review.")
    _check_known(sent)
    theme = " ".join(sent.theme.casefold().split())
    subject = named_subject("thematic", lead, theme, sent.opened_on.isoformat())
    asked = Asked(request, response, by_thematic_rules(desk), actor, subject)
    done = await asked.tell(OpenThematicReview, sent, "question")
    return Opened(done.position, done.events, subject)


async def include(asked: Asked, sent: Including) -> Recorded:
    """Look at a case in it; one that this person may act on.

    Raises:
        Refused: there is no such case for them, or no review of it has begun.
    """
    row = await _their_case(asked, sent.case)
    sealed = await seal_fields(
        asked.desk, asked.subject, IncludeCase, sent, texts={"why": sent.why}, names={}
    )
    return await asked.do(IncludeCase, sent, reviewed=is_reviewed(row), **sealed)


async def leave_out(asked: Asked, sent: LeavingOut) -> Recorded:
    """Look at a case no longer.

    Raises:
        Refused: there is no such case for them, or it is not in it.
    """
    await _their_case(asked, sent.case)
    return await asked.tell(LeaveOutCase, sent, "note")


async def publish(asked: Asked, sent: ThematicPublishing) -> Recorded:
    """Publish it, once the caseload shows nothing of its cases that stands against it.

    Raises:
        Refused: the gate is shut, in words.
    """
    async with seeing_thematic(
        asked.desk, asked.actor, asked.subject, asked.after, "thematic_cases", "caseload"
    ) as (_, connection):
        standings = await standings_of(connection, asked.subject)
    sealed = await seal_fields(
        asked.desk,
        asked.subject,
        PublishThematicReview,
        sent,
        texts={},
        names={"cleared_by": sent.cleared_by},
    )
    return await asked.do(PublishThematicReview, sent, standings=standings, **sealed)


async def _their_case(asked: Asked, case: str) -> CaseRow:
    try:
        row = await see_case(asked.desk, asked.actor, case)
        must_act(asked.actor, holding_of(row), Role.GROUP_MEMBER, Role.GROUP_CHAIR)
    except (NotFound, NotAllowed):
        raise Refused(
            "There is no case of this id that you may act on. Check the id; a case of another "
            "authority is included by that authority's group.",
            field="case",
        ) from None
    return row


def _check_known(sent: ThematicOpening) -> None:
    for place, code in enumerate(sent.authorities):
        try:
            authority(code)
        except NotAnAuthority:
            raise Refused(
                "This is no authority in England. Check the code.", field=f"authorities.{place}"
            ) from None
