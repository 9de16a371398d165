"""Kafka and Postgres in containers, where `CSPR_CONTAINERS=1` and a Docker engine answers.

Written and typed, but not exercised where this project is built: there is no engine there.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

KAFKA_IMAGE = "apache/kafka:4.4.0"
POSTGRES_IMAGE = "postgres:18"


class NoEngine(RuntimeError):
    """Containers were asked for, and no Docker engine answers."""


@dataclass(frozen=True)
class Addresses:
    """Where the containers listen; empty for what was not started."""

    kafka: str = ""
    database: str = ""


def containers_wanted() -> bool:
    """Whether the person asked for containers."""
    return os.environ.get("CSPR_CONTAINERS") == "1"


@contextlib.contextmanager
def container_stack(*, kafka: bool, database: bool) -> Iterator[Addresses]:
    """Run the containers that are asked for, and remove them with their data at the end.

    Raises:
        NoEngine: no Docker engine answers.
    """
    _engine_answers()
    with contextlib.ExitStack() as running:
        yield Addresses(
            kafka=running.enter_context(_kafka()) if kafka else "",
            database=running.enter_context(_postgres()) if database else "",
        )


def _engine_answers() -> None:
    from testcontainers.core.docker_client import DockerClient

    try:
        DockerClient().client.ping()
    except Exception as fault:  # the client raises whatever its transport raises
        raise NoEngine(
            "CSPR_CONTAINERS=1 asks for containers, but no Docker engine answers."
            " Start one, or leave CSPR_CONTAINERS out to use the packages."
        ) from fault


@contextlib.contextmanager
def _kafka() -> Iterator[str]:
    from testcontainers.kafka import KafkaContainer

    with KafkaContainer(KAFKA_IMAGE).with_kraft() as container:
        yield str(container.get_bootstrap_server())


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    from testcontainers.postgres import PostgresContainer

    container = PostgresContainer(
        POSTGRES_IMAGE, username="cspr", dbname="postgres", driver=None
    )
    with container.with_command("postgres -c max_connections=300"):
        yield str(container.get_connection_url()).removesuffix("/postgres")
