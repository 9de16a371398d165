"""A printed report as a PDF that a screen reader can read (PDF/UA-1), set by Typst."""

import json
import re
import unicodedata
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

_letters = re.compile(
    "[^\n -~\u00a0-\u024f\u0386-\u03ce\u0400-\u045f\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u203a\u20a0-\u20bf]"
)
"""All but Latin, Greek and Cyrillic letters, and the marks and currencies beside them."""
_ascii = re.compile("[^\n -~]")
_note = (
    "Signs that no font here has are written as their Unicode number, such as [U+5F20] for the"
    " first sign of a name."
)


class NotPrinted(Exception):
    """The report could not be set; without its texts."""


def as_pdf(
    printed: dict[str, Any], template: str = "panel_report.typ", at: datetime | None = None
) -> bytes:
    """Set what has a template here, whatever its texts hold.

    Where a font lacks a sign, all but European letters are written as their Unicode numbers,
    and where that is not enough all but ASCII; that it is so stands at the end of `head` then.

    With `at`, the time that the PDF says it was made, the same words are the same bytes.
    Takes some tens of milliseconds, so it belongs into a thread.

    Raises:
        NotPrinted: the typesetter refused it.
    """
    source = files("services.reporting.documents").joinpath(template).read_bytes()
    shown = printed
    for written in (None, _letters, _ascii):
        if written is not None:
            shown = _numbered(printed, written)
            shown["head"] = [*shown["head"], ("Note", _note)]
        try:
            return typst.compile(
                source,
                sys_inputs={"report": json.dumps(shown, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                timestamp=None if at is None else int(at.timestamp()),
            )
        except typst.TypstError:
            continue  # its words quote the texts
    raise NotPrinted


def _numbered(value: Any, written: re.Pattern[str]) -> Any:
    """The same with each sign that `written` finds as its number; nothing is left out."""
    if isinstance(value, str):
        composed = unicodedata.normalize("NFC", value)
        return written.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", composed)
    if isinstance(value, dict):
        return {name: _numbered(inner, written) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_numbered(inner, written) for inner in value]
    return value
