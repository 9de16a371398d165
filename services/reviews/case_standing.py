"""What a thematic review has to know of a case, as the caseload shows it.

Looked up before a command is made, so that no rule of one subject asks another's stream. What
changes in a case at the very same moment is not seen (ADR 49).
"""

from collections.abc import Sequence

from services.reviews.domain.thematic import CaseStanding, Standing
from services.reviews.queries import find_cases
from services.reviews.read_models import CaseRow
from services.reviews.read_models.stages import Stage
from services.reviews.thematic import cases_in
from shared.decisions.database import Connection
from shared.events.codes import Decision

_over = (Stage.PUBLISHED, Stage.WITHDRAWN)
_stands_against = {
    Stage.RAPID_REVIEW: Standing.RAPID_REVIEW,
    Stage.TO_RECONSIDER: Standing.RAPID_REVIEW,
    Stage.COMMISSIONED: Standing.NOT_PUBLISHED,
    Stage.TAKEN_DOWN: Standing.NOT_PUBLISHED,
}


def is_reviewed(row: CaseRow) -> bool:
    """Whether a review of a case has begun, be it over or not."""
    begun = (row.opened_on, row.completed_on, row.decision, row.practice, row.commissioned_on)
    return any(each is not None for each in begun)


def standing_of(row: CaseRow) -> Standing:
    """What of a case's own review stands against publishing what spans it."""
    stage = Stage(row.stage)
    decided = row.decision == Decision.LCSPR and stage not in _over
    to_come = Standing.NOT_PUBLISHED if decided else Standing.NOTHING
    standing = _stands_against.get(stage, to_come)
    return Standing.HELD if row.held_by and standing is Standing.NOT_PUBLISHED else standing


async def standings_of(connection: Connection, thematic: str) -> tuple[CaseStanding, ...]:
    """Those of all cases that a thematic review looks at; of one that is not shown, none.

    Nor of one that is set aside: its row says how it stood before the record that waits.
    """
    now = [one.case_id for one in await cases_in(connection, thematic) if not one.left_out_on]
    found = await find_cases(connection, await _up_to_date(connection, now))
    return tuple(
        CaseStanding(case=case, standing=standing_of(row)) for case, row in found.items()
    )


async def _up_to_date(connection: Connection, cases: Sequence[str]) -> list[str]:
    rows = await connection.execute(
        "select subject from parked_subjects where subject = any(%s)", [list(cases)]
    )
    aside = {subject for (subject,) in await rows.fetchall()}
    return [case for case in cases if case not in aside]
