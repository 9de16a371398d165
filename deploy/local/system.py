"""The three services as processes of this machine, on a Kafka and Postgres that run."""

import asyncio
import importlib
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local.ports import free_ports
from deploy.local.processes import Child, Gate, Process, Say
from deploy.local.runner import Runner
from deploy.local.stack import Stack
from shared.decisions.clock import SystemClock
from shared.edge.config import Config, config_from, default_ports
from shared.edge.issuer import LocalIssuer
from shared.log.topics import ensure_topics
from shared.privacy.wrapping import new_master_key
from shared.proof.notes import Signer

services = ("notifications", "reviews", "reporting")
restarts_a_minute = 20


@dataclass(frozen=True)
class System:
    """A running system: its settings as environment variables, its issuer, its processes."""

    environment: Mapping[str, str]
    issuer: LocalIssuer
    runner: Runner

    def config(self, service: str) -> Config:
        """The settings of one service."""
        return config_from(service, self.environment)

    def address(self, service: str) -> str:
        """Where a service answers HTTP."""
        return self.environment[f"CSPR_URL_{service.upper()}"]

    def process(self, service: str, part: str) -> Process:
        """One of `serve`, `work`, `relay` of a service."""
        return self.runner.process(f"{service}-{part}")


async def start_system(
    stack: Stack,
    runner: Runner,
    *,
    say: Say,
    extra: Mapping[str, str] | None = None,
    for_process: Mapping[str, Mapping[str, str]] | None = None,
) -> System:
    """Prepare databases, topics, keys and identity, then start every part of every service.

    `extra` is added to the environment of all of them, `for_process` to that of one, by its
    name (`reviews-work`).
    """
    folder = stack.data_dir
    issuer = LocalIssuer(folder / "identity", SystemClock())
    environment = _environment(stack, folder, issuer) | dict(extra or {})
    await ensure_topics(stack.kafka, (), prefix=environment.get("CSPR_TOPIC_PREFIX", ""))
    await _prepare(environment)
    _announce(folder, environment)
    say("the databases and topics are prepared")
    system = System(environment, issuer, runner)
    children = [
        child for service in services for child in _parts(system, service, for_process or {})
    ]
    await asyncio.gather(*(runner.start(child) for child in children))
    return system


def _environment(stack: Stack, folder: Path, issuer: LocalIssuer) -> dict[str, str]:
    ports = _ports()
    return {
        "CSPR_KAFKA": stack.kafka,
        "CSPR_DATABASE": stack.database,
        "CSPR_MASTER_KEY": _master_key(folder / "master.key"),
        "CSPR_JWKS": str(issuer.jwks_path),
        "CSPR_LEDGER_KEY": _ledger_key(folder / "ledger.key"),
        "CSPR_LEDGER_FOLDER": str(folder / "checkpoints"),
        **{f"CSPR_PORT_{name.upper()}": str(port) for name, port in ports.items()},
        **{
            f"CSPR_URL_{name.upper()}": f"http://127.0.0.1:{port}"
            for name, port in ports.items()
        },
    }


def _ports() -> dict[str, int]:
    """The usual ports where nobody has them, so that addresses can be learnt by heart."""
    usual = default_ports.values()
    found = list(usual) if all(_free(port) for port in usual) else free_ports(len(usual))
    return dict(zip(default_ports, found, strict=True))


def _free(port: int) -> bool:
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _master_key(place: Path) -> str:
    """The key that wraps all keys: made once for a data folder, readable by its owner alone."""
    return _kept_secret(place, new_master_key)


def _ledger_key(place: Path) -> str:
    """The key that signs the checkpoints of the ledger, kept in the same way."""
    return _kept_secret(place, lambda: Signer.generate("cspr.local/ledger").secret_text())


def _kept_secret(place: Path, make: Callable[[], str]) -> str:
    if not place.exists():
        with os.fdopen(
            os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
        ) as file:
            file.write(make())
    return place.read_text(encoding="ascii").strip()


async def _prepare(environment: Mapping[str, str]) -> None:
    from shared.edge.service import prepare

    for name in services:
        service = importlib.import_module(f"services.{name}.engine").service()
        await prepare(config_from(name, environment), service)


def _announce(folder: Path, environment: Mapping[str, str]) -> None:
    """Tell the other commands where this system is."""
    place = folder / "run.json"
    place.unlink(missing_ok=True)
    place.touch(mode=0o600)
    place.write_text(json.dumps(environment), encoding="utf-8")


def _parts(
    system: System, service: str, for_process: Mapping[str, Mapping[str, str]]
) -> list[Child]:
    def child(part: str, ready: Gate) -> Child:
        name = f"{service}-{part}"
        return Child(
            name=name,
            argv=(sys.executable, "-m", f"services.{service}", part),
            env={**system.environment, **for_process.get(name, {})},
            ready=ready,
            restarts=restarts_a_minute,
        )

    return [
        child("relay", _at_once),
        child("work", _at_once),
        child("serve", _answers(f"{system.address(service)}/health/ready")),
    ]


def watcher(system: System) -> Child:
    """The process that looks continuously whether everything balances."""
    return Child(
        name="reconcile",
        argv=(sys.executable, "-m", "services", "reconcile", "--watch"),
        env=system.environment,
        ready=_at_once,
        restarts=restarts_a_minute,
    )


async def _at_once() -> bool:
    return True


def _answers(address: str) -> Gate:
    async def gate() -> bool:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            try:
                return (await client.get(address)).status_code == 200
            except httpx.HTTPError:
                return False

    return gate
