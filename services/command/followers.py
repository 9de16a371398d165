"""A service's follower by its name, as an operator's command needs it."""

import importlib

from shared.decisions.database import Connection
from shared.decisions.store import EventStore
from shared.edge.service import Service
from shared.folds.generations import projection_named
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
    """The policies of a service, or a generation of a read model, living or beside it.

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
        found = await projection_named(connection, model, name)
        if found is not None:
            return found
    raise NoSuchFollower(
        f"What waits in {service} for {name} cannot be applied: that generation of the read"
        " model is gone, or other code folded it. The rebuild that made the newer one read"
        " these events anew."
    )
