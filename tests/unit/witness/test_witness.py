"""A witness cosigns one history only, whenever it is killed."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.witness.files import replace
from deploy.witness.look import Outcome, Seen, look
from deploy.witness.memory import Memory
from shared.proof.checkpoints import (
    Checkpoint,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from shared.proof.notes import Note, Signer, parse_note, timestamp_of
from tests.support.ledger import Ledger
from tests.support.verifying import verify

ROOT = Path(__file__).resolve().parents[3]
noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
ledger = Ledger(23)


class Noon:
    def now(self) -> datetime:
        return noon


class Place:
    """The folder that both parties see, and the witness's own."""

    def __init__(self, below: Path) -> None:
        self.folder = below / "shared"
        self.folder.mkdir()
        self.memory = Memory.begin(below / "own", "witness.example/w1")

    def offer(self, size: int, *, since: int | None = None) -> None:
        replace(self.folder / "checkpoint", str(ledger.checkpoint(size)).encode())
        if since is not None:
            self.prove(since, size)

    def offer_fork(self, size: int) -> Note:
        fork = sign_checkpoint(Checkpoint(ledger.signer.name, size, b"f" * 32), ledger.signer)
        (self.folder / "checkpoint").write_text(str(fork))
        return fork

    def prove(self, old: int, new: int) -> None:
        path = self.folder / f"consistency-{old}-{new}.json"
        replace(path, str(ledger.consistency(old, new)).encode())

    def look(self) -> Seen:
        return look(self.folder, self.memory, [ledger.signer.verifier], Noon())

    def cosigned(self) -> Checkpoint:
        """What is handed back, signed by both."""
        note = parse_note((self.folder / "cosigned").read_bytes())
        return open_checkpoint(note, [ledger.signer.verifier], [self.memory.verifier])

    def evidence(self) -> list[dict[str, str]]:
        folder = self.memory.folder / "evidence"
        return [json.loads(each.read_text()) for each in sorted(folder.glob("*.json"))]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def start(place: Place, *more: str, **environment: str) -> subprocess.Popen[str]:
    """The witness as the program that another party runs."""
    argv = [sys.executable, "-m", "deploy.witness", "watch", str(place.folder)]
    argv += ["--memory", str(place.memory.folder), "--ledger", ledger.key, *more]
    return subprocess.Popen(
        argv,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **environment},
    )


def run(place: Place, **environment: str) -> tuple[int, str]:
    with start(place, **environment) as process:
        words, _ = process.communicate(timeout=60)
        return process.returncode, words


def test_the_first_checkpoint_is_cosigned_as_it_is(place: Place) -> None:
    assert place.look() == Seen(Outcome.NOTHING_NEW, "There is no checkpoint yet.")
    place.offer(5)
    assert place.look() == Seen(Outcome.COSIGNED, "Cosigned at size 5.")
    assert place.cosigned().size == 5
    note = parse_note((place.folder / "cosigned").read_bytes())
    assert timestamp_of(note.signatures[1].content) == int(noon.timestamp())
    assert place.look() == Seen(Outcome.NOTHING_NEW, "It is cosigned already.")


def test_a_later_checkpoint_waits_for_its_proof(place: Place) -> None:
    place.offer(5)
    place.look()
    place.offer(17)
    assert place.look() == Seen(Outcome.WAITING, "A proof is wanted from size 5 to 17.")
    assert (place.folder / "wanted").read_text() == "5 17\n"
    assert place.cosigned().size == 5
    place.prove(5, 17)
    assert place.look().outcome is Outcome.COSIGNED
    assert place.cosigned() == read_checkpoint(ledger.checkpoint(17))
    assert not (place.folder / "wanted").exists()


def test_the_verifier_finds_the_cosignature(place: Place) -> None:
    place.offer(5)
    place.look()
    file = place.folder / "cosigned"
    status, words = verify(ledger.key, "checkpoint", file, f"--key={place.memory.verifier}")
    assert status == 0
    assert "checked: the checkpoint is signed by witness.example/w1" in words


def test_another_root_at_the_same_size_is_refused_and_kept_as_evidence(place: Place) -> None:
    place.offer(5)
    place.look()
    fork = place.offer_fork(5)
    for _ in range(2):
        seen = place.look()
        assert seen.outcome is Outcome.REFUSED
        assert "a fork: two roots at one size" in seen.words
    (evidence,) = place.evidence()
    assert evidence["offered"] == str(fork)
    notes = [parse_note(evidence[each].encode()) for each in ("cosigned", "offered")]
    first, second = (open_checkpoint(each, [ledger.signer.verifier]) for each in notes)
    assert first.size == second.size and first.root != second.root
    assert place.cosigned() == first


