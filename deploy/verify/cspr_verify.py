"""Check what cspr hands out, without trusting who runs it: see docs/ledger.md for the forms.

Needs Python 3.11 and `cryptography`; no network, no database, none of cspr's own code.
Exit status: 0 all holds, 1 something does not hold, 2 something could not be checked at all.
"""

import argparse
import base64
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from hashlib import sha256
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LEDGER, WITNESS = 1, 4  # what a key is for
WRONG_SHAPE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
Key = tuple[str, bytes, int, bytes]  # name, id, what it is for, public bytes
node: Callable[[bytes, bytes], bytes] = lambda a, b: sha256(b"\x01" + a + b).digest()


class Refused(ValueError):
    pass


@dataclass
class Finding:
    name: str
    refused: str = ""
    checked: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)
    says: Any = None


def need(holds: object, words: str) -> None:
    if not holds:
        raise Refused(words)


def unbase64(text: str) -> bytes:
    content = base64.b64decode(text, validate=True)
    need(base64.b64encode(content).decode() == text, "base64 is not written as base64 is")
    return content


def unhex(texts: list[str]) -> list[bytes]:
    need(all(re.fullmatch("[0-9a-f]{64}", text) for text in texts), "a hash is no hash")
    return [bytes.fromhex(text) for text in texts]


def read_json(text: str, form: str, fields: int = 0) -> Any:
    value = json.loads(text)
    need(isinstance(value, dict) and value.get("form") == form, f"it is no {form}")
    same = [json.dumps(value, ensure_ascii=False), fields or len(value)]
    need(same == [text.removesuffix("\n"), len(value)], "it is not written as it was made")
    return value


def read_key(text: str) -> Key:
    name, key_id, content = text.strip().split("+", 2)
    raw = unbase64(content)
    right = sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    need(len(raw) == 33 and raw[0] in (LEDGER, WITNESS) and key_id == right, "it is no key")
    return name, bytes.fromhex(key_id), raw[0], raw[1:]


@lru_cache(maxsize=10_000)
def open_note(raw: bytes, keys: tuple[Key, ...]) -> tuple[str, list[Key]]:
    """The text of a signed note, and which of these keys signed it; others are passed over."""
    text, parted, lines = raw.decode().rpartition("\n\n")
    need(parted and lines.endswith("\n") and len(raw) <= 1 << 20, "it is no signed note")
    need(not re.search("[\x00-\x09\x0b-\x1f]", raw.decode()), "it has a control character")
    text, signed_by = text + "\n", []
    for line in lines[:-1].split("\n"):
        dash, name, written = line.split(" ")
        content = unbase64(written)
        need(dash == "\u2014" and name and len(content) > 4, "a line of it is no signature")
        for key in (each for each in keys if each[:2] == (name, content[:4])):
            time, signature = content[4:-64], content[-64:]
            head = f"cosignature/v1\ntime {int.from_bytes(time)}\n" * (key[2] == WITNESS)
            need(len(time) == (8 if head else 0), "a signature has not the right length")
            Ed25519PublicKey.from_public_bytes(key[3]).verify(signature, (head + text).encode())
            signed_by.append(key)
    need(signed_by, "it is not signed by a key that was given")
    return text, signed_by


def checkpoint(raw: bytes, keys: tuple[Key, ...], found: Finding) -> tuple[str, int, bytes]:
    """Origin, size and root, if its ledger signed it and each witness whose key was given."""
    text, signed_by = open_note(raw, keys)
    origin, size, root = text.removesuffix("\n").split("\n")
    need(re.fullmatch("0|[1-9][0-9]{0,18}", size), "the size of the checkpoint is no number")
    need(len(unbase64(root)) == 32, "the root of the checkpoint has not 32 bytes")
    own = any(key[0] == origin and key[2] == LEDGER for key in signed_by)
    need(own, "the checkpoint is not signed by the key of the ledger that it names")
    found.says = {"origin": origin, "size": int(size), "root": unbase64(root).hex()}
    witnesses = [key for key in keys if key[2] == WITNESS]
    need(set(witnesses) <= set(signed_by), "the checkpoint is not cosigned by each witness")
    found.checked = [f"the checkpoint is signed by {key[0]}" for key in signed_by]
    doubt = "that others are shown the same ledger: no witness's key was given"
    found.not_checked = [] if witnesses else [doubt]
    return origin, int(size), unbase64(root)


