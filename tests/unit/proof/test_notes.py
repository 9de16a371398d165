"""Notes, keys and checkpoints are those of C2SP; examples are published ones where there are.

The keys and notes of Peter Neumann and Enoch Root are those of golang.org/x/mod/sumdb/note.
"""

from datetime import UTC, datetime, timedelta

import pytest

from shared.proof.attestation import attest, open_attestation
from shared.proof.checkpoints import (
    Checkpoint,
    cosign,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from shared.proof.notes import (
    Kind,
    Note,
    NoteRefused,
    Signer,
    VerifierKey,
    cosigned_bytes,
    parse_note,
    sign,
    timestamp_of,
    verified_by,
)

peter_secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
peter_text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
enoch_text = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
peter, enoch = VerifierKey.parse(peter_text), VerifierKey.parse(enoch_text)
text = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
peter_line = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
    "RZb6KE6RyyBwJnAM=\n"
)
enoch_line = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox"
    "33WWd1RvMc+QQ=\n"
)
behind_the_sofa = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2\
q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2o\
yin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
ledger = Signer.generate("cspr.example/ledger")
witness = Signer.generate("witness.example/w1", Kind.COSIGNATURE)
checkpoint = Checkpoint("cspr.example/ledger", 1234, bytes(range(32)))


def test_keys_and_signatures_are_those_of_the_reference_example() -> None:
    signer = Signer.parse(peter_secret)
    assert str(signer.verifier) == peter_text
    assert signer.secret_text() == peter_secret
    assert "81" not in repr(signer) and repr(signer) == "Signer('PeterNeumann')"
    assert str(sign(text, signer)) == f"{text}\n{peter_line}"


def test_the_known_keys_of_a_note_are_verified_and_others_passed_over() -> None:
    note = parse_note(f"{text}\n{peter_line}{enoch_line}".encode())
    assert str(note) == f"{text}\n{peter_line}{enoch_line}"
    assert verified_by(note, [peter]) == [peter]
    assert verified_by(note, [enoch, peter]) == [peter, enoch]
    with pytest.raises(NoteRefused, match="not signed by a key that is known"):
        verified_by(note, [])
    broken = parse_note(f"{text}\n{peter_line}{enoch_line}".replace("5n2t", "5n3t").encode())
    with pytest.raises(NoteRefused, match="does not hold"):
        verified_by(broken, [peter, enoch])


@pytest.mark.parametrize("key", [peter_text, peter_secret])
def test_each_byte_of_a_key_changed_once_and_each_part_of_it_is_refused(key: str) -> None:
    parse = Signer.parse if key == peter_secret else VerifierKey.parse
    assert parse(key)
    wrong = [key[:at] + chr(ord(key[at]) + 1) + key[at + 1 :] for at in range(len(key))]
    wrong += [key[start:] for start in range(1, len(key))]
    wrong += [key[:stop] for stop in range(len(key))]
    for each in wrong:
        with pytest.raises(NoteRefused):
            parse(each)


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        peter_text.replace("c74f20a3", "C74F20A3"),
        "PeterNeumann+c74f20a3",
        "",
    ],
)
def test_a_key_of_another_kind_or_length_is_refused(key: str) -> None:
    with pytest.raises(NoteRefused):
        VerifierKey.parse(key)


@pytest.mark.parametrize(
    "raw",
    [
        text.encode(),
        f"{text}\n".encode(),
        f"{text}\n{peter_line[:-1]}".encode(),
        f"\x01{text}\n{peter_line}".encode(),
        b"\xff" + f"{text}\n{peter_line}".encode(),
        f"{text}\n{peter_line.replace('PeterNeumann', 'Bad Name')}".encode(),
        f"{text}\n{peter_line.replace('PeterNeumann', 'Bad+Name')}".encode(),
        f"{text}\n{peter_line}Unexpected line.\n".encode(),
        f"{text}\n{peter_line}".replace("\n", "\r\n").encode(),
        f"{text}\n{peter_line.replace('AM=', 'AN=')}".encode(),
        f"{text}\n{peter_line * 101}".encode(),
        f"{text * 20_000}\n{peter_line}".encode(),
        f"{text}\n— PeterNeumann x08goA\n".encode(),
        f"{text}\n— PeterNeumann x08gow==\n".encode(),
    ],
)
def test_what_is_not_exactly_a_note_is_refused(raw: bytes) -> None:
    with pytest.raises(NoteRefused):
        parse_note(raw)


