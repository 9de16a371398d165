"""What `cspr erase` prints: counts and places, never contents."""

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from services.command.erase.carrying_out import Erased
from services.command.erase.due import ToReview
from services.command.erase.plan import Plan
from services.command.erase.searching import Verified, promise
from services.command.output import print_json, print_table, say
from shared.events.erasures import HoldReason


def plan(plan: Plan, *, as_json: bool) -> None:
    """What would be erased, and what would be left."""
    if as_json:
        print_json(plan.as_json())
        return
    target = plan.target
    print_table(
        f"{target.case}: {target.words}",
        ("key", "", "values"),
        [(key, _there(key in target.living), _values_of(plan, key)) for key in target.keys],
    )
    print_table(
        "What they seal",
        ("key", "event", "field", "values"),
        [
            (place.key, place.event, place.field, number)
            for place, number in sorted(plan.values.items())
            if place.key in target.keys
        ],
    )
    print_table(
        "Where that lies as ciphertext",
        ("table", "rows"),
        sorted(plan.ciphertext.items()),
    )
    _messages(plan)
    if plan.documents:
        say(f"Printed reports of the case, which name everybody in it: {plan.documents}.")
    say("Not covered:")
    for line in plan.left:
        say(f"  - {line}")
    if plan.refused is not None:
        say(plan.refused)


def _messages(plan: Plan) -> None:
    sent = Counter(each.name[0] for each in plan.messages)
    kept = Counter(each.name[0] for each in plan.messages if each.sealed is not None)
    print_table(
        "Partners' messages of this case (their receipts hold ids alone, and stay)",
        ("partner", "messages", "bodies to give up"),
        [(partner, number, kept[partner]) for partner, number in sorted(sent.items())],
    )
    topics = Counter(each.topic for each in plan.in_clear)
    for topic, number in sorted(topics.items()):
        say(f"{topic} still holds {number} of them in clear, {until(plan)}.")


def until(plan: Plan) -> str:
    """By when the partners' topics hold nothing of it."""
    if plan.for_ever:
        return "without end: its retention is not limited"
    return f"until {_minute(plan.clear_until)} at the latest"


def _minute(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def _there(living: bool) -> str:
    return "there" if living else "destroyed"


def _values_of(plan: Plan, key: str) -> int:
    return sum(number for place, number in plan.values.items() if place.key == key)


def erased(done: Erased, *, as_json: bool) -> None:
    """What was done."""
    if as_json:
        print_json(asdict(done))
        return
    print_table(
        done.case,
        ("key", ""),
        [
            (key, "destroyed now" if key in done.destroyed else "gone before")
            for key in done.keys
        ],
    )
    say(f"Bodies of partners' messages given up now: {done.messages}.")
    say(f"Drafts of it deleted now: {done.drafts}.")
    if done.documents:
        say(f"Printed reports of it deleted now: {done.documents}.")
    words = "was recorded before" if done.again else "is recorded"
    say(f"It {words} on the case ({done.position}).")
    say(f"Whether it is done everywhere: cspr erase verify {done.case}")


def held(case: str, why: HoldReason, position: str, *, released: bool, as_json: bool) -> None:
    """That a hold stands, or does no longer."""
    if as_json:
        said = {"case": case, "reason": why, "held": not released, "position": position}
        print_json(said)
        return
    stands = "is released" if released else "stands"
    say(f"The hold on {case} for {why} {stands} ({position}).")


def verified(done: Verified, *, as_json: bool) -> None:
    """What is still there, until when to wait, or that nothing was found."""
    if as_json:
        print_json({**asdict(done), "status": done.status, "until": done.until})
        return
    print_table(
        f"{done.case}: {', '.join(done.keys)}",
        ("", "where", "what", "at the latest"),
        [(each.state, each.where, each.what, _minute(each.until)) for each in done.findings],
    )
    say(f"Searched: {', '.join(done.searched)}.")
    for each in done.not_searched:
        say(f"NOT searched: {each}.")
    say(_outcome(done))


def _outcome(done: Verified) -> str:
    match done.status:
        case 0:
            return f"Done. {promise}"
        case 1:
            return "NOT done: something was found that does not go by itself."
        case _:
            by = f" until {_minute(done.until)} at the latest" if done.until else ""
            return f"Wait{by}, then verify again: what was found goes by itself."


def to_review(on: date, found: list[ToReview], *, as_json: bool) -> None:
    """What a person has to review."""
    if as_json:
        print_json({"on": on, "cases": [_review(each) for each in found]})
        return
    print_table(
        f"Due for review before destruction, by {on}",
        ("case", "authority", "due on", "years", "counted from", "held for"),
        [
            (row["case"], row["authority"], row["due_on"] or "cannot be told",
             row["years"], row["counted_from"], ", ".join(row["holds"]))
            for row in map(_review, found)
        ],
    )  # fmt: skip
    say(f"{len(found)} cases. Nothing was destroyed: after the review, `cspr erase plan`.")


def _review(each: ToReview) -> dict[str, Any]:
    due = each.due
    return {
        "case": due.case.case,
        "authority": due.case.authority,
        "due_on": due.due_on,
        "years": due.period.years,
        "counted_from": due.period.counted_from,
        "holds": sorted(each.holds),
    }
