"""Every body that two readers could understand differently is refused in words."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.edge.refusals import BadInput, TooBig
from shared.edge.strict_json import check_text, parse

secret = "Annabel"


def refused(body: bytes) -> str:
    with pytest.raises(BadInput) as refusal:
        parse(body)
    (fault,) = refusal.value.faults
    assert fault.what and fault.remedy and secret not in f"{fault} {refusal.value}"
    return f"{fault.field}|{fault.what}|{fault.remedy}"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Nothing was sent"),
        (b" \n", "Nothing was sent"),
        (b'{"name": "Annabel"', "broken at line 1, column 19"),
        (b'{"name": "Annabel",}', "broken at line 1"),
        (b'{\n "name": "Annabel" "b": 1}', "broken at line 2, column 20"),
        (b'{"name": "Annabel\n"}', "broken at line 1"),
        (b'"Annabel\\', "broken"),
        (b"{} {}", "broken"),
        (b'{"name": "Annabel\xff"}', "not UTF-8 text (at byte 18)"),
        ('{"name": "Annabel"}'.encode("utf-16"), "not UTF-8"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b'{"age": NaN}', "age|It is not a number (NaN or infinity)"),
        (b'{"age": -Infinity}', "age|It is not a number"),
        (b'[{"age": Infinity}]', "0.age|It is not a number"),
        (b"NaN", "|It is not a number"),
        (b'{"age": 1e999}', "too long or too large"),
        (b'{"age": 1234567890123456789}', "more than 18 digits"),
        (b'{"child": {"age": 1, "age": 2}}', "child|It has the same field twice"),
        (b'{"name": "Annabel", "name": "Annabel"}', "the same field twice"),
        (b'{"a": 1, "\\u0061": 2}', "the same field twice"),
        (b'{"name": "Annabel\\u0000"}', "name|It holds a control character, such as NUL"),
        (b'{"Annabel\\u0000": 1}', "|It holds a control character"),
        (b'{"Annabel": {"n": "\\u0007"}}', "*.n|It holds a control character"),
        (b'{"name": "Annabel\\ud800"}', "name|It holds half of a character (a lone surrogate)"),
        (b'{"name": "\\udc00\\ud800"}', "lone surrogate"),
        ('{"name": "Annabel\u202e"}'.encode(), "changes the direction of text"),
        (b'{"name": ["\\u2066Annabel"]}', "name.0|It holds an invisible character"),
        (b"[" * 200 + b"]" * 200, "more than 20 levels"),
        (b"[" * 100_000, "more than 20 levels"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "more than 20 levels"),
        (b"]" * 1000, "broken"),
    ],
)
def test_a_bad_body_is_refused_in_words_that_do_not_quote_it(body: bytes, words: str) -> None:
    assert words in refused(body)


def test_a_body_of_5_mb_is_refused_by_its_size() -> None:
    with pytest.raises(TooBig, match="larger than 256 KiB"):
        parse(b" " * 5_000_000)


def test_what_is_right_is_read() -> None:
    text = 'Zoë "said" \\ [[{{ 𝔘 O\'Brien\n\tשלום'
    document = {"name": text, "deep": [[[[{"a": [1, -2, 3.5, True, None]}]]]]}
    for ascii_only in (True, False):
        assert parse(json.dumps(document, ensure_ascii=ascii_only).encode()) == document
    assert parse(b"[" * 20 + b"]" * 20) is not None


@pytest.mark.parametrize("pattern", [b'"', b'\\"', b'"\\', b"\\", b'["', b'"]', b'{"', b"1"])
def test_no_pattern_takes_long(pattern: bytes) -> None:
    began = time.monotonic()
    try:
        parse((pattern * 300_000)[: 256 * 1024])
    except BadInput:
        pass
    assert time.monotonic() - began < 2


@given(
    st.binary(max_size=60)
    | st.text('{}[]",:\\u0\ud8001eN-', max_size=40).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
def test_nothing_else_than_a_refusal_is_ever_raised(body: bytes) -> None:
    try:
        parse(body)
    except BadInput as refusal:
        assert refusal.faults[0].remedy


def test_text_from_a_form_is_held_to_the_same() -> None:
    assert check_text("Zoë\r\nO'Brien") is None
    for wrong in ("a\0", "\ud800", "\u202e", "\x1b[31m"):
        fault = check_text(wrong)
        assert fault is not None and wrong not in fault.what
