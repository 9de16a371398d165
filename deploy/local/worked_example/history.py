"""Six years of history: sent over Kafka as a partner would, shuffled, every tenth twice."""

from collections.abc import Sequence
from typing import Any

from deploy.local.processes import Say
from deploy.local.system import System
from deploy.local.worked_example import data
from deploy.local.worked_example.answers import ByMessage, answers_to
from deploy.local.worked_example.asking import Asking, until
from deploy.local.worked_example.drawing import Draw
from deploy.local.worked_example.make_notifications import seed, wiltshire
from services.notifications.partners import add_partner, list_partners, publish
from shared.log.topics import partner_in

partner = "history"


async def import_history(system: System, asking: Asking, say: Say) -> ByMessage:
    """Send the history; once it is there, only every tenth message, twice. All answers.

    Raises:
        StillWaiting: not every message was answered, or not all of it is shown, in time.
    """
    config = system.config("notifications")
    await add_partner(config, partner, may_import=True)
    messages = data.history()
    there = await accepted_messages(system) >= len(messages)
    sending = [*messages[::10], *messages[::10]] if there else in_disorder(messages)
    say(
        f"history: it is there; sending every tenth of {len(messages):,} messages twice more"
        if there
        else f"history: sending {len(messages):,} notifications, every tenth of them twice"
    )
    topic = config.topic_prefix + partner_in(partner).name
    async with answers_to(config, partner) as answers:
        await publish(config.kafka, topic, partner, sending)
        receipts = await answers.next([each["id"] for each in sending], seconds=180)
    say(f"history: {len(sending):,} messages were answered")
    await _shown(asking, await accepted_messages(system))
    await _import_reviews(asking, say)
    return receipts


def in_disorder(messages: Sequence[data.Message]) -> list[data.Message]:
    """Shuffled, and every tenth message twice."""
    return Draw(seed).shuffled([*messages, *messages[::10]])


async def accepted_messages(system: System) -> int:
    """How many messages of the history were accepted, of those sent twice one."""
    found = await list_partners(system.config("notifications"))
    return sum(each.accepted for each in found if each.name == partner)


async def _shown(asking: Asking, count: int) -> None:
    """Wait until reviews and reporting show what notifications has taken in."""

    async def counted() -> bool | None:
        found = await asking.get("auditor", "reporting", "/statistics/years")
        apart = sum(1 for one in data.lines("children.csv") if one["care_leaver"] == "yes")
        return found["all"]["total"] >= count - apart or None

    await until(counted, "the statistics to show the history", seconds=180)


async def _import_reviews(asking: Asking, say: Say) -> None:
    """Import the rapid reviews of the past, as far as they are not there yet."""
    reviews = {row["notified_on"]: row for row in data.lines("rapid_reviews.csv")}
    who = "reporting-wiltshire"

    async def all_cases() -> list[Any] | None:
        query = {"imported": "true", "authority": wiltshire, "limit": 200}
        found = await asking.get(who, "reviews", "/cases", **query)
        cases = [one for one in found["cases"] if one["notified_on"] in reviews]
        return cases if len(cases) == len(reviews) else None

    cases = await until(all_cases, "Wiltshire's imported cases to be shown")
    missing = [
        _review(case["id"], reviews[case["notified_on"]])
        for case in cases
        if case["completed_on"] is None
    ]
    if missing:
        await asking.post(who, "reviews", "/imports/rapid-reviews", {"reviews": missing})
    say(f"history: {len(missing)} rapid reviews imported, {len(cases) - len(missing)} there")

    async def all_counted() -> bool | None:
        found = await asking.get(who, "reporting", "/statistics", authority=wiltshire)
        return found["panel"]["rapid_reviews"] >= len(reviews) or None

    await until(all_counted, "the statistics to show the rapid reviews")


def _review(case: str, row: dict[str, str]) -> dict[str, Any]:
    sent = {name: value for name, value in row.items() if name != "message_id"}
    return {**sent, "case": case, "criteria": row["criteria"].split()}
