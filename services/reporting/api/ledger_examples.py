"""What the routes of the ledger answer, shown on a ledger of three leaves with a known key."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.responses import PlainTextResponse

from shared.edge.example_case import example_case
from shared.events.envelope import headers_of
from shared.proof.checkpoints import Checkpoint, sign_checkpoint
from shared.proof.consistency import ConsistencyProof
from shared.proof.merkle import consistency_plan, inclusion_plan, prove, root_at
from shared.proof.notes import Signer
from shared.proof.receipt import Receipt, Record
from shared.proof.tiles import tree_of

_signer = Signer("cspr.example/ledger", Ed25519PrivateKey.from_private_bytes(bytes(32)))
_records = [
    Record(told.subject.encode(), told.envelope.body, headers_of(told.envelope))
    for told in example_case[:3]
]
_node = tree_of({}, {index: each.leaf for index, each in enumerate(_records)})
_size = len(_records)
_note = sign_checkpoint(Checkpoint(_signer.name, _size, root_at(_size, _node)), _signer)
_receipt = Receipt(
    _records[0].leaf, 0, prove(inclusion_plan(0, _size), _node), _note, _records[0]
)
_proof = ConsistencyProof(1, _size, tuple(prove(consistency_plan(1, _size), _node)))


def _text(example: object) -> Any:
    """What a route says of an answer that is a text, to be kept letter for letter."""
    return {
        "response_class": PlainTextResponse,
        "responses": {
            200: {
                "description": "What was asked for.",
                "content": {"text/plain": {"example": str(example)}},
            }
        },
    }


receipt, checkpoint, consistency = _text(_receipt), _text(_note), _text(_proof)
