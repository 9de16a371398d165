"""Whatever is done to what the ledger hands out, at whichever byte, the verifier refuses it."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.verify import cspr_verify
from services.command.replay.attesting import statement_of
from shared.folds.attestation import Attestation, Folded
from shared.proof.attestation import attest
from shared.proof.checkpoints import cosign
from shared.proof.notes import Kind, Signer, sign
from tests.support.ledger import Ledger
from tests.support.verifying import every_finding, files_of

ledger = Ledger(23)
witness = Signer.generate("witness.example/w1", Kind.COSIGNATURE)
noon = datetime(2026, 3, 2, 12, tzinfo=UTC)


code = {"release": "1", "version": 1, "fold": "a" * 64, "upcasters": "b" * 64}
living = Folded(1, code, 3, "c" * 32)
attested = Attestation(
    "totals", living, replace(living, generation=2), {"0": 7, "1": 5}, 12, {"until": None}
)

Act = Callable[[bytes, int], list[bytes]]


def swapped(raw: bytes, at: int) -> list[bytes]:
    both = raw[at : at + 2]
    return [raw[:at] + both[::-1] + raw[at + 2 :]] if both != both[::-1] else []


acts: dict[str, Act] = {
    "edited": lambda raw, at: [
        raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :] for bit in {1, 1 << at % 7}
    ],
    "deleted": lambda raw, at: [raw[:at] + raw[at + 1 :]],
    "inserted": lambda raw, at: [
        raw[:at] + bytes([more]) + raw[at:] for more in {raw[at], *b"0A \n"}
    ],
    "swapped": swapped,
    "truncated": lambda raw, at: [raw[:at]],
}


def done_everywhere(act: str, raw: bytes) -> list[bytes]:
    return [wrong for at in range(len(raw)) for wrong in acts[act](raw, at)]


things: dict[str, bytes] = {
    "checkpoint": str(cosign(ledger.checkpoint(23), witness, noon)).encode(),
    "attestation": str(attest("reconcile", {"balances": True}, ledger.signer)).encode(),
    "replay": str(sign(statement_of(attested), ledger.signer)).encode(),
}


@pytest.mark.parametrize("act", acts)
@pytest.mark.parametrize("thing", things)
def test_a_note_is_refused_and_the_file_named(thing: str, act: str, tmp_path: Path) -> None:
    raw = things[thing]
    wrong = done_everywhere(act, raw)
    files = files_of(tmp_path, wrong)
    more = [f"--key={witness.verifier}"] if thing == "checkpoint" else []
    what = "attestation" if thing == "replay" else thing
    found = every_finding(ledger.key, what, *files, *more)
    assert [each["name"] for each in found] == [str(file) for file in files]
    assert [wrong[n] for n, each in enumerate(found) if each["holds"]] == []


@pytest.mark.parametrize("act", acts)
def test_a_receipt_is_refused_and_its_line_named(act: str, tmp_path: Path) -> None:
    raw = str(ledger.receipt(13, 23)).encode().rstrip(b"\n")
    wrong = [each for each in done_everywhere(act, raw) if b"\n" not in each]
    file = tmp_path / "receipts.jsonl"
    file.write_bytes(b"\n".join([raw, *wrong, raw]) + b"\n")
    found = every_finding(ledger.key, "receipt", file)
    held = [str(each["name"]) for each in found if each["holds"]]
    assert held == [f"{file}:1", f"{file}:{len(wrong) + 2}"]


@pytest.mark.parametrize("act", acts)
def test_a_proof_that_the_ledger_only_grew_is_refused(act: str, tmp_path: Path) -> None:
    raw = str(ledger.consistency(9, 23)).encode().rstrip(b"\n")
    assert _refused([raw], tmp_path) == []
    wrong = done_everywhere(act, raw)
    assert [each for each in wrong if not _refused([each], tmp_path)] == []


def _refused(proofs: list[bytes], folder: Path) -> list[str]:
    """Why the verifier refuses each; of so many, each in a process would take minutes."""
    keys = (cspr_verify.read_key(ledger.key),)
    ends = [str(ledger.checkpoint(size)).encode() for size in (9, 23)]
    words = []
    for proof in proofs:
        try:
            cspr_verify.consistency([*ends, proof], keys, cspr_verify.Finding("proof"))
        except (cspr_verify.Refused, *cspr_verify.WRONG_SHAPE) as error:
            words.append(str(error) or type(error).__name__)
    return words


def done_in_places(raw: bytes) -> Iterator[bytes]:
    """A file of a bundle with each act done to it at its beginning, middle and end."""
    for act in acts.values():
        for at in (0, len(raw) // 2, len(raw) - 2):
            yield from act(raw, at)


def test_each_file_of_a_bundle_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "export"
    ledger.bundle(made, 5, 19, first=3, last=23)
    for file in sorted(made.iterdir()):
        whole = file.read_bytes()
        for wrong in done_in_places(whole):
            file.write_bytes(wrong)
            argv = ["cspr_verify.py", "bundle", str(made), f"--key={ledger.key}", "--json"]
            monkeypatch.setattr(sys, "argv", argv)
            assert cspr_verify.main() == 1
            refused = json.loads(capsys.readouterr().out)["refused"]
            assert file.name == "manifest.note" or file.name in refused, (file.name, refused)
            file.write_bytes(whole)
