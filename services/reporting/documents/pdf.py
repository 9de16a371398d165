"""A printed report as a PDF that a screen reader can read (PDF/UA-1), set by Typst."""

import json
import re
from importlib.resources import files
from typing import Any

import typst

_cannot_show = re.compile(r'the text `"((?:\\u\{[0-9a-f]+\}|[^`])+?)"` could not be displayed')
_escaped = re.compile(r"\\u\{([0-9a-f]+)\}")
_note = (
    "Signs that no font here has are written as their Unicode number, such as [U+5F20] for the"
    " first sign of a name."
)


class NotPrinted(Exception):
    """The report could not be set; without its texts."""


def as_pdf(printed: dict[str, Any]) -> bytes:
    """Set a report; a sign that no font has is written as its Unicode number, and said so.

    Takes some tens of milliseconds, so it belongs into a thread.

    Raises:
        NotPrinted: the typesetter refused it.
    """
    template = files("services.reporting.documents").joinpath("panel_report.typ").read_bytes()
    shown = printed
    # each pass names the signs that it could not show: the second has none of them left
    for _ in range(3):
        try:
            return typst.compile(
                template,
                sys_inputs={"report": json.dumps(shown, ensure_ascii=False)},
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as error:
            missing = {_sign(found) for found in _cannot_show.findall(str(error))}
            if not missing:
                break
            shown = _numbered(shown, missing)
            shown = {**shown, "head": [*printed["head"], ("Note", _note)]}
    raise NotPrinted from None


def _sign(found: str) -> str:
    return _escaped.sub(lambda match: chr(int(match[1], 16)), found)


def _numbered(value: Any, missing: set[str]) -> Any:
    if isinstance(value, str):
        signs = set("".join(missing))
        return "".join(f"[U+{ord(c):04X}]" if c in signs else c for c in value)
    if isinstance(value, dict):
        return {name: _numbered(inner, missing) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_numbered(inner, missing) for inner in value]
    return value
