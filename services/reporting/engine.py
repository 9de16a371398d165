"""The parts of reporting that the engine runs, without the web."""

from pathlib import Path

from services.reporting.domain import decider, recounting
from services.reporting.policies import policies
from services.reporting.read_models import read_models
from shared.edge.service import Service
from shared.proof.ledger import Ledger


def service() -> Service:
    """Rules, policies, read models, migrations, and the ledger."""
    return Service(
        name="reporting",
        decider=decider,
        policies=policies,
        read_models=read_models,
        migrations=Path(__file__).parent / "migrations",
        keepers=(Ledger(),),
        recounting={"case": recounting},
    )
