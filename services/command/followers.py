"""A service's follower by its name, as an operator's command needs it."""

import importlib

from shared.decisions.database import Connection
from shared.decisions.store import EventStore
from shared.edge.service import Service
from shared.folds.generations import live_projection
from shared.log.follower import Follower, Keeper
from shared.log.policies import PolicyFollower


class NoSuchFollower(Exception):
    """A subject waits for a follower that is no longer there; in words."""


def service_named(name: str) -> Service:
    """The parts of a service, from its composition root."""
    made: Service = importlib.import_module(f"services.{name}.engine").service()
    return made


async def follower_of(
    connection: Connection, service: str, name: str, store: EventStore
) -> Follower | Keeper:
    """The policies of a service, or the living generation of a read model.

    Raises:
        NoSuchFollower: the service has it no longer.
    """
    parts = service_named(service)
    if name == "policies":
        return PolicyFollower(store, parts.decider, parts.policies)
    for keeper in parts.keepers:
        if keeper.name == name:
            return keeper
    for model in parts.read_models:
        living = await live_projection(connection, model)
        if living.name == name:
            return living
    raise NoSuchFollower(
        f"What waits in {service} for {name} cannot be applied: a newer generation of that read"
        " model took its place, or it is gone. The rebuild that made the newer one read these"
        " events anew."
    )
