"""Reminders in the local run: the process that decides on them, and a mail server that keeps.

The mail server is aiosmtpd: it takes what comes and puts it into a folder (a Maildir); no mail
leaves the machine.
"""

import asyncio
import contextlib
import sys
from pathlib import Path

from deploy.local.ports import free_ports
from deploy.local.processes import Child, Gate
from deploy.local.system import System, restarts_a_minute

rules = Path(__file__).parents[1] / "reminders.toml"


def reminding(system: System, folder: Path) -> tuple[Child, Child]:
    """A mail server that keeps mails in a folder, and the process that hands them to it."""
    (port,) = free_ports(1)
    return _mail_server(port, folder), _remind(system, port)


def _mail_server(port: int, folder: Path) -> Child:
    return Child(
        name="mail-server",
        argv=(
            *(sys.executable, "-m", "aiosmtpd", "--nosetuid"),
            *("--listen", f"127.0.0.1:{port}"),
            *("--class", "aiosmtpd.handlers.Mailbox", str(folder)),
        ),
        ready=_takes_connections(port),
        restarts=restarts_a_minute,
    )


def _remind(system: System, port: int) -> Child:
    return Child(
        name="reviews-remind",
        argv=(sys.executable, "-m", "services.reviews", "remind"),
        env={
            **system.environment,
            "CSPR_REMINDERS": str(rules),
            "CSPR_SMTP": f"127.0.0.1:{port}",
            "CSPR_SMTP_SECURITY": "none",
        },
        ready=_at_once,
        restarts=restarts_a_minute,
    )


async def _at_once() -> bool:
    return True


def _takes_connections(port: int) -> Gate:
    async def gate() -> bool:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return True
        return False

    return gate
