"""`/ledger` and `/receipts`: what an outsider needs to check the ledger without trusting us."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import PlainTextResponse

from services.reporting.api import ledger_examples
from services.reporting.asking import OpenDesk, seen_case
from shared.decisions.database import Connection
from shared.edge.cursors import parse_position
from shared.edge.refusals import BadInput, Fault, NotReady
from shared.edge.sign_in import SignedIn
from shared.proof.growing import newest_checkpoint
from shared.proof.merkle import OutOfTree
from shared.proof.proving import NotYet, consistency_of, receipt_of

Size = Annotated[int, Query(ge=0, le=1 << 62, description="The size of a checkpoint.")]


def ledger_routes() -> APIRouter:
    """Receipts, checkpoints, and what binds two checkpoints together."""
    router = APIRouter(tags=["ledger"])

    @router.get(
        "/receipts/{position}", summary="The receipt of an event", **ledger_examples.receipt
    )
    async def receipt(*, position: str, desk: OpenDesk, actor: SignedIn) -> PlainTextResponse:
        """For who may see the case: leaf, place, proof and checkpoint, to be checked offline.

        `position` is what a message or a command was answered with. Keep the answer as it is:
        `cspr_verify.py` checks it letter for letter.
        """
        wanted = parse_position(position)
        async with desk.pool.connection() as connection:
            await seen_case(connection, actor, wanted.subject)
            try:
                found = await receipt_of(connection, wanted)
            except NotYet as not_yet:
                raise NotReady(str(not_yet)) from None
        return PlainTextResponse(str(found))

    @router.get(
        "/ledger/checkpoint", summary="The newest checkpoint", **ledger_examples.checkpoint
    )
    async def checkpoint(*, desk: OpenDesk, actor: SignedIn) -> PlainTextResponse:
        """A signed note: the ledger's name, its size, its root."""
        async with desk.pool.connection() as connection:
            return PlainTextResponse(await _newest(connection))

    @router.get(
        "/ledger/consistency",
        summary="That one checkpoint continues another",
        **ledger_examples.consistency,
    )
    async def consistency(
        *, old: Size, new: Size, desk: OpenDesk, actor: SignedIn
    ) -> PlainTextResponse:
        """The proof between two sizes, for `cspr_verify.py consistency`."""
        async with desk.pool.connection() as connection:
            try:
                return PlainTextResponse(str(await consistency_of(connection, old, new)))
            except OutOfTree:
                raise BadInput(
                    Fault(
                        "new",
                        "There is no proof between these sizes.",
                        "Use the sizes of two checkpoints, the smaller one as `old`.",
                    )
                ) from None

    return router


async def _newest(connection: Connection) -> str:
    newest = await newest_checkpoint(connection)
    if newest is None:
        raise NotReady("No checkpoint has been signed yet; ask again in a minute.")
    return str(newest.note)
