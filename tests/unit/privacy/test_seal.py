"""A sealed text opens in its own place and nowhere else."""

import asyncio
import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events.sealed import Sealed, narrative_key, person_key
from shared.privacy.digest import body_digest
from shared.privacy.refusals import KeyDestroyed, SealBroken
from shared.privacy.seal import open_sealed, seal
from shared.privacy.sealer import ERASED, Sealer, ToSeal
from shared.privacy.wrapping import new_master_key, read_master_key
from tests.support.keys import MemoryKeys

key, other_key = b"k" * 32, b"o" * 32
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts, texts.filter(lambda text: "\0" not in text))
def test_what_was_sealed_is_read_again(text: str, subject: str) -> None:
    assert open_sealed(key, subject, seal(key, "case-1/narrative", subject, text)) == text


@given(texts)
def test_what_was_sealed_cannot_be_seen(text: str) -> None:
    first, second = (seal(key, "case-1/narrative", "case-1", text) for _ in range(2))
    assert first.box != second.box and first.seal != second.seal
    assert len(text) < 4 or text not in first.model_dump_json()


@given(st.text("abc ", max_size=30), st.data())
def test_every_flipped_bit_is_refused(text: str, data: st.DataObject) -> None:
    sealed = seal(key, "case-1/narrative", "case-1", text)
    raw = bytearray(base64.urlsafe_b64decode(sealed.box + "=" * (-len(sealed.box) % 4)))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    box = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    with pytest.raises(SealBroken):
        open_sealed(key, "case-1", sealed.model_copy(update={"box": box}))


def test_every_other_character_of_the_box_is_refused() -> None:
    sealed = seal(key, "case-1/narrative", "case-1", "Baby")
    for place, was in enumerate(sealed.box):
        for other in "AB-_/+=z0":
            if other != was:
                box = sealed.box[:place] + other + sealed.box[place + 1 :]
                with pytest.raises(SealBroken):
                    open_sealed(key, "case-1", sealed.model_copy(update={"box": box}))


def test_the_last_character_has_no_free_bits() -> None:
    sealed = seal(key, "case-1/narrative", "case-1", "four bytes")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for other in set(alphabet) - {sealed.box[-1]}:
        with pytest.raises(SealBroken):
            box = sealed.box[:-1] + other
            open_sealed(key, "case-1", sealed.model_copy(update={"box": box}))


@pytest.mark.parametrize(
    "changed",
    [{"key": "case-1/person-1"}, {"seal": "0" * 32}, {"box": "A" * 38}, {"box": "A" * 40}],
)
def test_a_seal_that_was_moved_or_swapped_is_refused(changed: dict[str, str]) -> None:
    sealed = seal(key, "case-1/narrative", "case-1", "Baby")
    with pytest.raises(SealBroken):
        open_sealed(key, "case-1", sealed.model_copy(update=changed))


def test_another_subject_or_another_key_is_refused() -> None:
    sealed = seal(key, "case-1/narrative", "case-1", "Baby")
    with pytest.raises(SealBroken):
        open_sealed(key, "case-2", sealed)
    with pytest.raises(SealBroken):
        open_sealed(other_key, "case-1", sealed)


def test_a_lone_surrogate_is_refused_without_being_quoted() -> None:
    with pytest.raises(ValueError, match="lone surrogate") as refusal:
        seal(key, "case-1/narrative", "case-1", "secret\ud800")
    assert "secret" not in str(refusal.value) and refusal.value.__cause__ is None


def test_a_subject_with_a_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        seal(key, "case-1/narrative", "case\0-1", "Baby")


def test_texts_of_several_subjects_are_sealed_and_read_in_their_order() -> None:
    keys = MemoryKeys()
    sealer = Sealer(keys)

    async def there_and_back() -> list[str]:
        wanted = [
            ToSeal(f"case-{n}", narrative_key(f"case-{n}"), f"text {n}") for n in (2, 1, 3)
        ]
        sealed = await sealer.seal_all(wanted)
        return await sealer.open_all(
            [(text.subject, value) for text, value in zip(wanted, sealed, strict=True)]
        )

    assert asyncio.run(there_and_back()) == ["text 2", "text 1", "text 3"]
    assert "text" not in repr(ToSeal("case-1", "case-1/narrative", "text"))


@given(texts)
def test_a_destroyed_key_reads_as_erased_and_is_never_made_again(text: str) -> None:
    keys = MemoryKeys()
    sealer = Sealer(keys)
    one, two = person_key("case-1", 1), person_key("case-1", 2)

    async def erase_one() -> list[str]:
        sealed: list[Sealed] = await sealer.seal_many("case-1", [(one, text), (two, text)])
        keys.destroy(one)
        with pytest.raises(KeyDestroyed):
            await sealer.seal_many("case-1", [(one, text)])
        return await sealer.open_many("case-1", sealed)

    assert asyncio.run(erase_one()) == [ERASED, text]


def test_equal_bodies_have_equal_digests_under_one_secret_only() -> None:
    assert body_digest(b"s", b"body") == body_digest(b"s", b"body")
    assert body_digest(b"s", b"body") != body_digest(b"s", b"bodY")
    assert body_digest(b"s", b"body") != body_digest(b"t", b"body")


def test_a_master_key_is_32_bytes_of_base64_or_refused_unquoted() -> None:
    assert len(read_master_key(new_master_key())) == 32
    for wrong in ("", "c2hvcnQ=", "not base64 at all!", "é"):
        with pytest.raises(ValueError, match="32 random bytes") as refusal:
            read_master_key(wrong)
        assert not wrong or wrong not in str(refusal.value)