def test_a_ledger_that_shrank_is_refused(place: Place) -> None:
    place.offer(17)
    place.look()
    place.offer(5)
    assert "it shrank" in place.look().words
    assert place.cosigned().size == 17
    assert place.evidence()[0]["what"] == "it shrank"


def test_a_larger_checkpoint_of_another_history_is_refused(place: Place) -> None:
    place.offer(5)
    place.look()
    place.offer_fork(17)
    place.prove(5, 17)
    assert "no proof that it continues" in place.look().words
    assert place.evidence()[0]["proof"] == str(ledger.consistency(5, 17))
    for wrong in ("", "{}", "[]", '{"form": "cspr-consistency-v1"}', "\x00", "[" * 100_000):
        (place.folder / "consistency-5-17.json").write_text(wrong)
        assert place.look().outcome is Outcome.REFUSED
    (place.folder / "consistency-5-17.json").write_bytes(b"\xff")
    assert place.look().outcome is Outcome.REFUSED
    assert place.cosigned().size == 5
    place.offer(17, since=5)
    assert place.look().outcome is Outcome.COSIGNED


def test_what_the_ledger_did_not_sign_is_refused_without_evidence(place: Place) -> None:
    place.offer(5)
    place.look()
    stranger = Signer.generate("cspr.example/ledger")
    for note in (
        str(sign_checkpoint(Checkpoint(stranger.name, 17, b"f" * 32), stranger)),
        "no note",
        str(ledger.checkpoint(17)).replace("17", "18"),
    ):
        (place.folder / "checkpoint").write_text(note)
        assert place.look().outcome is Outcome.REFUSED
    assert place.evidence() == []
    assert place.cosigned().size == 5


def test_a_witness_never_replaces_its_key(place: Place) -> None:
    before = place.memory.verifier
    with pytest.raises(FileExistsError):
        Memory.begin(place.memory.folder, "witness.example/w1")
    assert place.memory.verifier == before
    assert (place.memory.folder / "witness.key").stat().st_mode & 0o77 == 0


@pytest.mark.parametrize(
    "point",
    [
        "witness-checked",
        "witness-wrote-last",
        "witness-kept",
        "witness-wrote-cosigned",
        "witness-given",
    ],
)
def test_killed_at_any_step_it_goes_on_and_never_cosigns_a_fork(
    place: Place, point: str
) -> None:
    place.offer(5)
    assert run(place)[0] == 0
    place.offer(17, since=5)
    assert run(place, CSPR_CRASH_AT=point)[0] == -signal.SIGKILL
    kept = place.memory.last()
    if kept is not None and kept.text == ledger.checkpoint(17).text:
        place.offer_fork(17)
        assert run(place)[0] == 1
        place.offer(17)
    assert run(place)[0] == 0
    assert place.cosigned().size == 17
    last = place.memory.last()
    assert str(last).encode() == (place.folder / "cosigned").read_bytes()
    place.offer(23, since=17)
    assert run(place)[0] == 0
    assert place.cosigned().size == 23


def test_in_a_loop_it_says_what_changes_and_cosigns_what_comes(place: Place) -> None:
    place.offer(5)
    with start(place, "--every", "0.01") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Witness {place.memory.verifier}\n"
        assert process.stdout.readline() == "cosigned: Cosigned at size 5.\n"
        assert process.stdout.readline() == "nothing new: It is cosigned already.\n"
        place.offer(17)
        assert process.stdout.readline() == "waiting: A proof is wanted from size 5 to 17.\n"
        place.prove(5, 17)
        assert process.stdout.readline() == "cosigned: Cosigned at size 17.\n"
        process.terminate()
    assert place.cosigned().size == 17


def test_its_statuses_tell_a_supervisor_what_came_of_it(place: Place) -> None:
    place.offer(5)
    assert run(place)[0] == 0
    place.offer(17)
    assert run(place)[0] == 3
    (place.memory.folder / "witness.key").write_text("no key")
    status, words = run(place)
    assert (status, words) == (
        2,
        "The witness cannot work: A private key begins with PRIVATE+KEY+.\n",
    )


def test_it_needs_no_package_but_cryptography() -> None:
    code = (
        "import sys, deploy.witness.__main__\n"
        "wanted = {'pydantic', 'psycopg', 'aiokafka', 'fastapi', 'structlog', 'httpx'}\n"
        "print(sorted(wanted & {each.split('.')[0] for each in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "[]\n", done.stderr
