"""The printed report: every part of the package is in it, tagged, whatever its texts hold."""

import json
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.documents.canonical import as_json, digest, sealed_in, with_texts
from services.reporting.documents.panel_report import Told, panel_report
from services.reporting.documents.pdf import NotPrinted, as_pdf
from services.reporting.documents.printed import Printed, printed
from services.reporting.domain.rendering import KeepRendered, Rendered, decide, evolve
from shared.decisions.decider import Refused
from shared.decisions.ids import new_subject
from shared.events.erasures import ErasureOrdered, ErasureReason
from shared.events.reports import PanelReportRendered
from tests.support.cases import at, child, day, sealed
from tests.support.panel import completed, opened, required
from tests.unit.reporting.world import notified

ordered = ErasureOrdered(
    keys=("case-1/person-1",),
    everything=False,
    why=ErasureReason.REQUEST_UPHELD,
    ordered_on=day("2026-04-20"),
)


def words(text: str = "what happened", *, preview: bool = False) -> Printed:
    told = [
        notified("2026-04-01", child(name=sealed("Annabel")), summary=sealed("summary")),
        opened(),
        completed(),
        required(),
    ]
    history = [Told(f"event-{at}", event) for at, event in enumerate(told)]
    package = panel_report(new_subject("case"), history)
    texts = {value.seal: text for value in sealed_in(as_json(package))}
    return printed(with_texts(as_json(package), texts), digest(package), preview=preview)


def test_the_sections_are_those_of_a_rapid_review() -> None:
    titles = [section["title"] for section in words()["sections"]]
    assert titles == [
        "The incident and its notification",
        "Children and family",
        "Each child",
        "Decision and next steps",
        "Criteria for a local review",
        "Signed off by",
        "Chronology",
    ]


def test_each_criterion_is_said_to_be_met_or_not() -> None:
    (criteria,) = (
        section for section in words()["sections"] if section["title"].startswith("Criteria")
    )
    assert [met for _, met in criteria["table"]["rows"]] == ["yes", "no", "yes", "no"]


def test_a_preview_says_on_its_pages_that_it_is_one() -> None:
    shown, final = words(preview=True), words()
    assert (shown["preview"], final["preview"]) == (True, False)
    assert len(as_pdf(shown)) > len(as_pdf({**shown, "preview": False}))


def test_it_is_a_tagged_pdf_for_screen_readers() -> None:
    made = as_pdf(words())
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made and b"pdfuaid" in made


@pytest.mark.parametrize(
    "text",
    [
        "张伟 😀",
        "".join(map(chr, range(0x4E00, 0x4F00))),
        "👨\u200d👩\u200d👧, a\u20dd",
        "a\x01b",
        "#panic() $x$ @a <b> *c*",
        "\n\n",
        "a\nb",
    ],
)
def test_no_text_of_a_case_stops_the_printing(text: str) -> None:
    assert as_pdf(words(text)).startswith(b"%PDF-")


def test_a_sign_that_no_font_has_is_written_as_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_ = []
    real = typst.compile

    def compiled(template: bytes, **options: Any) -> bytes:
        set_.append(json.loads(options["sys_inputs"]["report"]))
        return bytes(real(template, **options))

    monkeypatch.setattr(typst, "compile", compiled)
    as_pdf(words("\uffff of the Sea"))
    *_, last = set_
    assert "[U+FFFF] of the Sea" in json.dumps(last)
    assert "Rapid review: report" in json.dumps(last)
    assert any(name == "Note" for name, _ in last["head"])


@given(text=st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_text_is_printed(text: str) -> None:
    assert as_pdf(words(text)).startswith(b"%PDF-")


def test_what_cannot_be_printed_is_said_without_its_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object, **__: object) -> bytes:
        raise typst.TypstError("error: in Annabel", "")

    monkeypatch.setattr(typst, "compile", refused)
    with pytest.raises(NotPrinted) as stopped:
        as_pdf(words())
    assert "Annabel" not in str(stopped.value) and stopped.value.__context__ is None


def test_each_version_is_kept_once_and_the_first_one_stays() -> None:
    def keep(version: str, ciphertext: str) -> KeepRendered:
        return KeepRendered(
            asked_at=at("2026-04-20"),
            round=1,
            document_digest=version * 64,
            ciphertext=ciphertext * 64,
            size_bytes=9,
        )

    (first,) = decide(keep("a", "1"), Rendered())
    kept = evolve(Rendered(), first)
    assert isinstance(first, PanelReportRendered) and kept.kept == (first,)
    assert decide(keep("a", "2"), kept) == []
    (second,) = decide(keep("b", "3"), kept)
    assert isinstance(second, PanelReportRendered) and second.ciphertext == "3" * 64


def test_what_was_read_before_an_erasure_is_not_kept_after_it() -> None:
    def keep(erasures: int) -> KeepRendered:
        return KeepRendered(
            asked_at=at("2026-04-20"),
            round=1,
            document_digest="a" * 64,
            ciphertext="1" * 64,
            size_bytes=9,
            erasures=erasures,
        )

    (first,) = decide(keep(0), Rendered())
    erased = evolve(evolve(Rendered(), first), ordered)
    with pytest.raises(Refused, match="Print it again"):
        decide(keep(0), erased)
    assert len(decide(keep(1), erased)) == 1
