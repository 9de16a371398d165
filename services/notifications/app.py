"""Join the parts of the notifications service. The only place that knows them all."""

from fastapi import FastAPI

from services.notifications.api import routers
from services.notifications.api.long_messages import LongMessages
from services.notifications.domain import decider
from services.notifications.engine import service
from services.notifications.intake.door import Door
from shared.decisions.clock import Clock
from shared.edge.config import Config
from shared.edge.desk import Desk
from shared.edge.http import max_body_bytes
from shared.edge.serving import serving

about = "What is reported, known, notified, amended, withdrawn and referred."


def build(config: Config, *, clock: Clock | None = None) -> FastAPI:
    """The web application, with its desk and its door open for as long as it runs."""

    def opened(app: FastAPI, desk: Desk) -> None:
        app.state.door = Door(desk.store, decider, desk.keys)

    app = serving(config, service(), about, clock=clock, opened=opened)
    app.add_middleware(LongMessages, max_bytes=max_body_bytes)
    for router in routers:
        app.include_router(router)
    return app
