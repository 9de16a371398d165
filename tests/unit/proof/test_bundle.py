"""A bundle proves its records to who has the ledger's key, and tells where one was altered."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from shared.proof.bundle import Entry, write_bundle
from shared.proof.receipt import NotProven
from tests.support.ledger import Ledger, verifier
from tests.support.verifying import verify

ledger = Ledger(40)
start, stop = 5, 29


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle") / "export"
    ledger.bundle(folder, start, stop, first=3, last=40)
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def test_a_bundle_holds_by_the_verifier_that_is_in_it(made: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "cspr_verify.py", "bundle", ".", "--key", ledger.key],
        cwd=made,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "checked: its 24 records stand in the last ledger; no file is altered" in done.stdout
    assert "checked: the last ledger begins with the whole of the first" in done.stdout
    assert "NOT checked: partitions and offsets" in done.stdout
    assert {path.name for path in made.iterdir()} == {
        "README.txt",
        "cspr_verify.py",
        "entries.jsonl",
        "first.checkpoint",
        "keys.txt",
        "last.checkpoint",
        "leaves.txt",
        "manifest.note",
        "proofs.json",
    }


def test_a_bundle_has_each_record_byte_for_byte(made: Path) -> None:
    lines = (made / "entries.jsonl").read_text().splitlines()
    assert len(lines) == stop - start
    first = json.loads(lines[0])
    assert [first[each] for each in ("index", "partition", "offset")] == [5, 2, 1]
    assert first["key"] == "Y2FzZS0x"
    assert first["headers"][0] == ["ce_id", "aWQtNQ=="]
    assert first["headers"][3] == ["absent", None]
    assert json.loads(lines[1])["value"] is None


@pytest.mark.parametrize("bounds", [(0, 40, 0, 40), (0, 1, 1, 1), (39, 40, 40, 40)])
def test_a_bundle_may_begin_and_end_anywhere(
    tmp_path: Path, bounds: tuple[int, int, int, int]
) -> None:
    begin, end, first, last = bounds
    ledger.bundle(tmp_path / "export", begin, end, first=first, last=last)
    status, words = verify(ledger.key, "bundle", tmp_path / "export")
    assert status == 0, words


def with_value(line: str) -> str:
    said = json.loads(line)
    return json.dumps(said | {"value": "YWx0ZXJlZA=="}, ensure_ascii=False)


def with_offset(line: str) -> str:
    return json.dumps(json.loads(line) | {"offset": 99}, ensure_ascii=False)


edits: dict[str, Callable[[list[str]], list[str]]] = {
    "edited": lambda lines: [*lines[:6], with_value(lines[6]), *lines[7:]],
    "moved": lambda lines: [*lines[:6], with_offset(lines[6]), *lines[7:]],
    "unreadable": lambda lines: [*lines[:6], "{", *lines[7:]],
    "deleted": lambda lines: [*lines[:6], *lines[7:]],
    "inserted": lambda lines: [*lines[:6], lines[3], *lines[6:]],
    "swapped": lambda lines: [*lines[:6], lines[7], lines[6], *lines[8:]],
    "truncated": lambda lines: lines[:6],
}


@pytest.mark.parametrize("edit", edits)
def test_what_is_done_to_the_records_is_told_with_its_place(copy: Path, edit: str) -> None:
    file = copy / "entries.jsonl"
    lines = edits[edit](file.read_text().splitlines())
    file.write_text("".join(f"{line}\n" for line in lines))
    status, words = verify(ledger.key, "bundle", copy)
    assert status == 1
    assert "REFUSED: entries.jsonl line 7: not the record at index 11" in words


def test_what_is_done_to_the_list_of_leaves_is_told_with_its_place(copy: Path) -> None:
    file = copy / "leaves.txt"
    lines = file.read_text().splitlines()
    lines[8] = lines[8][:-1] + ("0" if lines[8][-1] != "0" else "1")
    file.write_text("".join(f"{line}\n" for line in lines))
    status, words = verify(ledger.key, "bundle", copy)
    assert (status, "leaves.txt line 9: not the record at index 13" in words) == (1, True)


def test_records_and_leaves_altered_alike_do_not_make_up_the_checkpoint(copy: Path) -> None:
    other = Ledger(40)
    other.signer = ledger.signer
    other.records[7] = replace(other.records[7], value=b"altered")
    entries = [Entry(n % 3, n // 3, other.records[n]) for n in range(start, stop)]
    for name in ("entries.jsonl", "leaves.txt"):
        shutil.copy(_written(copy.parent / "other", entries) / name, copy / name)
    status, words = verify(ledger.key, "bundle", copy)
    assert (status, "agree, but not with the last checkpoint" in words) == (1, True)


def _written(folder: Path, entries: list[Entry]) -> Path:
    """What an operator could write who alters a record: all but the proof."""
    shutil.rmtree(folder, ignore_errors=True)
    with pytest.raises(NotProven):
        _write(folder, entries)
    return folder


def _write(folder: Path, entries: list[Entry]) -> None:
    write_bundle(
        folder,
        entries,
        ledger.proofs(start, stop, first=3, last=40),
        signer=ledger.signer,
        keys=[ledger.signer.verifier],
        verifier=verifier.read_bytes(),
        about={},
    )


def test_a_byte_changed_in_any_file_is_refused_and_the_file_named(
    made: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    copies, names = [], sorted(path.name for path in made.iterdir())
    for name in names:
        raw = (made / name).read_bytes()
        for at in chance.sample(range(len(raw)), 6):
            copies.append(Path(shutil.copytree(made, tmp_path / f"{name}-{at}")))
            wrong = raw[:at] + bytes([raw[at] ^ 1 << at % 7]) + raw[at + 1 :]
            (copies[-1] / name).write_bytes(wrong)
    status, words = verify(ledger.key, "bundle", *copies, "--json")
    found = [json.loads(line) for line in words.splitlines()]
    assert status == 1
    assert [each["name"] for each in found if each["holds"]] == []
    for each, folder in zip(found, copies, strict=True):
        name = folder.name.rpartition("-")[0]
        assert name == "manifest.note" or name in each["refused"], each


def test_a_file_too_many_or_missing_is_named(copy: Path) -> None:
    (copy / "more.txt").write_text("more")
    (copy / "keys.txt").unlink()
    status, words = verify(ledger.key, "bundle", copy)
    assert status == 1
    assert "files missing, or too many: ['keys.txt', 'more.txt']" in words


def test_a_bundle_that_somebody_else_signed_anew_is_refused(tmp_path: Path) -> None:
    Ledger(40).bundle(tmp_path / "export", start, stop, first=3, last=40)
    assert verify(ledger.key, "bundle", tmp_path / "export")[0] == 1


def test_what_is_not_proven_is_not_exported(tmp_path: Path) -> None:
    entries = [Entry(0, n, ledger.records[n]) for n in range(start, stop)]
    for number, wrong in enumerate((entries[1:], entries[::-1], [*entries, entries[0]], [])):
        with pytest.raises(NotProven):
            _write(tmp_path / str(number), wrong)
    with pytest.raises(FileExistsError):
        _write(tmp_path / "0", entries)
