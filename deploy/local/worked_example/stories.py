"""The living cases: what partners send over Kafka and HTTP, and what people then do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deploy.local.processes import Say
from deploy.local.system import System
from deploy.local.worked_example.acts import package
from deploy.local.worked_example.answers import Receipt, answers_to
from deploy.local.worked_example.asking import Asking, until
from deploy.local.worked_example.data import Message
from deploy.local.worked_example.story import Sending, Step, Story
from deploy.local.worked_example.story_files import read_partners
from services.notifications.intake.inbound import prefix
from services.notifications.partners import add_partner, publish
from shared.log.topics import partner_in

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Played:
    """A story that was played: its case, the receipts of each message, in their order.

    `reference` is what a referrer follows the referral by.
    """

    story: Story
    case: str
    receipts: Sequence[Sequence[Receipt]] = ()
    reference: str | None = None


async def play_stories(
    system: System, asking: Asking, say: Say, stories: Sequence[Story]
) -> list[Played]:
    """Play every story, as far as it has not been played before.

    Raises:
        NotAnswered: a step was refused; the service's words are in it.
        StillWaiting: what should follow from a step did not come.
    """
    for name, authorities in read_partners().items():
        await add_partner(system.config("notifications"), name, authorities=authorities)
    return [await _play(system, asking, say, story) for story in stories]


async def _play(system: System, asking: Asking, say: Say, story: Story) -> Played:
    played = await _begun(system, asking, story)
    events = await events_of(asking, played.case, 1)
    taken: Counter[str] = Counter()
    for step in story.steps:
        name = step.act.event.__name__
        taken[name] += 1
        if _names(events).count(name) < taken[name]:
            events = await _take(asking, played.case, step, taken[name], events)
    events = await events_of(asking, played.case, len(story.expected.happens))
    say(f"case: {story.kind}, {len(events)} events; {played.case}")
    return played


async def _begun(system: System, asking: Asking, story: Story) -> Played:
    """The case, begun now or in an earlier run."""
    if (told := story.referral) is not None:
        done = await asking.post(
            told.who, "notifications", "/referrals", told.body, once=f"story-{story.name}"
        )
        return Played(story, str(done["case"]), reference=done["reference"])
    send = _over_kafka if story.over == "Kafka" else _over_http
    receipts = [await send(system, asking, story.partner, one) for one in story.messages]
    accepted = [one for each in receipts for one in each if one["outcome"] == "accepted"]
    return Played(story, str(accepted[0]["incident"]), receipts)


async def _over_http(
    system: System, asking: Asking, partner: str, sending: Sending
) -> list[Receipt]:
    """As plain JSON, one request each time."""
    message = _message(partner, sending)
    del message["type"]
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


def _message(partner: str, sending: Sending) -> Message:
    return {
        "id": sending.id,
        "source": f"/worked-example/{partner}",
        "type": f"{prefix}{sending.kind}.v1",
        **sending.data,
    }


async def _take(asking: Asking, case: str, step: Step, number: int, events: Events) -> Events:
    """Take the step that is the first, second … of its name; what has happened then."""
    act = step.act
    if act.after is not None:
        events = await _there(asking, case, act.after.__name__, number)
    after = position_of(case, events[-1])
    body = dict(step.body)
    if package in body.values():
        report = await asking.get(
            step.who, "reporting", f"/cases/{case}/panel-report", after=after
        )
        body["document_digest"] = report["document_digest"]
    path = act.path.format(case=case)
    done = await asking.post(step.who, act.service, path, body, after=after)
    history = f"/cases/{case}/history"
    found = await asking.get("auditor", "reporting", history, after=done["position"], limit=200)
    return list(found["events"])


async def _there(asking: Asking, case: str, name: str, number: int) -> Events:
    async def there() -> Events | None:
        events = await events_of(asking, case, 1)
        return events if _names(events).count(name) >= number else None

    return await until(there, f"{name} in {case}")


async def events_of(asking: Asking, case: str, count: int) -> Events:
    """The history of a case, once it has so many events."""

    async def enough() -> Events | None:
        found = await asking.get("auditor", "reporting", f"/cases/{case}/history", limit=200)
        return found["events"] if found and len(found["events"]) >= count else None

    return await until(enough, f"{count} events of {case}")


def _names(events: Sequence[dict[str, Any]]) -> list[str]:
    return [str(event["name"]) for event in events]


def position_of(case: str, event: dict[str, Any]) -> str:
    """The position of an event of a case's history, for `after=`."""
    source = str(event["source"]).rpartition("/")[2]
    return f"{source}:{case}:{event['position']}"
