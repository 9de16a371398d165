"""Settings that every service has, read from the environment by its composition root alone."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.log.kafka import case_events
from shared.privacy.wrapping import read_master_key

default_ports: Mapping[str, int] = {"notifications": 8701, "reviews": 8702, "reporting": 8703}


class SettingMissing(Exception):
    """A setting without which the service cannot start."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a service needs to know of the world around it.

    `database` is a DSN without a database's name; each service has a database of its own there
    (`<prefix>_<service>`), and the keys have one for all (`<prefix>_keys`).
    """

    service: str
    kafka: str
    database: str = field(repr=False)
    master_key: bytes = field(repr=False)
    jwks: str
    issuer: str
    audience: str
    host: str
    port: int
    prefix: str = "cspr"
    topic_prefix: str = ""
    partitions: tuple[int, ...] = tuple(range(12))
    ledger_key: str | None = field(default=None, repr=False)
    """The private key that signs the ledger's checkpoints; without it none are signed."""
    ledger_folder: Path | None = None
    """Where checkpoints are handed over to another party."""
    ledger_sign_every: float = 60.0
    """Seconds after which what is new in the ledger is signed; a thousand are at once."""
    circuit_share: float = 0.2
    """A follower stops in a partition where more than this share of the last subjects fail."""

    reconcile_every: float = 3_600.0
    """Seconds from one whole check of `cspr reconcile --watch` to the next."""
    reconcile_tail_every: float = 10.0
    """Seconds from one look at the log's tail to the next."""

    @property
    def database_name(self) -> str:
        """The name of the service's database."""
        return f"{self.prefix}_{self.service}"

    @property
    def topic(self) -> str:
        """The main log; a prefix sets systems apart that share a Kafka."""
        return self.topic_prefix + case_events

    @property
    def dsn(self) -> str:
        """The service's own database."""
        return self._dsn(self.database_name)

    @property
    def keys_dsn(self) -> str:
        """The store of keys."""
        return self._dsn(f"{self.prefix}_keys")

    def _dsn(self, name: str) -> str:
        server, question, parameters = self.database.partition("?")
        return f"{server.rstrip('/')}/{name}{question}{parameters}"


def config_from(service: str, environment: Mapping[str, str] = os.environ) -> Config:
    """The settings of a service, each from its variable (docs/settings.md lists them).

    Raises:
        SettingMissing: one that has no default is not there, or is not of its form.
    """

    def needed(name: str) -> str:
        value = environment.get(name, "")
        if not value:
            raise SettingMissing(
                f"{name} is not set; `cspr run` sets it, see docs/settings.md."
            )
        return value

    try:
        master_key = read_master_key(needed("CSPR_MASTER_KEY"))
    except ValueError as error:
        raise SettingMissing(f"CSPR_MASTER_KEY: {error}") from None
    return Config(
        service=service,
        kafka=needed("CSPR_KAFKA"),
        database=needed("CSPR_DATABASE"),
        master_key=master_key,
        jwks=needed("CSPR_JWKS"),
        issuer=environment.get("CSPR_ISSUER", "cspr-local"),
        audience=environment.get("CSPR_AUDIENCE", "cspr"),
        host=environment.get("CSPR_HOST", "127.0.0.1"),
        port=int(environment.get(f"CSPR_PORT_{service.upper()}", default_ports[service])),
        prefix=environment.get("CSPR_DATABASE_PREFIX", "cspr"),
        topic_prefix=environment.get("CSPR_TOPIC_PREFIX", ""),
        partitions=tuple(range(int(environment.get("CSPR_PARTITIONS", "12")))),
        ledger_key=environment.get("CSPR_LEDGER_KEY") or None,
        ledger_folder=_folder(environment.get("CSPR_LEDGER_FOLDER")),
        ledger_sign_every=float(environment.get("CSPR_LEDGER_SIGN_EVERY", "60")),
        circuit_share=float(environment.get("CSPR_CIRCUIT_SHARE", "0.2")),
        reconcile_every=float(environment.get("CSPR_RECONCILE_EVERY", "3600")),
        reconcile_tail_every=float(environment.get("CSPR_RECONCILE_TAIL_EVERY", "10")),
    )


def _folder(text: str | None) -> Path | None:
    return Path(text) if text else None
