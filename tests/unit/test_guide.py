"""The guide: each picture is there, is named, is told in words, and is small; links lead on."""

import re
import struct
from pathlib import Path

import pytest

from deploy.local.guide.shots import narrow, shots, wide

guide = Path(__file__).resolve().parents[2] / "docs" / "guide"
pages = sorted(guide.glob("*.md"))
most_bytes = 60 * 1024
shortest_words = 40


def pictures() -> list[tuple[str, str]]:
    """The words and the file of each picture that a page names."""
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    return re.findall(r"!\[([^\]]*)\]\(images/([^)]+)\)", text)


def test_the_pictures_are_those_that_are_named_and_those_that_are_taken() -> None:
    taken = {f"{shot.name}.png" for shot in shots}
    assert {path.name for path in (guide / "images").iterdir()} == taken
    assert sorted(name for _, name in pictures()) == sorted(taken)


@pytest.mark.parametrize(("words", "name"), pictures())
def test_a_picture_says_in_words_what_is_on_it_and_is_small(words: str, name: str) -> None:
    assert len(words) >= shortest_words
    content = (guide / "images" / name).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) <= most_bytes
    (width,) = struct.unpack(">I", content[16:20])
    assert width in (wide, narrow)


def heading_ids(page: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in found}


@pytest.mark.parametrize("page", pages, ids=lambda page: page.name)
def test_every_link_of_the_guide_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in heading_ids(target), link


def test_every_page_is_found_from_the_first_one() -> None:
    first = (guide / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in pages if page.name not in first] == ["README.md"]
