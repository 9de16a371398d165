"""Notes of access: whoever has a sealed text opened is written down, with why.

Each is a row of the service's own list, and an event, so that it stands in the ledger.
"""

from shared.decisions.acts import Act, record_act
from shared.decisions.database import Connection
from shared.decisions.ids import new_subject
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.metrics import seals_opened
from shared.events.operations_access import SealedPartsRead
from shared.events.sealed import narrative_key


async def note_opening(
    desk: Desk,
    connection: Connection,
    actor: Actor,
    *,
    subject: str,
    purpose: str,
    seals: int,
    why: str | None = None,
) -> None:
    """Write down that an actor has `seals` texts of a subject opened; do it before showing.

    `purpose` is the program's own word; `why` is what the reader gave as a reason, and sealed.
    Both the row and the event are there when this returns, or neither, and it raises.
    """
    act_subject, at, sealed = new_subject("operation"), desk.clock.now(), None
    if why is not None:
        texts = [(narrative_key(act_subject), why)]
        (sealed,) = await desk.sealer.seal_many(act_subject, texts)
    event = SealedPartsRead(of=subject, purpose=purpose, parts=seals, why=sealed)
    async with connection.transaction():
        await connection.execute(
            "INSERT INTO access_notes (noted_at, actor, organisation, subject, purpose, seals)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [at, actor.id, actor.organisation, subject, purpose, seals],
        )
        act = Act(act_subject, actor.id, event)
        await record_act(connection, desk.store.source, act, clock=desk.clock)
    seals_opened.inc(seals)
