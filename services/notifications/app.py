"""Join the parts of the notifications service. The only place that knows them all."""

from fastapi import FastAPI

from services.notifications.api import routers
from services.notifications.api.long_messages import LongMessages
from services.notifications.domain import decider
from services.notifications.engine import service
from services.notifications.intake.door import Door
from services.notifications.pages import page_routes
from shared.decisions.clock import Clock
from shared.edge.config import Config
from shared.edge.desk import Desk
from shared.edge.http import max_body_bytes
from shared.edge.pages.frame import Pages
from shared.edge.pages.navigation import addresses_from, navigation_of
from shared.edge.pages.signing_in import sign_in_routes
from shared.edge.serving import serving

about = "What is reported, known, notified, amended, withdrawn and referred."


def build(config: Config, *, clock: Clock | None = None) -> FastAPI:
    """The web application, with its desk and its door open for as long as it runs."""

    def opened(app: FastAPI, desk: Desk) -> None:
        app.state.door = Door(desk.store, decider, desk.keys)

    addresses = addresses_from()
    pages = Pages(
        "services.notifications",
        nav=navigation_of("notifications", addresses),
        secure_cookie=addresses["notifications"].startswith("https://"),
    )
    app = serving(
        config, service(), about, clock=clock, error_page=pages.error_page, opened=opened
    )
    app.add_middleware(LongMessages, max_bytes=max_body_bytes)
    pages.mount_static(app)
    app.include_router(sign_in_routes(pages))
    app.include_router(page_routes(pages))
    for router in routers:
        app.include_router(router)
    return app
