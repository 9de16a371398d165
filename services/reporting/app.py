"""Joins the parts of reporting; the only place that knows them all."""

from fastapi import FastAPI

from services.reporting.analysis_pages import analysis_page_routes
from services.reporting.api import routes
from services.reporting.briefing_pages import briefing_page_routes, briefing_writing_routes
from services.reporting.copy_pages import copy_page_routes
from services.reporting.describing_pages import describing_page_routes
from services.reporting.engine import service
from services.reporting.learning_pages import learning_page_routes
from services.reporting.pages import page_routes
from services.reporting.record_pages import record_page_routes
from services.reporting.report_pages import report_page_routes
from services.reporting.theme_pages import theme_page_routes
from shared.decisions.clock import Clock
from shared.edge.config import Config
from shared.edge.pages.frame import Pages
from shared.edge.pages.navigation import addresses_from, navigation_of
from shared.edge.pages.signing_in import sign_in_routes
from shared.edge.serving import serving

about = """What the Panel is told and what it answers, the statistics, a case's history.

National figures are unrounded and nothing in them is suppressed: they are for those who may
see cases, and are not for publication.
"""


def build(config: Config, *, clock: Clock | None = None) -> FastAPI:
    """The web application: pages for browsers, and the interface for programs."""
    pages = Pages("services.reporting", nav=navigation_of("reporting", addresses_from()))

    app = serving(config, service(), about, clock=clock, error_page=pages.error_page)
    pages.mount_static(app)
    app.include_router(sign_in_routes(pages))
    app.include_router(page_routes(pages))
    app.include_router(analysis_page_routes(pages))
    app.include_router(report_page_routes())
    app.include_router(record_page_routes(pages))
    app.include_router(briefing_writing_routes(pages))
    app.include_router(briefing_page_routes(pages))
    app.include_router(describing_page_routes(pages))
    app.include_router(theme_page_routes(pages))
    app.include_router(copy_page_routes(pages))
    app.include_router(learning_page_routes(pages))
    app.include_router(routes())
    return app