def attestation(raw: bytes, keys: tuple[Key, ...], found: Finding) -> None:
    text, signed_by = open_note(raw, tuple(key for key in keys if key[2] == LEDGER))
    found.says = said = read_json(text, "cspr-attestation-v1")
    found.checked = [f"what is attested is signed by {signed_by[0][0]}"]
    found.not_checked = ["that what is attested is so"]
    if said["kind"] == "replay":
        living, replayed = (said[each] | said[each]["code"] for each in ("living", "replayed"))
        parts = ["rows", "digest", "version", "fold", "upcasters"]
        differ = [part for part in parts if living[part] != replayed[part]]
        need(not differ, f"what it attests to be the same is not: {differ}")
        found.checked.append("it names the same rows twice, folded by the same code")


def covering(start: int, stop: int) -> Iterator[int]:  # levels of the largest whole subtrees
    while start < stop:
        level = min((stop - start).bit_length(), (start & -start).bit_length() or 64) - 1
        yield level
        start += 1 << level


def root_of(subtrees: Iterable[tuple[int, bytes]]) -> bytes:
    """The root over whole subtrees, (level, hash), from left to right without a gap."""
    edge: list[tuple[int, bytes]] = []
    for level, each in subtrees:
        while edge and edge[-1][0] == level:
            level, each = level + 1, node(edge.pop()[1], each)
        edge.append((level, each))
    hashes = [each for _, each in reversed(edge)] or [sha256(b"").digest()]
    return reduce(lambda right, left: node(left, right), hashes)


def way_up(index: int, size: int, until: Callable[[int, int], bool]) -> tuple[list[bool], int]:
    """Whether each subtree is a right one, from the one sought up to the root; its start."""
    way, start, stop = [], 0, size
    while not until(start, stop):
        middle = start + (1 << (stop - start - 1).bit_length() - 1)
        way.append(index >= middle)
        start, stop = (middle, stop) if index >= middle else (start, middle)
    return way[::-1], start


def check_growth(old: tuple[int, bytes], new: tuple[int, bytes], proof: list[bytes]) -> None:
    need(old[0] <= new[0], "the ledger shrank")
    if old[0] in (0, new[0]):
        need(not proof and old[1] == (new[1] if old[0] else root_of([])), "the roots differ")
        return
    way, start = way_up(old[0] - 1, new[0], lambda _, stop: stop == old[0])
    hashes = proof if start else [old[1], *proof]
    need(len(hashes) == len(way) + 1, "the proof is too long or too short")
    of_old = of_new = hashes[0]
    for right, other in zip(way, hashes[1:], strict=True):
        of_old = node(other, of_old) if right else of_old
        of_new = node(other, of_new) if right else node(of_new, other)
    need((of_old, of_new) == (old[1], new[1]), "the later ledger does not continue the earlier")


def consistency(raw: list[bytes], keys: tuple[Key, ...], found: Finding) -> None:
    first, last = (checkpoint(each, keys, found) for each in raw[:2])
    said = read_json(raw[2].decode(), "cspr-consistency-v1", fields=4)
    need(first[0] == last[0], "the checkpoints are of two ledgers")
    need([said["old"], said["new"]] == [first[1], last[1]], "the proof is for other sizes")
    check_growth(first[1:], last[1:], unhex(said["proof"]))
    found.checked.append("the later ledger begins with the whole of the earlier one")


def leaf_of(record: Any) -> str:
    parts = [record["key"], record["value"], *chain.from_iterable(record["headers"])]
    whole = b"cspr-record-v1\n"
    for n, text in enumerate(parts):  # names of headers are plain, all else is base64
        plain = text.encode() if n > 1 and n % 2 == 0 else unbase64(text or "")
        whole += (b"\xff" * 4 if text is None else len(plain).to_bytes(4)) + plain
    return sha256(whole).hexdigest()


def receipt(raw: bytes, keys: tuple[Key, ...], found: Finding) -> None:
    said = read_json(raw.decode(), "cspr-receipt-v1", fields=8)
    _, size, root = checkpoint(said["checkpoint"].encode(), keys, found)
    index, (leaf, *proof) = said["index"], unhex([said["leaf"], *said["proof"]])
    right = said["made_of"] == "cspr-record-v1" and said["size"] == size and 0 <= index < size
    need(right, "its index, its size, or the way its leaf was made is not right")
    way, _ = way_up(index, size, lambda start, stop: stop - start == 1)
    here = sha256(b"\x00" + leaf).digest()
    for right, other in zip(way, proof, strict=True):
        here = node(other, here) if right else node(here, other)
    need(here == root, "its leaf does not stand at its index in the tree of its checkpoint")
    found.checked.append("the leaf stands at its index in the tree of the checkpoint")
    found.says = None
    if said["record"] is None:
        found.not_checked.append("what the leaf was made of: the receipt has no record")
    else:
        need(leaf_of(said["record"]) == said["leaf"], "its leaf is not that of its record")
        found.checked.append("the leaf is that of the record in the receipt")


