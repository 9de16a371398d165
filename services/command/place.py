"""Where the system is: from the environment, or from the local run that is going on."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shared.edge.config import Config, config_from
from shared.edge.issuer import LocalIssuer

names = ("notifications", "reviews", "reporting")
project = Path(__file__).resolve().parents[2]


class NothingRuns(Exception):
    """There is no system to talk to, and how to have one."""


@dataclass(frozen=True)
class Place:
    """The settings of a running system."""

    environment: Mapping[str, str]
    folder: Path | None = None

    def config(self, service: str) -> Config:
        """The settings of one service."""
        return config_from(service, self.environment)

    def address(self, service: str) -> str:
        """Where a service answers HTTP."""
        given = self.environment.get(f"CSPR_URL_{service.upper()}")
        config = self.config(service)
        return given or f"http://{config.host}:{config.port}"

    def issuer(self) -> LocalIssuer | None:
        """The issuer of the local run; none where identity comes from elsewhere."""
        from shared.decisions.clock import SystemClock

        if self.folder is None:
            return None
        return LocalIssuer(self.folder / "identity", SystemClock())


@cache
def place() -> Place:
    """The system that this command is about.

    Raises:
        NothingRuns: neither is one named in the environment nor does one run here.
    """
    if "CSPR_MASTER_KEY" in os.environ:
        return Place(dict(os.environ))
    folder = Path(os.environ.get("CSPR_DATA", project / ".cspr" / "data"))
    try:
        said = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NothingRuns(
            "No system runs here. Start one with `make run` in another terminal,"
            " or set CSPR_KAFKA, CSPR_DATABASE and CSPR_MASTER_KEY."
        ) from None
    return Place({**said, **os.environ}, folder)
