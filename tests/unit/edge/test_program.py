"""A process that ends on an error says where, and nothing of what it was working on."""

import json
import os
import subprocess
import sys
from pathlib import Path

from shared.privacy.wrapping import new_master_key

program = """
import asyncio, sys
from types import SimpleNamespace
from shared.edge import program

async def fails():
    raise ValueError("Annabel of 3 High Street")

async def relay(config, service):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(fails())

program.relay = relay
sys.exit(program.run_program(SimpleNamespace(name="reviews"), None, ["relay"]))
"""
settings = {
    "CSPR_KAFKA": "none",
    "CSPR_DATABASE": "none",
    "CSPR_JWKS": "none",
    "CSPR_MASTER_KEY": new_master_key(),
}


def test_an_error_that_ends_a_process_is_logged_without_its_message() -> None:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    said = json.loads(line)
    assert (said["event"], said["error"]) == ("the process ends", "ValueError")
    assert said["frames"][-1].endswith("fails")
    assert "Annabel" not in done.stdout + done.stderr


def test_spans_are_written_where_a_setting_says(tmp_path: Path) -> None:
    place = tmp_path / "spans"
    traced = (
        "import asyncio, sys\nfrom types import SimpleNamespace\n"
        "from shared.edge import program\nfrom shared.edge.tracing import span\n"
        "async def relay(config, service):\n    with span('work', None):\n        pass\n"
        "program.relay = relay\n"
        "service = SimpleNamespace(name='reviews')\n"
        "sys.exit(program.run_program(service, 'none', ['relay']))\n"
    )
    environment = {**os.environ, **settings, "CSPR_TRACES": str(place)}
    done = subprocess.run([sys.executable, "-c", traced], env=environment, check=False)
    assert done.returncode == 0
    assert '"name": "work"' in place.read_text()