def entry(line: bytes) -> list[str]:
    try:
        said = json.loads(line)
        return [str(said[each]) for each in ("index", "partition", "offset")] + [leaf_of(said)]
    except WRONG_SHAPE:
        return ["unreadable", "", "", ""]


def check_records(files: Any, said: Any, size: int, root: bytes, file: str) -> int:
    """That the records make up the ledger, with what is before and after; else where not."""
    records = [entry(line) for line in files["entries.jsonl"].splitlines()]
    listed = [line.split(" ") for line in files["leaves.txt"].decode().splitlines()]
    start, stop = said["start"], said["stop"]
    left = zip(covering(0, start), unhex(said["left"]), strict=True)
    right = zip(covering(stop, size), unhex(said["right"]), strict=True)
    leaves = ((0, sha256(b"\x00" + bytes.fromhex(each[3])).digest()) for each in records)
    holds = [each[0] for each in records] == [str(n) for n in range(start, stop)]
    holds = holds and root_of(chain(left, leaves, right)) == root
    for n, (mine, theirs) in enumerate(zip_longest(records, listed)):
        need(mine == theirs, f"{file} line {n + 1}: not the record at index {start + n}")
    need(holds, "entries.jsonl and leaves.txt agree, but not with the last checkpoint")
    return len(records)


def bundle(folder: Path, keys: tuple[Key, ...], found: Finding) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    attestation(files.pop("manifest.note"), keys, found)
    digests = found.says["files"]
    odd = sorted(digests.keys() ^ files.keys())
    need(not odd, f"files missing, or too many: {odd}")
    altered = {name for name in files if sha256(files[name]).hexdigest() != digests[name]}
    need(altered <= {"entries.jsonl", "leaves.txt"}, f"altered: {sorted(altered)}")
    first, last = (checkpoint(files[f"{n}.checkpoint"], keys, found) for n in ("first", "last"))
    said = read_json(files["proofs.json"].decode(), "cspr-bundle-v1", fields=6)
    blamed = "leaves.txt" if altered == {"leaves.txt"} else "entries.jsonl"
    count = check_records(files, said, *last[1:], blamed)
    need(not altered, f"altered: {sorted(altered)}")
    check_growth(first[1:], last[1:], unhex(said["consistency"]))
    found.checked.append(f"its {count} records stand in the last ledger; no file is altered")
    found.checked.append("the last ledger begins with the whole of the first")
    found.not_checked.append("partitions and offsets, which are signed but in no leaf")


def things(what: str, names: list[str]) -> list[tuple[str, Any]]:
    raws: Any = [(n, Path(n) if what == "bundle" else Path(n).read_bytes()) for n in names]
    if what == "receipt":
        files = ((name, raw.removesuffix(b"\n").split(b"\n")) for name, raw in raws)
        return [(f"{name}:{n}", x) for name, lines in files for n, x in enumerate(lines, 1)]
    return [(" ".join(names), [raw for _, raw in raws])] if what == "consistency" else [*raws]


def show(findings: list[Finding], as_json: bool) -> None:
    alike: dict[str, list[str]] = {}
    for each in findings:
        if as_json:
            print(json.dumps({"holds": not each.refused, **vars(each)}))
            continue
        words = [f"REFUSED: {each.refused}" if each.refused else "holds"]
        words += [f"  checked: {one}" for one in each.checked]
        words += [f"  NOT checked: {one}" for one in each.not_checked]
        words += [f"  says: {json.dumps(each.says)}"] if each.says else []
        alike.setdefault("\n".join(words), []).append(each.name)
    for text, names in alike.items():
        print(f"{names[0]}{f' and {len(names) - 1} more' if names[1:] else ''}: {text}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    kind: Any = {f.__name__: f for f in (receipt, checkpoint, consistency, bundle, attestation)}
    parser.add_argument("what", choices=kind)
    parser.add_argument("files", nargs="+", help="consistency: OLD NEW PROOF; bundle: FOLDER")
    parser.add_argument("--key", action="append", required=True, help="a ledger's or witness's")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each")
    args, found = parser.parse_args(), []
    try:
        keys = tuple(map(read_key, args.key))
        for name, thing in things(args.what, args.files):
            found.append(Finding(name))
            try:
                kind[args.what](thing, keys, found[-1])
            except Refused as words:
                found[-1] = Finding(name, str(words))
            except InvalidSignature:
                found[-1] = Finding(name, "a signature by a key that was given does not hold")
            except WRONG_SHAPE:
                found[-1] = Finding(name, "it has not the form that it should have")
    except (OSError, *WRONG_SHAPE) as error:
        print(f"could not be checked: {error}", file=sys.stderr)
        return 2
    show(found, args.json)
    return int(any(each.refused for each in found))


if __name__ == "__main__":
    sys.exit(main())
