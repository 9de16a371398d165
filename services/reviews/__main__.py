"""`python -m services.reviews serve | work | relay | migrate`."""

import asyncio
import sys

import uvicorn

from services.reviews.app import build, service
from shared.edge.config import Config, config_from
from shared.edge.logs import start_logs
from shared.edge.service import prepare, relay, work

parts = ("serve", "work", "relay", "migrate")


def main(arguments: list[str]) -> int:
    """Run one part of the service until it is ended."""
    if len(arguments) != 1 or arguments[0] not in parts:
        print(f"Say one of: {', '.join(parts)}.", file=sys.stderr)  # noqa: T201
        return 2
    start_logs("reviews")
    config = config_from("reviews")
    if arguments[0] == "serve":
        uvicorn.run(
            build(config),
            host=config.host,
            port=config.port,
            lifespan="on",
            log_config=None,
            access_log=False,
        )
    else:
        asyncio.run(_run(arguments[0], config))
    return 0


async def _run(part: str, config: Config) -> None:
    match part:
        case "work":
            await work(config, service())
        case "relay":
            await relay(config, service())
        case _:
            await prepare(config, service())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
