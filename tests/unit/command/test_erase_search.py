"""What a search for canaries and keys sees in files, and that it quotes nothing."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from services.command.erase import files
from services.command.erase.canaries import BadCanaries, canaries_of, read_canaries
from services.command.erase.clear_text import longest
from services.command.erase.files import sealed_body, search_files, wrapped_key

days = 86_400_000


def found(folder: Path, *forms: bytes) -> list[str]:
    return [hit.path.name for hit in search_files([folder], {"it": forms}).hits]


def test_a_text_is_found_across_the_pieces_in_which_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "chunk_bytes", 8_192)
    monkeypatch.setattr(files, "nothing", bytes(8_192))
    (tmp_path / "across").write_bytes(b"x" * 8_189 + b"canary" + b"x" * 9_000)
    (tmp_path / "after-zeros").write_bytes(bytes(8_192) + b"canary")
    (tmp_path / "none").write_bytes(b"x" * 20_000)
    assert sorted(found(tmp_path, b"canary")) == ["across", "after-zeros"]


def test_a_record_that_goes_over_a_page_of_the_write_ahead_log_is_found(tmp_path: Path) -> None:
    log = tmp_path / "pg_wal"
    log.mkdir()
    first = b"H" * 40 + b"." * (8_192 - 40 - 3) + b"can"
    (log / "000000010000000000000001").write_bytes(first + b"H" * 24 + b"ary" + b"." * 8_165)
    assert found(tmp_path, b"canary") == ["000000010000000000000001"]


def test_a_row_of_the_store_of_keys_is_known_by_its_first_bytes() -> None:
    # A text of n bytes stands behind the byte 2(n + 1) + 1: of 6 behind 15, of 60 behind 123.
    assert wrapped_key("case-1/person-1", "case-1") == b"case-1/person-1\x0fcase-1\x7b"
    assert sealed_body("partner-a/inbox", "ab") == b"partner-a/inboxab"


def test_a_canary_is_searched_for_as_it_is_and_as_json_writes_it() -> None:
    (canary,) = canaries_of(['Zoë "Z" Ash'])
    assert canary.forms == ('Zoë "Z" Ash', 'Zo\\u00eb \\"Z\\" Ash', 'Zoë \\"Z\\" Ash')
    assert canary.name == "canary 1" and "Zo" not in repr(canary)


@pytest.mark.parametrize("text", ["", "\n \n", "Wilhelmina\nAnn\n"])
def test_texts_that_cannot_be_searched_for_are_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(BadCanaries) as refusal:
        read_canaries(Path("-"), io.StringIO(text))
    assert "Ann" not in str(refusal.value)


def test_a_file_of_canaries_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"\xff\xfe")
    with pytest.raises(BadCanaries):
        read_canaries(tmp_path / "bad", io.StringIO())


def test_how_long_a_topic_keeps_a_record_follows_from_its_settings() -> None:
    settings = {
        "retention.ms": str(7 * days),
        "segment.ms": "3600000",
        "message.timestamp.type": "CreateTime",
        "message.timestamp.after.max.ms": "3600000",
        "file.delete.delay.ms": "60000",
    }
    # A week, the segment's hour, the hour dated ahead, a minute, and five of checks.
    assert longest(settings) == timedelta(days=7, hours=2, minutes=6)
    stamped = {**settings, "message.timestamp.type": "LogAppendTime"}
    assert longest(stamped) == timedelta(days=7, hours=1, minutes=6)
    assert longest({**settings, "retention.ms": "-1"}) is None
    ahead_without_limit = {"message.timestamp.after.max.ms": str(2**63 - 1)}
    assert longest({**settings, **ahead_without_limit}) is None
