"""The verifier, run as the program that a partner has, on what the ledger hands out."""

import ast
import json
import random
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.proof.attestation import attest
from shared.proof.checkpoints import (
    Checkpoint,
    cosign,
    read_checkpoint,
    sign_checkpoint,
)
from shared.proof.notes import Kind, Signer
from tests.support.ledger import Ledger, verifier
from tests.support.verifying import each_byte_changed, every_finding, files_of, verify

ledger = Ledger(23)
witness = Signer.generate("witness.example/w1", Kind.COSIGNATURE)
noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
code = {"release": "1", "version": 1, "fold": "a" * 64, "upcasters": "b" * 64}


def test_the_program_needs_nothing_of_ours_and_is_short() -> None:
    source = verifier.read_text()
    trees = ast.walk(ast.parse(source))
    imported = {
        name.split(".")[0]
        for each in trees
        for name in (
            [each.module or "." if not each.level else "."]
            if isinstance(each, ast.ImportFrom)
            else [alias.name for alias in each.names]
            if isinstance(each, ast.Import)
            else []
        )
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert not imported & {"socket", "urllib", "http", "ssl", "subprocess", "asyncio"}
    assert len(source.splitlines()) <= 300


def test_receipts_hold_at_every_place_and_size_with_and_without_the_record(
    tmp_path: Path,
) -> None:
    receipts = tmp_path / "receipts.jsonl"
    made = [
        ledger.receipt(index, size, with_record=(index + size) % 2 == 0)
        for size in range(1, 24)
        for index in range(size)
    ]
    receipts.write_text("".join(map(str, made)))
    found = every_finding(ledger.key, "receipt", receipts)
    assert [each["holds"] for each in found] == [True] * len(made)
    assert found[0]["checked"] == [
        "the checkpoint is signed by cspr.example/ledger",
        "the leaf stands at its index in the tree of the checkpoint",
    ]
    assert found[0]["not_checked"] == [
        "that others are shown the same ledger: no witness's key was given",
        "what the leaf was made of: the receipt has no record",
    ]
    assert found[2]["name"] == f"{receipts}:3"
    whole = next(each for each, of in zip(found, made, strict=True) if of.record is not None)
    assert whole["checked"][2:] == ["the leaf is that of the record in the receipt"]  # type: ignore[index]


def test_a_receipt_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(str(ledger.receipt(4, 11)).rstrip("\n"))
    assert verify(ledger.key, "receipt", file) == (
        0,
        f"{file}:1: holds\n"
        "  checked: the checkpoint is signed by cspr.example/ledger\n"
        "  checked: the leaf stands at its index in the tree of the checkpoint\n"
        "  checked: the leaf is that of the record in the receipt\n"
        "  NOT checked: that others are shown the same ledger: no witness's key was given\n",
    )


def test_each_byte_of_a_receipt_changed_once_is_refused(tmp_path: Path) -> None:
    receipts = tmp_path / "receipts.jsonl"
    raw = str(ledger.receipt(13, 23)).encode().rstrip(b"\n")
    wrong = [each for each in each_byte_changed(raw) if b"\n" not in each]
    receipts.write_bytes(b"\n".join(wrong) + b"\n")
    found = every_finding(ledger.key, "receipt", receipts)
    assert len(found) == len(wrong) > len(raw)
    assert [wrong[n] for n, each in enumerate(found) if each["holds"]] == []
    with_newlines = [each for each in each_byte_changed(raw) if b"\n" in each]
    receipts.write_bytes(b"\n".join(with_newlines) + b"\n")
    assert not any(each["holds"] for each in every_finding(ledger.key, "receipt", receipts))


def test_a_receipt_of_another_ledger_or_with_a_field_too_many_is_refused(
    tmp_path: Path,
) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(str(Ledger(5).receipt(1, 5)))
    status, words = verify(ledger.key, "receipt", file)
    assert (status, "not signed by a key that was given" in words) == (1, True)
    more = ledger.receipt(1, 5).as_json() | {"paid": True}
    file.write_text(json.dumps(more, ensure_ascii=False) + "\n")
    assert verify(ledger.key, "receipt", file)[0] == 1
    file.write_text("")
    assert verify(ledger.key, "receipt", file)[0] == 1


def test_a_thousand_receipts_are_checked_within_a_second_of_work(tmp_path: Path) -> None:
    large = Ledger(1_000)
    checkpoint = large.receipt(0, 1_000).checkpoint
    file = tmp_path / "receipts.jsonl"
    lines = []
    for index in range(1_000):
        said = large.receipt(index, 1_000).as_json() | {"checkpoint": str(checkpoint)}
        lines.append(json.dumps(said, ensure_ascii=False) + "\n")
    file.write_text("".join(lines))
    before = _children()
    status, words = verify(large.key, "receipt", file)
    assert (status, words.splitlines()[0]) == (0, f"{file}:1 and 999 more: holds")
    assert _children() - before < 1


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_each_byte_of_a_checkpoint_changed_once_is_refused(tmp_path: Path) -> None:
    raw = str(cosign(ledger.checkpoint(23), witness, noon)).encode()
    files = files_of(tmp_path, [raw, *each_byte_changed(raw)])
    found = every_finding(ledger.key, "checkpoint", *files, f"--key={witness.verifier}")
    assert [each["holds"] for each in found].count(True) == 1
    assert found[0]["holds"] and found[0]["not_checked"] == []
    assert found[0]["says"] == {
        "origin": "cspr.example/ledger",
        "size": 23,
        "root": read_checkpoint(ledger.checkpoint(23)).root.hex(),
    }


def test_a_checkpoint_without_the_witness_that_was_named_is_refused(tmp_path: Path) -> None:
    (file,) = files_of(tmp_path, [str(ledger.checkpoint(23)).encode()])
    assert verify(ledger.key, "checkpoint", file)[0] == 0
    status, words = verify(ledger.key, "checkpoint", file, f"--key={witness.verifier}")
    assert (status, "not cosigned by each witness" in words) == (1, True)


def test_consistency_holds_between_all_sizes_and_not_with_another_history(
    tmp_path: Path,
) -> None:
    old, new, proof = (tmp_path / name for name in ("old", "new", "proof"))
    for sizes in ((0, 5), (1, 8), (7, 23)):
        old.write_text(str(ledger.checkpoint(sizes[0])))
        new.write_text(str(ledger.checkpoint(sizes[1])))
        proof.write_text(str(ledger.consistency(*sizes)))
        status, words = verify(ledger.key, "consistency", old, new, proof)
        assert (status, "begins with the whole of the earlier" in words) == (0, True), words
    fork = Checkpoint(ledger.signer.name, 9, b"f" * 32)
    old.write_text(str(sign_checkpoint(fork, ledger.signer)))
    new.write_text(str(ledger.checkpoint(23)))
    proof.write_text(str(ledger.consistency(9, 23)))
    status, words = verify(ledger.key, "consistency", old, new, proof)
    assert (status, "does not continue the earlier" in words) == (1, True)
    old.write_text(str(ledger.checkpoint(23)))
    new.write_text(str(ledger.checkpoint(9)))
    assert verify(ledger.key, "consistency", old, new, proof)[0] == 1


def test_bytes_of_a_consistency_proof_changed_once_are_refused(tmp_path: Path) -> None:
    old, new, proof = (tmp_path / name for name in ("old", "new", "proof"))
    old.write_text(str(ledger.checkpoint(9)))
    new.write_text(str(ledger.checkpoint(23)))
    raw = str(ledger.consistency(9, 23)).encode().rstrip(b"\n")
    for wrong in random.Random(1).sample(each_byte_changed(raw), 10):
        proof.write_bytes(wrong)
        assert verify(ledger.key, "consistency", old, new, proof)[0] == 1, wrong


def test_an_attestation_says_what_is_in_it_and_no_byte_of_it_can_change(
    tmp_path: Path,
) -> None:
    raw = str(attest("reconcile", {"digest": "d1", "events": 12}, ledger.signer)).encode()
    files = files_of(tmp_path, [raw, *each_byte_changed(raw)])
    found = every_finding(ledger.key, "attestation", *files)
    assert [each["holds"] for each in found].count(True) == 1
    assert found[0]["says"] == {
        "form": "cspr-attestation-v1",
        "kind": "reconcile",
        "digest": "d1",
        "events": 12,
    }
    assert found[0]["checked"] == ["what is attested is signed by cspr.example/ledger"]
    assert found[0]["not_checked"] == ["that what is attested is so"]


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("", ""),
        ("rows", 4),
        ("digest", "d" * 32),
        ("version", 2),
        ("fold", "e" * 64),
        ("upcasters", "f" * 64),
    ],
)
def test_an_attestation_of_a_replay_has_to_be_of_the_same_rows_and_the_same_code(
    tmp_path: Path, part: str, other: object
) -> None:
    replayed: dict[str, object] = {
        "generation": 2,
        "code": dict(code),
        "rows": 3,
        "digest": "c",
    }
    said = {"living": {**replayed, "generation": 1}, "replayed": replayed}
    if part:
        at = code if part in code else replayed
        replayed |= {"code": code | {part: other}} if at is code else {part: other}
    (file,) = files_of(tmp_path, [str(attest("replay", said, ledger.signer)).encode()])
    (found,) = every_finding(ledger.key, "attestation", file)
    assert found["holds"] == (not part)
    if part:
        assert part in str(found["refused"])
    else:
        assert "it names the same rows twice, folded by the same code" in str(found["checked"])


@pytest.mark.parametrize(
    "key", ["", "no key", "a+b+c", ledger.key[:-1], ledger.key.replace("ledger", "ledgers")]
)
def test_without_a_right_key_or_file_nothing_is_checked_and_the_status_is_two(
    tmp_path: Path, key: str
) -> None:
    (file,) = files_of(tmp_path, [str(ledger.checkpoint(23)).encode()])
    assert verify(key, "checkpoint", file)[0] == 2
    assert verify(ledger.key, "checkpoint", tmp_path / "absent")[0] == 2
    assert verify(ledger.key, "certificate", file)[0] == 2
