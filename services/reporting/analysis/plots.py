"""Tables as plots: SVG that is made here, and that a screen reader hears as title and words.

320 units wide, as the narrowest screen; no styles and no scripts, only attributes.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from services.reporting.analysis.tables import TOTAL, Label, ShownTable

width, most_bars = 320, 15
_bar, _line, _gap, _right = 16, 16, 10, 44
_room_for_a_number = 30
_letters_a_line, _letters_a_key = 46, 24
_ink = "#0b0c0c"
_colours = (
    *("#12436d", "#28a197", "#f46a25", "#801650", "#a285d1", "#3d3d3d"),
    *("#6bacc6", "#8f1d1d", "#b58900"),
)


def plot(shown: ShownTable) -> str | None:
    """The plot of a table; None where there is nothing to draw."""
    return _quartiles(shown) if shown.table.measured else _bars(shown)


def described(shown: ShownTable) -> str:
    """What a plot shows, in words."""
    table, columns = shown.table, shown.table.columns
    if table.measured:
        each = [
            f"{row.words}: {', '.join(str(shown.cell(row.code, one.code)) for one in columns)}"
            for row in _drawn_quartiles(shown)
        ]
        heads = ", ".join(column.words.lower() for column in columns)
        return f"{heads.capitalize()}, in {table.unit}. {'. '.join(each)}."
    each = [f"{row.words}: {shown.cell(row.code, TOTAL)}" for row in _drawn(shown)]
    return f"Bars of {table.unit}. {'. '.join(each)}."


def _drawn(shown: ShownTable) -> Sequence[Label]:
    rows = [row for row in shown.table.rows if row.code != TOTAL]
    return rows[:most_bars]


def _parts(shown: ShownTable) -> Sequence[Label]:
    columns = shown.table.columns
    return [each for each in columns if each.code != TOTAL] or columns


def _number(value: int | str) -> int:
    return value if isinstance(value, int) else 0


def _bars(shown: ShownTable) -> str | None:
    rows, columns = _drawn(shown), _parts(shown)
    lengths = [
        sum(_number(shown.cell(row.code, column.code)) for column in columns) for row in rows
    ]
    longest = max(lengths, default=0)
    if longest == 0:
        return None
    unit = (width - _right) / longest
    marks, top = list(_key(columns)), _key_height(columns)
    for row, length in zip(rows, lengths, strict=True):
        lines = wrap(row.words, _letters_a_line)
        marks += [_text(0, top + _line * (n + 1) - 4, line) for n, line in enumerate(lines)]
        top += _line * len(lines)
        at = 0.0
        for column, colour in zip(columns, _colours, strict=False):
            long = _number(shown.cell(row.code, column.code)) * unit
            if long:
                marks.append(_rectangle(at, top, long, colour))
            at += long
        marks.append(_text(length * unit + 4, top + _bar - 3, str(shown.cell(row.code, TOTAL))))
        top += _bar + _gap
    return _drawing(shown, top, marks)


def _key(columns: Sequence[Label]) -> Iterator[str]:
    """Which colour is which part, two on a line; none where there is one part alone."""
    if len(columns) < 2:
        return
    for place, (column, colour) in enumerate(zip(columns, _colours, strict=False)):
        left, top = place % 2 * width // 2, place // 2 * _line
        yield _rectangle(left, top + 2, 10, colour, 10)
        yield _text(left + 14, top + 12, column.words[:_letters_a_key])


def _key_height(columns: Sequence[Label]) -> int:
    return 0 if len(columns) < 2 else (len(columns) + 1) // 2 * _line + _gap


def _drawn_quartiles(shown: ShownTable) -> Sequence[Label]:
    return [
        row
        for row in shown.table.rows
        if all(isinstance(shown.cell(row.code, c.code), int) for c in shown.table.columns)
    ]


def _quartiles(shown: ShownTable) -> str | None:
    """From the lower to the upper quartile, with a mark at the median and a line at day 0."""
    rows = _drawn_quartiles(shown)
    if not rows:
        return None
    values = {
        row.code: [_number(shown.cell(row.code, c.code)) for c in shown.table.columns]
        for row in rows
    }
    least = min(0, *(low for low, _, _ in values.values()))
    most = max(1, *(high for _, _, high in values.values()))
    unit = (width - 2 * _right) / (most - least)
    marks, top = [], 0

    def at(days: int) -> float:
        return _right + (days - least) * unit

    for row in rows:
        low, middle, high = values[row.code]
        lines = wrap(row.words, _letters_a_line)
        marks += [_text(0, top + _line * (n + 1) - 4, line) for n, line in enumerate(lines)]
        top += _line * len(lines)
        marks.append(_rectangle(at(low), top, max(2.0, at(high) - at(low)), _colours[0]))
        marks.append(_rectangle(at(middle) - 2, top - 2, 4, _colours[2], _bar + 4))
        marks.append(_rectangle(at(0) - 0.5, top - 2, 1, _ink, _bar + 4))
        marks.append(_text(at(high) + 6, top + _bar - 3, str(high)))
        if not 0 < at(low) - at(0) < _room_for_a_number:
            marks.append(_text(at(low) - 6, top + _bar - 3, str(low), end=True))
        top += _bar + _gap
    return _drawing(shown, top, marks)


def _drawing(shown: ShownTable, height: int, marks: Sequence[str]) -> str:
    name = f"plot-{shown.table.name}"
    ids = quoteattr(f"{name}-title {name}-words")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cspr-plot" role="img"'
        f' viewBox="0 0 {width} {height}" aria-labelledby={ids}>'
        f"<title id={quoteattr(f'{name}-title')}>{escape(shown.table.title)}</title>"
        f"<desc id={quoteattr(f'{name}-words')}>{escape(described(shown))}</desc>"
        f"{''.join(marks)}</svg>"
    )


def _text(left: float, base: float, words: str, *, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    return (
        f'<text x="{left:.1f}" y="{base:.1f}" font-family="sans-serif" font-size="13"'
        f' fill="{_ink}"{anchor}>{escape(words)}</text>'
    )


def _rectangle(left: float, top: float, long: float, colour: str, high: float = _bar) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{long:.1f}" height="{high:.1f}"'
        f' fill="{colour}" stroke="#ffffff" stroke-width="0.5"/>'
    )