def test_the_published_checkpoint_and_cosignature_are_read() -> None:
    note = parse_note(behind_the_sofa.encode())
    assert str(note) == behind_the_sofa
    read = read_checkpoint(note)
    assert (read.origin, read.size) == ("example.com/behind-the-sofa", 20852163)
    assert str(read) == note.text
    by_witness = note.signatures[1]
    assert (by_witness.name, by_witness.key_id.hex()) == ("witness.example.com/w1", "8d66cf3f")
    assert timestamp_of(by_witness.content) == 1679315147
    assert cosigned_bytes(note.text, 1679315147) == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )


def test_a_checkpoint_needs_its_ledger_and_each_witness_that_is_asked_for() -> None:
    note = sign_checkpoint(checkpoint, ledger)
    seen = cosign(note, witness, noon)
    keys, witnesses = [ledger.verifier], [witness.verifier]
    assert open_checkpoint(note, keys) == checkpoint
    assert open_checkpoint(seen, keys) == checkpoint
    assert open_checkpoint(seen, keys, witnesses) == checkpoint
    with pytest.raises(NoteRefused, match="cosigned by each"):
        open_checkpoint(note, keys, witnesses)
    with pytest.raises(NoteRefused, match="key of its ledger"):
        open_checkpoint(seen, [], witnesses)
    with pytest.raises(NoteRefused, match="not signed"):
        open_checkpoint(note, [peter])


def test_a_later_cosignature_takes_the_place_of_the_earlier_one() -> None:
    once = cosign(sign_checkpoint(checkpoint, ledger), witness, noon)
    twice = cosign(once, witness, noon + timedelta(minutes=1))
    times = [timestamp_of(each.content) for each in twice.signatures[1:]]
    assert times == [int(noon.timestamp()) + 60]
    assert open_checkpoint(twice, [ledger.verifier], [witness.verifier]) == checkpoint


def test_each_byte_of_a_cosigned_checkpoint_changed_once_is_refused() -> None:
    raw = str(cosign(sign_checkpoint(checkpoint, ledger), witness, noon)).encode()
    for at in range(len(raw)):
        for bit in (1, 1 << at % 8):
            wrong = raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
            with pytest.raises(NoteRefused):
                open_checkpoint(parse_note(wrong), [ledger.verifier], [witness.verifier])


@pytest.mark.parametrize(
    "body",
    [
        "cspr.example/ledger\n12\n",
        "cspr.example/ledger\n012\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "cspr.example/ledger\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "cspr.example/ledger\n١\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "cspr.example/ledger\n12\nAAEC\n",
        "cspr.example/ledger\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nmore\n",
        "\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ],
)
def test_a_note_that_is_no_checkpoint_is_refused_though_it_is_signed(body: str) -> None:
    with pytest.raises(NoteRefused):
        open_checkpoint(sign(body, ledger), [ledger.verifier])


def test_a_key_signs_only_what_it_is_for() -> None:
    with pytest.raises(NoteRefused, match="key of its own name"):
        sign_checkpoint(checkpoint, Signer.generate("another.example/ledger"))
    with pytest.raises(NoteRefused, match="checkpoints only"):
        sign(text, witness)
    with pytest.raises(NoteRefused, match="made for that alone"):
        cosign(sign_checkpoint(checkpoint, ledger), ledger, noon)
    with pytest.raises(NoteRefused, match="three lines"):
        cosign(sign(text, ledger), witness, noon)
    with pytest.raises(NoteRefused, match="no blank"):
        Signer.generate("a name")


def test_an_attestation_says_what_was_signed_and_nothing_else() -> None:
    note = attest("replay", {"digest": "d1", "events": 12, "who": "Ægir"}, ledger)
    assert open_attestation(parse_note(str(note).encode()), [ledger.verifier]) == {
        "form": "cspr-attestation-v1",
        "kind": "replay",
        "digest": "d1",
        "events": 12,
        "who": "Ægir",
    }
    with pytest.raises(NoteRefused, match="not signed"):
        open_attestation(note, [peter])
    for other in ('{"form": "other", "kind": "x"}\n', "[]\n", '{"a":1}\n', "no JSON\n"):
        with pytest.raises(NoteRefused):
            open_attestation(sign(other, ledger), [ledger.verifier])
    moved = Note(sign(text, ledger).text, note.signatures)
    with pytest.raises(NoteRefused, match="does not hold"):
        open_attestation(moved, [ledger.verifier])
