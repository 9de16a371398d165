"""Joins the parts of reviews; the only place that knows them all."""

from fastapi import FastAPI

from services.reviews.action_pages import action_page_routes
from services.reviews.api import interface
from services.reviews.engine import service
from services.reviews.group_pages import group_page_routes
from services.reviews.pages import page_routes
from services.reviews.reminder_pages import reminder_page_routes
from services.reviews.reminders.measuring import measure_reminders
from services.reviews.thematic_pages import thematic_page_routes
from shared.decisions.clock import Clock
from shared.edge.config import Config
from shared.edge.pages.frame import Pages
from shared.edge.pages.navigation import addresses_from, navigation_of
from shared.edge.pages.signing_in import sign_in_routes
from shared.edge.serving import serving

about = "Rapid reviews: the caseload, what is due and why, what was decided and commissioned."


def build(config: Config, *, clock: Clock | None = None) -> FastAPI:
    """The web application: pages for browsers, and the interface for programs."""
    addresses = addresses_from()
    pages = Pages(
        "services.reviews",
        nav=navigation_of("reviews", addresses),
        secure_cookie=addresses["reviews"].startswith("https://"),
    )

    app = serving(
        config,
        service(),
        about,
        clock=clock,
        error_page=pages.error_page,
        also_measured=measure_reminders,
    )
    pages.mount_static(app)
    app.include_router(sign_in_routes(pages))
    app.include_router(action_page_routes(pages))
    app.include_router(thematic_page_routes(pages))
    app.include_router(reminder_page_routes(pages))
    app.include_router(group_page_routes(pages))
    app.include_router(page_routes(pages))
    app.include_router(interface())
    return app
