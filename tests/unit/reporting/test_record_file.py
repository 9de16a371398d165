"""Records from a file: oddities are kept, and each faulty row is named in words."""

import json

import pytest

from services.reporting.repository.queries import _letters
from services.reporting.repository.reading import FileRefused, read_file
from services.reporting.repository.words import partial_day, published_words

HEAD = "published,partnership,title,kind,themes\n"


def csv_(text: str, head: str = HEAD) -> bytes:
    return (head + text).encode()


def test_the_oddities_of_real_lists_are_kept() -> None:
    rows = read_file(
        csv_(
            "2025,Anonymous,Child A,LCSPR,\n"
            "2021-11,Merton,Ananthi (Child H),LCSPR,neglect; Bruising\n"
            ",Croydon,Child Q SCR: “Where were you when I was six?”,SCR,\n"
            "July 2024,Leicester,'\"Ben\"',improvements briefing,\n".replace(
                "'\"Ben\"'", '"“Ben”, and ""Joe"""'
            )
        ),
        as_json=False,
    )
    assert [row.faults for row in rows] == [(), (), (), ()]
    child_a, ananthi, child_q, ben = [row.facts for row in rows if row.facts]
    assert (child_a.partnership, child_a.published) == (None, "2025")
    assert (ananthi.published, ananthi.keywords) == ("2021-11", ("neglect", "Bruising"))
    assert child_q.published is None
    assert child_q.title == "Child Q SCR: “Where were you when I was six?”"
    assert (ben.title, ben.published) == ('“Ben”, and "Joe"', "2024-07")
    assert ben.kind == "improvements-briefing"


def test_every_faulty_row_is_named_by_its_line_and_nothing_of_it_is_quoted() -> None:
    rows = read_file(
        csv_(
            "2021-13,Merton,Secretname,LCSPR,\n"
            "2021,Merton,Jason,secretkind,\n"
            "2021,Merton,\n"
            "2021,Merton,Right,SCR,\n"
            "2021,merton,right,SCR,\n"
            "1800,Merton,,SCR,\n"
        ),
        as_json=False,
    )
    assert [row.number for row in rows] == [2, 3, 4, 5, 6, 7]
    faults = [" ".join(row.faults) for row in rows]
    assert "published: there is no such day" in faults[0]
    assert "kind: It is not one of the known codes" in faults[1]
    assert "3 cells and the first line 5" in faults[2]
    assert faults[3] == ""
    assert "same record as in row 5" in faults[4]
    assert "title: It is missing" in faults[5] and "1945" in faults[5]
    assert "ecret" not in " ".join(faults)


def test_a_line_is_counted_as_an_editor_does_also_after_a_text_of_several_lines() -> None:
    head = "title,kind,learning\n"
    rows = read_file(csv_('A,SCR,"one\ntwo\nthree"\nB,nothing,\n', head), as_json=False)
    assert [row.number for row in rows] == [2, 5]
    assert rows[0].facts is not None and rows[0].facts.learning == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no column"),
        (b"title,kind\n", "no record"),
        ("title,kind\nBen\u2019s,SCR\n".encode("cp1252"), "not in UTF-8"),
        (b"title,kind,colour\nA,SCR,red\n", "Column 3"),
        (b"title,kind,title\nA,SCR,B\n", "twice"),
        (b'title,kind\n"A,SCR\n', "not CSV"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(raw: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        read_file(raw, as_json=False)


def test_json_is_read_as_a_list_or_as_an_object_with_records() -> None:
    one = {"title": "Child L", "kind": "SCR", "published": "January 2020", "ages": ["Under 1"]}
    for said in ([one], {"records": [one]}):
        (row,) = read_file(json.dumps(said).encode(), as_json=True)
        assert row.facts is not None and row.facts.published == "2020-01"
    rows = read_file(json.dumps([{**one, "colour": 1}, 7, one]).encode(), as_json=True)
    assert [bool(row.faults) for row in rows] == [True, True, False]
    with pytest.raises(FileRefused, match="no list"):
        read_file(b"7", as_json=True)
    with pytest.raises(FileRefused):
        read_file(b'[{"title": "a", "title": "b"}]', as_json=True)


@pytest.mark.parametrize(
    ("said", "day", "words"),
    [
        ("31 July 2024", "2024-07-31", "31 July 2024"),
        ("november 2021", "2021-11", "November 2021"),
        ("2025", "2025", "2025"),
    ],
)
def test_a_day_is_read_and_said_as_far_as_it_is_known(said: str, day: str, words: str) -> None:
    assert (partial_day(said), published_words(day)) == (day, words)


def test_no_day_is_said_so_and_what_is_none_stays_what_it_is() -> None:
    assert published_words(None) == "no date given"
    assert partial_day("last spring") == "last spring"


def test_the_letter_of_a_pseudonym_is_no_article() -> None:
    assert _letters("child a") == "a" and _letters("Child A & Baby N") == "a n"
    assert _letters("a baby in care") == "" and _letters("I was six") == ""
    assert _letters("A") == "a"
