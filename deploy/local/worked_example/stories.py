"""The living cases: what partners send over Kafka and HTTP, and what people then do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deploy.local.processes import Say
from deploy.local.system import System
from deploy.local.worked_example import data
from deploy.local.worked_example.answers import Receipt, answers_to
from deploy.local.worked_example.asking import Asking, until
from deploy.local.worked_example.data import Sending, Step, Story
from services.notifications.partners import add_partner, publish
from shared.decisions.clock import SystemClock, london_date
from shared.log.topics import partner_in

Events = list[dict[str, Any]]


@dataclass
class Played:
    """A story that was played: its case, and the receipts of each message, in their order."""

    story: Story
    case: str
    receipts: dict[str, list[Receipt]] = field(default_factory=dict)


async def play_stories(system: System, asking: Asking, say: Say) -> list[Played]:
    """Play every story, as far as it has not been played before.

    Raises:
        NotAnswered: a step was refused; the service's words are in it.
        StillWaiting: what should follow from a step did not come.
    """
    for name, authorities in data.partners().items():
        await add_partner(system.config("notifications"), name, authorities=authorities)
    today = london_date(SystemClock().now())
    return [await _play(system, asking, say, story, today) for story in data.stories()]


async def _play(system: System, asking: Asking, say: Say, story: Story, today: date) -> Played:
    say(f"case: {story.name}, reported by {story.partner} over {story.over}")
    receipts: dict[str, list[Receipt]] = {}
    for sending in story.messages:
        send = _over_kafka if story.over == "kafka" else _over_http
        receipts[sending.id] = await send(system, asking, story.partner, sending)
    case = next(
        receipt["incident"]
        for each in receipts.values()
        for receipt in each
        if receipt["outcome"] == "accepted"
    )
    taken: Counter[str] = Counter()
    for step in story.steps:
        taken[step.leads_to] += 1
        await take(asking, case, step, taken[step.leads_to], today)
    events = await _events(asking, case, len(story.happens))
    say(f"case: {story.name}, {len(events)} events; {case}")
    return Played(story, case, receipts)


async def _over_http(
    system: System, asking: Asking, partner: str, sending: Sending
) -> list[Receipt]:
    """As plain JSON, one request each time."""
    message = {
        name: said for name, said in _message(partner, sending).items() if name != "type"
    }
    found: list[Receipt] = []
    for _ in range(sending.times):
        answer = await asking.send(f"partner-{partner}", "notifications", "/incidents", message)
        found.append(answer.json())
    return found


async def _over_kafka(
    system: System, asking: Asking, partner: str, sending: Sending
) -> list[Receipt]:
    """To the partner's topic; the answers come on its other one, one for each time."""
    config = system.config("notifications")
    topic = config.topic_prefix + partner_in(partner).name
    async with answers_to(config, partner) as answers:
        messages = [_message(partner, sending)] * sending.times
        await publish(config.kafka, topic, partner, messages)
        return (await answers.next([sending.id] * sending.times))[sending.id]


def _message(partner: str, sending: Sending) -> data.Message:
    return {
        "id": sending.id,
        "source": f"/worked-example/{partner}",
        "type": f"{data.prefix}{sending.kind}.v1",
        **sending.data,
    }


async def take(asking: Asking, case: str, step: Step, number: int, today: date) -> None:
    """Take one step, unless its event is there: the first or second of its name, and so on."""
    events = await _events(asking, case, 1)
    if _names(events).count(step.leads_to) >= number:
        return
    if step.needs is not None:
        events = await _needed(asking, case, step.needs, number)
    after = _position(case, events[-1])
    service, path = step.to.format(case=case).split(" ")
    package = None
    if data.digest in step.body.values():
        report = await asking.get(
            step.by, "reporting", f"/cases/{case}/panel-report", after=after
        )
        package = report["document_digest"]
    body = data.filled(dict(step.body), today, package)
    done = await asking.post(step.by, service, path, body, after=after)
    await _seen(asking, case, done["position"])


async def _needed(asking: Asking, case: str, name: str, number: int) -> Events:
    async def there() -> Events | None:
        events = await _events(asking, case, 1)
        return events if _names(events).count(name) >= number else None

    return await until(there, f"{name} in {case}")


async def _events(asking: Asking, case: str, count: int) -> Events:
    """The history of a case, once it has so many events."""

    async def enough() -> Events | None:
        found = await asking.get("auditor", "reporting", f"/cases/{case}/history", limit=200)
        return found["events"] if found and len(found["events"]) >= count else None

    return await until(enough, f"{count} events of {case}")


async def _seen(asking: Asking, case: str, position: str) -> None:
    """Wait until reporting shows what has just happened."""
    await asking.get("auditor", "reporting", f"/cases/{case}/history", after=position)


def _names(events: Sequence[dict[str, Any]]) -> list[str]:
    return [str(event["name"]) for event in events]


def _position(case: str, event: dict[str, Any]) -> str:
    source = str(event["source"]).rpartition("/")[2]
    return f"{source}:{case}:{event['position']}"
