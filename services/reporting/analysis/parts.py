"""The tables of an analysis that count incidents, answers, actions and published reviews."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from services.reporting.analysis.counting import ActionCount, Valued
from services.reporting.analysis.tables import TOTAL, Label, Table, total, with_totals
from services.reporting.national.agreement import Agreement
from services.reporting.queries import Count, PanelCounts
from services.reporting.repository import words
from services.reporting.topics import YEAR, Topic
from shared.events.codes import Nature

natures = (
    Label("deaths", "Deaths"),
    Label("serious_harm", "Serious harm"),
    Label("other", "Other"),
)
_by_nature = {
    Nature.CHILD_DEATH.value: "deaths",
    Nature.SERIOUS_HARM.value: "serious_harm",
    Nature.OTHER.value: "other",
}


def notifications(topic: Topic, name: str, counts: Iterable[Count]) -> Table:
    """Notified incidents by a topic and by harm; of years those in which there was one."""
    counted = [(_code(topic, one), _by_nature[one.nature], one.number) for one in counts]
    if topic is YEAR:
        rows = [Label(code, code) for code in sorted({code for code, _, _ in counted})]
    else:
        rows = [Label(choice.code, choice.words) for choice in topic.choices]
    return Table(
        name,
        f"Notifications by {topic.title[:1].lower()}{topic.title[1:]} and harm",
        "notified incidents",
        topic.title,
        (*rows, total),
        (*natures, total),
        with_totals(counted),
        population="notifications",
        note="By the day on which the Panel was notified; one incident counts once."
        if topic is YEAR
        else "Of the child who was listed first or harmed, as known at the notification.",
    )


def _code(topic: Topic, one: Count) -> str:
    if topic is YEAR:
        return str(one.value)
    return next(choice.code for choice in topic.choices if choice.value == one.value)


def rapid_reviews(counts: PanelCounts) -> Table:
    """Rapid reviews that were opened in the period, by what was decided."""
    cells = with_totals(
        [
            ("lcspr", TOTAL, counts.lcsprs),
            ("another", TOTAL, counts.decided - counts.lcsprs),
            ("open", TOTAL, counts.rapid_reviews - counts.decided),
        ]
    )
    rows = (
        Label("lcspr", "A local child safeguarding practice review follows"),
        Label("another", "Decided otherwise"),
        Label("open", "Not decided yet"),
        total,
    )
    return Table(
        "rapid-reviews",
        "Rapid reviews by what was decided",
        "rapid reviews",
        "Decision",
        rows,
        (total,),
        cells,
        note="By the day on which they were opened. The Panel counts these and the Department"
        " counts notifications: the two are different populations.",
    )


_answers = (
    Label("agrees", "Agrees"),
    Label("reaffirmed", "Asks to reconsider: decided the same again"),
    Label("changed", "Asks to reconsider: decided otherwise"),
    Label("undecided", "Asks to reconsider: not decided again yet"),
    Label("asks_for_more", "Asks for more information"),
    Label("national_or_thematic_review", "National or thematic review"),
)


def agreement(years: Sequence[Agreement]) -> Table:
    """What the Panel answered, by the year to 31 March of its answer."""
    counted = [
        (row.code, str(year.year), number)
        for year in years
        for row in _answers
        if (number := _answered(year, row.code))
    ]
    columns = [Label(str(year.year), f"To 31 March {year.year}") for year in years]
    return Table(
        "agreement",
        "What the Panel answered to rapid reviews",
        "answers",
        "The Panel's answer",
        (*_answers, total),
        (*columns, total),
        with_totals(counted),
        note="By the day of its last answer to a decision; each decision counts once.",
    )


def _answered(year: Agreement, code: str) -> int:
    if code == "undecided":
        return year.asks_to_reconsider - year.reaffirmed - year.changed
    return int(getattr(year, code))


def actions(counts: Iterable[ActionCount]) -> Table:
    """Actions that were open in the period, by how they stood at its end."""
    counted = [
        (one.state, "in" if one.raised_in_it else "before", one.number) for one in counts
    ]
    rows = (
        Label("closed-done", "Closed, after being done"),
        Label("closed-undone", "Closed, since it cannot be done"),
        Label("overdue", "Open and overdue at the end"),
        Label("open", "Open and not overdue at the end"),
        total,
    )
    columns = (Label("before", "Raised before it"), Label("in", "Raised in it"), total)
    return Table(
        "actions",
        "Actions that were open in the period, by how they stood at its end",
        "actions",
        "How it stood",
        rows,
        columns,
        with_totals(counted),
        note="What effect an action had is told when it is closed, as sealed text: it is read"
        " in the case, and not counted.",
    )


def themes(found: Iterable[Valued], counted_under: Mapping[str, Sequence[str]]) -> Table:
    """Published reviews by theme: by its name now, and under each theme above it."""
    numbers: Counter[str] = Counter()
    reviews = 0
    for one in found:
        reviews += one.number
        names = {name for each in one.values for name in counted_under.get(each, (each,))}
        numbers.update({name: one.number for name in names})
    return _of_published(
        ("themes", "Published reviews by theme", "Theme"),
        [Label(name, name[:1].upper() + name[1:]) for name in _most_first(numbers)],
        numbers,
        reviews,
    )


def agencies(found: Iterable[Valued]) -> Table:
    """Published reviews by the agencies that they are about."""
    numbers: Counter[str] = Counter()
    reviews = 0
    for one in found:
        reviews += one.number
        numbers.update({name: one.number for name in set(one.values)})
    return _of_published(
        ("agencies", "Published reviews by agency", "Agency"),
        [Label(code, words.agencies.get(code, code)) for code in _most_first(numbers)],
        numbers,
        reviews,
    )


def _most_first(numbers: Mapping[str, int]) -> list[str]:
    return sorted(numbers, key=lambda name: (-numbers[name], name))


def _of_published(
    named: tuple[str, str, str],
    rows: Sequence[Label],
    numbers: Mapping[str, int],
    reviews: int,
) -> Table:
    name, title, row_head = named
    cells: dict[tuple[str, str], int | None] = {
        (code, TOTAL): number for code, number in numbers.items()
    }
    cells[TOTAL, TOTAL] = reviews
    return Table(
        name,
        title,
        "published reviews",
        row_head,
        (*rows, Label(TOTAL, "All reviews published in it")),
        (Label(TOTAL, "Reviews"),),
        cells,
        rows_add_up=False,
        public=True,
        note="A review counts under each that it has; one dated by its year alone counts in"
        " January of it.",
    )
