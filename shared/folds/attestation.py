"""What a comparison of two generations found, as a fact that can be named by its digest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from shared.folds.compare import Comparison


def canonical(value: Any) -> str:
    """JSON in one form only: sorted names, no spaces, as its letters are."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    )


@dataclass(frozen=True, slots=True)
class Folded:
    """One generation at the cut: by which code, how many rows, and their digest."""

    generation: int
    code: Mapping[str, Any]
    rows: int
    digest: str
    key_destructions: Mapping[str, Mapping[str, int]] | None = None
    """The key-destruction cut: for partitions that had any when it was built, the `count` of
    keys destroyed (`ErasureCarriedOut`) and the offset of the `last`; None if not noted."""


@dataclass(frozen=True, slots=True)
class Diff:
    """Two generations of a read model at one cut: the living one, and one beside it."""

    read_model: str
    living: Folded
    beside: Folded
    cut: Mapping[str, int]
    """The first offset of each partition that neither has applied."""

    differences: Sequence[Mapping[str, Any]]
    """Rows that are missing, too many or changed, with their columns; not all, if many."""

    @property
    def identical(self) -> bool:
        """Whether both hold the same rows."""
        return (self.living.rows, self.living.digest) == (self.beside.rows, self.beside.digest)

    @property
    def same_code(self) -> bool:
        """Whether one code folded both: then they have to be identical."""
        both = (self.living.code, self.beside.code)
        return all(
            both[0].get(part) == both[1].get(part) and part in both[0]
            for part in ("version", "fold", "upcasters")
        )

    @property
    def same_key_destructions(self) -> bool:
        """Whether both were built under the same destructions; rows do not depend on it."""
        return self.living.key_destructions == self.beside.key_destructions

    @property
    def attestable(self) -> bool:
        """Whether it proves that the log gives the living rows."""
        return self.identical and self.same_code

    @property
    def digest(self) -> str:
        """The name of exactly this finding; `swap --accept` says it."""
        return sha256(canonical(asdict(self)).encode()).hexdigest()

    def noted(self) -> dict[str, Any]:
        """The finding as the manifest keeps it."""
        words = {
            "identical": self.identical,
            "same_code": self.same_code,
            "same_key_destructions": self.same_key_destructions,
            "digest": self.digest,
        }
        return asdict(self) | words


@dataclass(frozen=True, slots=True)
class Attestation:
    """That the log, folded anew by the same code, gave exactly the living rows."""

    read_model: str
    living: Folded
    replayed: Folded
    cut: Mapping[str, int]
    events: int
    options: Mapping[str, Any]

    def canonical(self) -> str:
        """What is to be signed, in its one form."""
        return canonical(asdict(self))


def says_the_same(earlier: Mapping[str, Any], later: Attestation) -> bool:
    """Whether one that was noted is of the same rows; where the cut was may differ."""
    return _without_place(json.loads(earlier["content"])) == _without_place(
        json.loads(later.canonical())
    )


def _without_place(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in content.items() if name not in {"cut", "events"}}


def attestation(diff: Diff, *, events: int, options: Mapping[str, Any]) -> Attestation | None:
    """What may be attested of a finding; nothing, if rows differ or other code folded them."""
    if not diff.attestable:
        return None
    return Attestation(diff.read_model, diff.living, diff.beside, diff.cut, events, options)


def diff_of(
    found: Comparison,
    manifests: tuple[Mapping[str, Any], Mapping[str, Any]],
    generations: tuple[int, int],
    cut: Mapping[int, int],
) -> Diff:
    """A comparison with where and between what it was made; the living one comes first."""
    rows = (found.rows_live, found.rows_replayed)
    digests = (found.digest_live, found.digest_replayed)
    living, beside = (
        Folded(number, of.get("code", {}), count, digest, of.get("key_destructions"))
        for number, of, count, digest in zip(generations, manifests, rows, digests, strict=True)
    )
    return Diff(
        found.read_model,
        living,
        beside,
        {str(number): cut[number] for number in sorted(cut)},
        [
            {
                "key": [str(part) for part in each.key],
                "kind": each.kind,
                "columns": list(each.columns),
            }
            for each in found.differences
        ],
    )
