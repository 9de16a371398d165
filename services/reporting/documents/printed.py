"""The words that a printed Panel report is made of, in the order of its sections.

From the package with its texts opened, as JSON: no clock, no look-up of cases, no key.
The sections follow what a rapid review is for (R8: the facts, action at once, what to improve,
the next steps) and the criteria of SI 2018/789 reg 11.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from services.reporting.topics import TOPICS
from shared.edge.pages.words import authority_name, code_words, day
from shared.events.codes import Criterion

Printed = dict[str, Any]
Facts = list[tuple[str, str]]

_criteria: Mapping[Criterion, str] = {
    Criterion.IMPROVEMENTS: "Improvements needed, also where found before",
    Criterion.RECURRENT_THEMES: "Recurrent themes",
    Criterion.WORKING_TOGETHER: "Concerns about two or more agencies working together",
    Criterion.PANEL_CONCLUDED: "The Panel concluded that a local review is more appropriate",
}
_decisions = {
    "lcspr": "A local child safeguarding practice review",
    "no-further-review": "No further review",
    "refer-national": "Referred for a national review",
    "thematic-or-local-learning": "A thematic review or other local learning",
}


def printed(package: Mapping[str, Any], digest: str, *, preview: bool) -> Printed:
    """What the template shows of a package whose texts are open."""
    area = package.get("area")
    return {
        "title": "Rapid review: report to the Child Safeguarding Practice Review Panel",
        "preview": preview,
        "case": package["case"],
        "head": _facts(
            ("Case", package["case"]),
            ("Authority", f"{area['name']} ({area['code']})" if area else None),
            ("Version", f"Round {package['round']}, as of event {package['up_to']}"),
            ("Digest of the package (SHA-256)", digest),
        ),
        "sections": [section for section in _sections(package) if section is not None],
    }


def _sections(package: Mapping[str, Any]) -> Iterator[Printed | None]:
    notified = package.get("notification")
    review = package["rapid_review"]
    yield None if notified is None else _incident(notified)
    if notified is not None and notified["children"]:
        yield _children(notified["children"])
        yield _of_children(notified["children"])
    yield _agencies(package["agencies"])
    yield _actions(package["immediate_actions"])
    yield _decision(review)
    yield _by_criterion(review)
    yield _signed(review["signed_off_by"])
    yield _answers(package["earlier_answers"])
    yield _table(
        "Chronology",
        ("Day", "What happened"),
        [(_day(step["on"]), step["what"]) for step in package["chronology"]],
    )


def _incident(notified: Mapping[str, Any]) -> Printed:
    parts = (
        ("What happened", notified.get("summary")),
        ("Further information", notified.get("further_information")),
    )
    return {
        "title": "The incident and its notification",
        "facts": _facts(
            ("Nature of the notification", notified["nature"]),
            ("Day of the incident", _day(notified.get("incident_on"))),
            ("Where", code_words(notified["where"])),
            ("Place", notified.get("place")),
            ("The authority became aware on", _day(notified.get("aware_on"))),
            ("The Panel was notified on", _day(notified["notified_on"])),
            ("Amended on", _day_if(notified.get("amended_on"))),
            ("National reference", notified.get("national_ref")),
            ("Further children", _some(notified["further_children"])),
        ),
        "parts": [{"title": title, "text": text} for title, text in parts if text],
    }


def _children(children: Sequence[Mapping[str, Any]]) -> Printed | None:
    head = ("Child", "Age", "Sex", "Ethnicity", "Outcome", "Abuse or neglect")
    rows = [
        (
            str(child["number"]),
            _age(child),
            _words("sex", child["sex"]),
            _words("ethnicity", child["ethnicity"]),
            code_words(child["outcome"]),
            code_words(child["abuse_or_neglect"]),
        )
        for child in children
    ]
    return _table("Children and family", head, rows)


def _of_children(children: Sequence[Mapping[str, Any]]) -> Printed:
    return {
        "title": "Each child",
        "parts": [
            {
                "title": f"Child {child['number']}",
                "facts": _facts(
                    ("Name", child.get("name")),
                    ("Born on", child.get("born_on")),
                    ("Looked after", _yes(child["looked_after"])),
                    ("Care leaver", _yes(child["care_leaver"])),
                    ("Living", child.get("placement") and code_words(child["placement"])),
                    ("Disability", ", ".join(child.get("disabilities", ())) or None),
                    ("Child in need plan", _yes(child.get("child_in_need_plan"))),
                    (
                        "Child protection plan",
                        code_words(child.get("protection_plan") or "not known"),
                    ),
                    ("Known to an agency", _yes(child.get("known_to_agencies"))),
                    ("Lives in", child.get("lives_in") and authority_name(child["lives_in"])),
                    ("Health", child.get("health")),
                ),
                "text": "",
            }
            for child in children
        ],
    }


def _agencies(agencies: Sequence[Mapping[str, Any]]) -> Printed | None:
    return _texts(
        "What the agencies told",
        [
            (
                agency["agency"],
                _facts(
                    ("Received on", _day(agency["received_on"])),
                    ("Document (SHA-256)", agency.get("document")),
                ),
                agency.get("summary"),
            )
            for agency in agencies
        ],
    )


def _actions(actions: Sequence[Mapping[str, Any]]) -> Printed | None:
    return _texts(
        "Done at once to keep children safe",
        [
            (_day(action["taken_on"]), _facts(("By", action.get("agency"))), action["action"])
            for action in actions
        ],
    )


def _decision(review: Mapping[str, Any]) -> Printed:
    return {
        "title": "Decision and next steps",
        "facts": _facts(
            ("Rapid review opened on", _day(review.get("opened_on"))),
            ("Decided on", _day(review["decided_on"])),
            ("Decision", _decisions.get(review["decision"], code_words(review["decision"]))),
            ("Due, counted from the notification", _due(review.get("due_notified"))),
            ("Due, counted from becoming aware", _due(review.get("due_aware"))),
        ),
        "parts": [{"title": "Why", "text": review["rationale"]}],
    }


def _by_criterion(review: Mapping[str, Any]) -> Printed | None:
    named = set(review["criteria"])
    rows = [
        (f"({criterion.value}) {words}", "yes" if criterion.value in named else "no")
        for criterion, words in _criteria.items()
    ]
    return _table("Criteria for a local review", ("Criterion", "Met"), rows)


def _signed(signed: Sequence[Mapping[str, Any]]) -> Printed | None:
    dissents = [one for one in signed if one.get("dissent")]
    head = ("Safeguarding partner", "Organisation", "Signed by", "Day")
    rows = [
        (
            code_words(one["partner_role"]),
            one["organisation"],
            one.get("name", one["by"])
            + (" (delegate)" if one["delegate"] else "")
            + (" (dissents)" if one in dissents else ""),
            _day(one["signed_on"]),
        )
        for one in signed
    ]
    table = _table("Signed off by", head, rows)
    if table is None or not dissents:
        return table
    parts = [
        {"title": f"Dissent: {code_words(one['partner_role'])}", "text": one["dissent"]}
        for one in dissents
    ]
    return {**table, "parts": parts}


def _answers(answers: Sequence[Mapping[str, Any]]) -> Printed | None:
    return _texts(
        "What the Panel answered before",
        [
            (
                f"Round {answer['round']}: {code_words(answer['answer'])}",
                _facts(("On", _day(answer["responded_on"]))),
                answer.get("note"),
            )
            for answer in answers
        ],
    )


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Printed | None:
    return {"title": title, "table": {"head": head, "rows": rows}} if rows else None


def _texts(title: str, parts: Sequence[tuple[str, Facts, str | None]]) -> Printed | None:
    shown = [{"title": of, "facts": facts, "text": text or ""} for of, facts, text in parts]
    return {"title": title, "parts": shown} if shown else None


def _facts(*pairs: tuple[str, str | None]) -> Facts:
    return [(name, value) for name, value in pairs if value]


def _day(value: str | None) -> str:
    return day(None if value is None else date.fromisoformat(value))


def _day_if(value: str | None) -> str | None:
    return None if value is None else _day(value)


def _due(due: Mapping[str, Any] | None) -> str | None:
    return None if due is None else _day(due["due_on"])


def _some(number: int) -> str | None:
    return str(number) if number else None


def _yes(value: bool | None) -> str:
    return "not known" if value is None else "yes" if value else "no"


def _words(topic: str, code: str) -> str:
    """What the national statistics call a value of a topic."""
    return next((c.words for c in TOPICS[topic].choices if c.value == code), code)


def _age(child: Mapping[str, Any]) -> str:
    if child["unborn"]:
        return "unborn"
    age = child.get("age_years")
    return "not known" if age is None else str(age)
