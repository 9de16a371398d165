"""Themes as they are read: each with what is above and below it, and by any of its names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from psycopg import sql
from psycopg.rows import class_row

from services.reporting.domain.thesaurus import term
from services.reporting.read_models.themes import ThemeRow
from shared.decisions.database import Connection
from shared.decisions.ids import named_subject

subject = named_subject("record", "thesaurus")
"""All themes are one subject, so that one decision sees all their names."""
_columns = sql.SQL(", ").join(sql.Identifier(one.name) for one in fields(ThemeRow))


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """All themes, by their codes."""

    themes: Mapping[str, ThemeRow]

    def counted_under(self) -> dict[str, tuple[str, ...]]:
        """Under which terms a record with a keyword counts: its theme, and those above it."""
        return {
            name: tuple(term(each.name) for each in self.up_from(row))
            for row in self.themes.values()
            for name in _terms(row)
        }

    def called(self, name: str) -> ThemeRow | None:
        """The theme of a name, of a former name, or of a code."""
        wanted = term(name)
        for row in self.themes.values():
            if name in (row.theme, *row.codes) or wanted in _terms(row):
                return row
        return None

    def terms(self, name: str) -> tuple[str, ...]:
        """By which keywords a theme is searched: its names, and those of all below it."""
        found = self.called(name)
        if found is None:
            return (term(name),)
        rows = [found, *self.below(found.theme)]
        return tuple(name for row in rows for name in _terms(row))

    def up_from(self, row: ThemeRow) -> list[ThemeRow]:
        """A theme and those above it, to the top."""
        found = [row]
        while (above := self.themes.get(found[-1].broader or "")) is not None:
            found.append(above)
        return found

    def narrower(self, code: str) -> list[ThemeRow]:
        """The themes directly below one, by name."""
        return sorted(
            (row for row in self.themes.values() if row.broader == code), key=_by_name
        )

    def below(self, code: str) -> Iterator[ThemeRow]:
        """All themes below one; the rules see to it that none is below itself."""
        for row in self.narrower(code):
            yield row
            yield from self.below(row.theme)

    def tops(self) -> list[ThemeRow]:
        """The themes that stand under none, by name."""
        return sorted(
            (row for row in self.themes.values() if row.broader not in self.themes),
            key=_by_name,
        )

    def tree(self) -> list[tuple[int, ThemeRow]]:
        """All themes with their depth from 0, each under the one above it."""
        return [each for top in self.tops() for each in self._from(0, top)]

    def _from(self, depth: int, row: ThemeRow) -> Iterator[tuple[int, ThemeRow]]:
        yield depth, row
        for below in self.narrower(row.theme):
            yield from self._from(depth + 1, below)


def _terms(row: ThemeRow) -> tuple[str, ...]:
    """All names of a theme, each once."""
    return tuple(dict.fromkeys(term(each) for each in (row.name, *row.former)))


def _by_name(row: ThemeRow) -> str:
    return term(row.name)


async def thesaurus(connection: Connection) -> Thesaurus:
    """All themes."""
    async with connection.cursor(row_factory=class_row(ThemeRow)) as cursor:
        await cursor.execute(sql.SQL("select {} from themes").format(_columns))
        rows: Sequence[ThemeRow] = await cursor.fetchall()
    return Thesaurus({row.theme: row for row in rows})
