"""The topics of `deploy/topics.toml`: made where missing, refused where different."""

import asyncio
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

DECLARATIONS = Path(__file__).resolve().parents[2] / "deploy" / "topics.toml"

_PARTNER = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_TOPIC_ALREADY_EXISTS = 36
_APPEAR_SECONDS = 15.0


class TopicRefused(RuntimeError):
    """A topic cannot be made, or is not as declared; says which, and what to do."""


@dataclass(frozen=True)
class Topic:
    """One topic: its name, how many partitions, and every setting that we rely on."""

    name: str
    partitions: int
    config: Mapping[str, str]


def case_events() -> Topic:
    """The main log."""
    return _declared("case-events")


def partner_in(partner: str) -> Topic:
    """What `partner` sends."""
    return _declared("partner-in", _checked(partner))


def partner_out(partner: str) -> Topic:
    """What `partner` is answered."""
    return _declared("partner-out", _checked(partner))


def topics_for(partners: Iterable[str], *, prefix: str = "") -> list[Topic]:
    """The main log, and both topics of each partner; `prefix` sets a test's names apart."""
    topics = [case_events()]
    for partner in partners:
        topics += [partner_in(partner), partner_out(partner)]
    return [replace(topic, name=prefix + topic.name) for topic in topics]


async def ensure_topics(
    bootstrap: str, partners: Iterable[str], *, prefix: str = "", replicas: int = 1
) -> list[Topic]:
    """Make the topics that are missing, and check that all are as declared.

    Raises:
        TopicRefused: the broker refuses one, or one is there with other partitions or settings.
    """
    topics = topics_for(partners, prefix=prefix)
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        there = set(await admin.list_topics())
        missing = [topic for topic in topics if topic.name not in there]
        if missing:
            await _create(admin, missing, replicas)
        await _check(admin, topics)
    finally:
        await admin.close()
    return topics


def _declared(section: str, partner: str = "") -> Topic:
    said = tomllib.loads(DECLARATIONS.read_text())[section]
    return Topic(said["name"].format(partner=partner), said["partitions"], said["config"])


def _checked(partner: str) -> str:
    if not _PARTNER.fullmatch(partner):
        raise TopicRefused(
            "The name of a partner has 1 to 60 small letters, digits or hyphens,"
            " and neither begins nor ends with a hyphen."
        )
    return partner


async def _create(admin: AIOKafkaAdminClient, topics: Sequence[Topic], replicas: int) -> None:
    wanted = [
        NewTopic(each.name, each.partitions, replicas, topic_configs=dict(each.config))
        for each in topics
    ]
    answer = (await admin.create_topics(wanted)).to_object()
    for said in answer["topic_errors"]:
        if said["error_code"] not in (0, _TOPIC_ALREADY_EXISTS):
            why = said.get("error_message") or f"error {said['error_code']}"
            raise TopicRefused(f"Kafka refused to make the topic {said['topic']}: {why}")


async def _check(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> None:
    partitions = await _partitions(admin, topics)
    settings = await _settings(admin, topics)
    faults: list[str] = []
    for topic in topics:
        if partitions[topic.name] != topic.partitions:
            faults.append(
                f"{topic.name} has {partitions[topic.name]} partitions,"
                f" and {topic.partitions} are declared"
            )
        for name, value in topic.config.items():
            found = settings[topic.name].get(name)
            if found != value:
                faults.append(f"{topic.name} has {name} {found}, and {value} is declared")
    if faults:
        raise TopicRefused(
            "The topics are not as deploy/topics.toml declares them: "
            + "; ".join(faults)
            + ". Set them right with Kafka's own tools (the partitions of a topic in use stay),"
            " or declare what is meant. Nothing was started."
        )


async def _partitions(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> dict[str, int]:
    """How many partitions each topic has; a topic just made takes a moment to appear."""
    names = [topic.name for topic in topics]
    clock = asyncio.get_running_loop().time
    end = clock() + _APPEAR_SECONDS
    while True:
        found = await admin.describe_topics(names)
        hidden = [each["topic"] for each in found if _not_there(each)]
        if not hidden:
            return {each["topic"]: len(each["partitions"]) for each in found}
        if clock() > end:
            raise TopicRefused(f"Kafka does not show these topics: {', '.join(hidden)}.")
        await asyncio.sleep(0.05)


def _not_there(topic: Mapping[str, Any]) -> bool:
    leaderless = any(each["leader"] < 0 for each in topic["partitions"])
    return topic["error_code"] != 0 or leaderless


async def _settings(
    admin: AIOKafkaAdminClient, topics: Sequence[Topic]
) -> dict[str, dict[str, str]]:
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    found: dict[str, dict[str, str]] = {}
    for answer in await admin.describe_configs(asked):
        for resource in answer.to_object()["resources"]:
            entries = resource["config_entries"]
            found[resource["resource_name"]] = {
                entry["config_names"]: entry["config_value"] for entry in entries
            }
    return found
