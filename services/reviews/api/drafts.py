"""Drafts of what the Practice Review Group writes: the decision of a rapid review."""

from services.reviews.queries import find_case
from shared.decisions.database import Connection
from shared.edge.drafts.drafting import Drafting, Field, Kind
from shared.edge.identity import Role
from shared.events.codes import Decision

_decisions = {one.value: one.value.replace("-", " ").capitalize() for one in Decision}
rapid_review = Kind(
    "rapid-review",
    "Report of the rapid review",
    (Role.GROUP_MEMBER, Role.GROUP_CHAIR),
    (
        Field("chronology", "What happened, in its order", rows=10),
        Field("analysis", "What the agencies knew and did", rows=10),
        Field("immediate_actions", "What was done at once to keep children safe", rows=5),
        Field("decision", "What is decided", choices=_decisions),
        Field("rationale", "Why", rows=10),
        Field("signed_off_by", "Who has signed off", rows=3),
    ),
)


async def _authority_of(connection: Connection, case: str) -> str | None:
    row = await find_case(connection, case)
    return row.authority if row else None


drafting = Drafting({rapid_review.name: rapid_review}, _authority_of)
