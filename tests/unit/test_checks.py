"""The linters find the faults for which they are here: each planted once."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CLEAN = {
    "services/__init__.py": "",
    "services/notifications/__init__.py": "",
    "services/reviews/__init__.py": "",
    "services/reviews/app.py": "import shared.edge\nimport psycopg",
    "services/reporting/__init__.py": "",
    "shared/__init__.py": "",
    "shared/edge/__init__.py": "import shared.events",
    "shared/log/__init__.py": "import aiokafka",
    "shared/events/__init__.py": "import pydantic",
    "deploy/__init__.py": "",
}


def lint_imports(place: Path, **planted: str) -> subprocess.CompletedProcess[str]:
    files = CLEAN | {name.replace("__", "/") + ".py": code for name, code in planted.items()}
    for name, code in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code + "\n")
    (place / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=place, capture_output=True, text=True, timeout=60
    )


def test_imports_that_go_downwards_pass(tmp_path: Path) -> None:
    done = lint_imports(tmp_path)
    assert (done.returncode, done.stdout.count(" BROKEN")) == (0, 0), done.stdout


@pytest.mark.parametrize(
    ("module", "code", "contract"),
    [
        (
            "services__reviews__policies",
            "import services.reporting",
            "Services are independent",
        ),
        ("shared__folds", "import deploy", "Shared knows no service"),
        ("shared__decisions__store", "import services.reviews", "Shared knows no service"),
        ("shared__privacy__seal", "import shared.log", "The floors of shared"),
        ("shared__events__incidents", "import asyncio", "The language imports no IO"),
        ("services__reviews__domain", "import asyncio", "Rules, policies and folds"),
        ("services__reviews__domain__publication", "import structlog", "Rules, policies and"),
        ("services__reporting__read_models__caseload", "import psycopg", "Rules, policies and"),
        ("services__reporting__policies", "import shared.log", "Rules, policies and folds"),
    ],
)
def test_an_import_that_goes_the_wrong_way_is_found(
    tmp_path: Path, module: str, code: str, contract: str
) -> None:
    package = tmp_path / module.rpartition("__")[0].replace("__", "/")
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    done = lint_imports(tmp_path, **{module: code})
    broken = [line for line in done.stdout.splitlines() if line.endswith(" BROKEN")]
    assert done.returncode != 0
    assert any(line.startswith(contract) for line in broken), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import datetime\nnow = datetime.datetime.now()", "TID251"),
        ("from datetime import datetime\nnow = datetime.now()", "TID251"),
        ("from datetime import date\ntoday = date.today()", "TID251"),
        ("from uuid import uuid4\nnumber = uuid4()", "TID251"),
        ("import time\nnow = time.time()", "TID251"),
        (
            "def f(x):\n" + "".join(f"    if x == {n}:\n        x += 1\n" for n in range(8)),
            "C901",
        ),
        ("def f(a, b, c, d, e, f): ...", "PLR0917"),
        ("x = 1", "D100"),
        ("x = '" + "long" * 25 + "'", "E501"),
    ],
)
def test_ruff_finds_what_the_house_forbids(code: str, rule: str) -> None:
    name = str(ROOT / "shared" / "log" / "planted.py")
    found = ruff(name, code)
    assert f" {rule} " in found, found


def test_time_and_ids_have_one_place_each() -> None:
    assert "TID251" not in ruff(
        str(ROOT / "shared" / "decisions" / "clock.py"),
        "from datetime import datetime, UTC\nnow = datetime.now(UTC)",
    )


def ruff(name: str, code: str) -> str:
    argv = [sys.executable, "-m", "ruff", "check", "--output-format=concise", "--no-cache"]
    return subprocess.run(
        [*argv, f"--stdin-filename={name}", "-"],
        input=code,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


def test_types_miss_no_case(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(
        "from enum import Enum\n\n"
        "class Stage(Enum):\n    OPEN = 1\n    CLOSED = 2\n\n"
        "def f(stage: Stage) -> int:\n"
        "    match stage:\n        case Stage.OPEN:\n            return 1\n    return 2\n"
    )
    config = f"--config-file={ROOT / 'pyproject.toml'}"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", config, "--cache-dir", str(tmp_path), str(planted)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "[exhaustive-match]" in done.stdout, done.stdout + done.stderr
