"""A replay attestation, signed with the ledger's key and recorded as what an operator did."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from services.command.operator import operator
from shared.decisions.acts import Act, record_act
from shared.decisions.clock import SystemClock
from shared.decisions.database import Connection
from shared.decisions.ids import new_subject
from shared.edge.config import Config
from shared.events.operations import ReplayAttested
from shared.folds.attestation import Attestation
from shared.proof.attestation import statement
from shared.proof.notes import Signer, sign


@dataclass(frozen=True, slots=True)
class Attesting:
    """Who records it, in which service's event store, and the key; None leaves it unsigned."""

    service: str
    actor: str
    signer: Signer | None = field(repr=False)

    @property
    def signed_by(self) -> str | None:
        """The name of the key."""
        return None if self.signer is None else self.signer.name

    async def __call__(
        self, connection: Connection, attested: Attestation, /
    ) -> Mapping[str, Any]:
        """Append `ReplayAttested` in the caller's transaction; its note and its position."""
        text = statement_of(attested)
        signature = None
        if self.signer is not None:
            (line,) = sign(text, self.signer).signatures
            signature = str(line)
        event = ReplayAttested(
            read_model=attested.read_model,
            living=attested.living.generation,
            replayed=attested.replayed.generation,
            rows=attested.replayed.rows,
            rows_digest=attested.replayed.digest,
            events=attested.events,
            content=sha256(text.encode()).hexdigest(),
            statement=text,
            signature=signature,
        )
        subject = new_subject("operation")
        act = Act(subject, self.actor, event)
        await record_act(connection, self.service, act, clock=SystemClock())
        note = None if signature is None else f"{text}\n{signature}"
        return {
            "statement": text,
            "note": note,
            "event": f"{self.service}:{subject}:1",
        }


def statement_of(attested: Attestation) -> str:
    """What is signed: one line of JSON, its fields sorted behind `form` and `kind`."""
    return statement("replay", json.loads(attested.canonical()))


def attesting(config: Config) -> Attesting:
    """Whoever runs this command, with the key that is set."""
    key = config.ledger_key
    signer = None if key is None else Signer.parse(key)
    return Attesting(config.service, operator(os.environ.get("CSPR_OPERATOR")), signer)
