"""The parts of reviews that the engine runs, without the web."""

from pathlib import Path

from services.reviews.config import rapid_review_start
from services.reviews.domain import decider, recounting, thematic
from services.reviews.policies import judged_by
from services.reviews.read_models import read_models
from shared.edge.config import Config
from shared.edge.service import Service


def service() -> Service:
    """Rules, policies, read models and migrations."""
    return Service(
        name="reviews",
        decider=decider,
        policies=judged_by(rapid_review_start()),
        read_models=read_models,
        migrations=Path(__file__).parent / "migrations",
        recounting={"case": recounting, "thematic": thematic.recounting},
    )


async def reminding(config: Config) -> None:
    """The part that reminds; loaded by its own process alone."""
    from services.reviews.reminders.process import remind

    await remind(config)
