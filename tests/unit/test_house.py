"""The house rules that no linter holds: sizes, names, and what must never be in the project."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "models"}
MOST_LINES = 300


def oversized(files: Iterator[Path]) -> list[str]:
    sizes = ((path, len(path.read_text().splitlines())) for path in files)
    return [f"{path} has {lines} lines" for path, lines in sizes if lines > MOST_LINES]


def badly_named(files: Iterator[Path]) -> list[Path]:
    return [path for path in files if FORBIDDEN_NAMES & {path.stem, *path.parent.parts}]


def modules() -> Iterator[Path]:
    for room in ("services", "shared", "deploy", "tests"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT)


def test_no_module_is_longer_than_300_lines() -> None:
    assert oversized(ROOT / path for path in modules()) == []


def test_no_module_is_named_after_nothing() -> None:
    assert badly_named(modules()) == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in modules() if "migrations" not in path.parts}
    assert (
        sorted(str(each) for each in folders if not (ROOT / each / "__init__.py").exists())
        == []
    )


def test_the_lock_has_a_hash_for_every_package_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    packages = re.split(r"\n(?=[a-z])", lock)
    assert len(packages) > 50
    assert [each.split()[0] for each in packages if "--hash=sha256:" not in each] == []
    assert "://" not in lock and "index-url" not in lock


def test_the_checks_find_planted_faults(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("pass\n" * (MOST_LINES + 1))
    assert oversized(iter([long])) == [f"{long} has 301 lines"]
    assert badly_named(iter([Path("shared/log/utils.py"), Path("shared/log/relay.py")])) == [
        Path("shared/log/utils.py")
    ]
    assert badly_named(iter([Path("shared/common/relay.py")])) == [
        Path("shared/common/relay.py")
    ]
