"""Two toy services as processes: one counts, the other answers by policy and folds."""

import asyncio
import sys
from pathlib import Path

import services
from shared.edge.beside import beside
from shared.edge.config import Config, config_from
from shared.edge.service import Service, prepare, relay, work
from shared.events.envelope import Recorded
from shared.folds.replay import Place, replay
from shared.folds.workers import WorkerLost
from tests.support.toy import Double, ToyCounted, read_models, toy

migrations = Path(services.__path__[0]) / "reviews" / "migrations"


def on_counted(event: Recorded) -> Double | None:
    """Answer what was counted."""
    assert isinstance(event.event, ToyCounted)
    return Double(asked_at=event.envelope.time, amount=event.event.amount)


counting = Service("notifications", toy, {}, (), migrations)
answering = Service("reviews", toy, {ToyCounted: on_counted}, read_models, migrations)
by_name = {each.name: each for each in (counting, answering)}


async def replay_toys(config: Config, service: Service) -> None:
    """What `cspr replay` does, with one worker process."""
    place = Place(config.dsn, config.kafka, config.topic, "tests.support.toy", 1)
    try:
        done = await replay(place, None, swap=False, say=print)
    except WorkerLost as lost:
        sys.exit(str(lost))
    print([each.equal for each in done.comparisons])


async def work_toys(config: Config, service: Service) -> None:
    """Work as a service does, with what follows beside the living ones."""
    await work(config, service, also=[beside(config, service)])


def main() -> None:
    """`python -m tests.support.toy_service notifications|reviews prepare|relay|work|replay`."""
    name, part = sys.argv[1:]
    config = config_from(name)
    doing = {"prepare": prepare, "relay": relay, "work": work_toys, "replay": replay_toys}[part]
    asyncio.run(doing(config, by_name[name]))


if __name__ == "__main__":
    main()
