"""What a comparison found has one form and one name, and is attested only where it may be."""

from dataclasses import replace
from typing import Any

import pytest

from shared.folds.attestation import Diff, Folded, attestation, canonical

code = {"release": "1", "version": 1, "fold": "a" * 64, "upcasters": "b" * 64}
living = Folded(1, code, 3, "c" * 32)
found = Diff("totals", living, replace(living, generation=2), {"0": 7, "1": 5}, [])


def test_the_form_does_not_depend_on_the_order_of_names() -> None:
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'
    turned = replace(found, cut={"1": 5, "0": 7})
    assert turned.digest == found.digest


@pytest.mark.parametrize(
    "other",
    [
        {"read_model": "steps"},
        {"cut": {"0": 8, "1": 5}},
        {"differences": [{"key": ["x"], "kind": "changed", "columns": ["total"]}]},
        {"beside": replace(living, generation=2, digest="d" * 32)},
        {"beside": replace(living, generation=3)},
    ],
)
def test_every_part_of_a_finding_is_in_its_digest(other: dict[str, Any]) -> None:
    assert replace(found, **other).digest != found.digest


def test_the_same_rows_by_the_same_code_are_attested() -> None:
    made = attestation(found, events=12, options={"until": None})
    assert made is not None
    assert made.canonical().startswith('{"cut":{"0":7,"1":5},"events":12,')
    again = attestation(found, events=12, options={"until": None})
    assert again == made


@pytest.mark.parametrize(
    "beside",
    [
        replace(living, rows=4),
        replace(living, digest="d" * 32),
        replace(living, code=code | {"fold": "e" * 64}),
        replace(living, code=code | {"version": 2}),
        replace(living, code={}),
    ],
)
def test_other_rows_or_other_code_are_not_attested(beside: Folded) -> None:
    assert attestation(replace(found, beside=beside), events=12, options={}) is None
