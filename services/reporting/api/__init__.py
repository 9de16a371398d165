"""The interface of reporting: figures, register, reports, histories, repository, library."""

from fastapi import APIRouter

from services.reporting.api.analysis import analysis_routes
from services.reporting.api.briefings import briefing_routes
from services.reporting.api.copies import copy_routes
from services.reporting.api.describing import describing_routes
from services.reporting.api.documents import document_routes
from services.reporting.api.history import history_routes
from services.reporting.api.learning import learning_routes
from services.reporting.api.ledger import ledger_routes
from services.reporting.api.national import national_routes
from services.reporting.api.news import news_routes
from services.reporting.api.panel_documents import panel_document_routes
from services.reporting.api.records import record_routes
from services.reporting.api.register import register_routes
from services.reporting.api.reports import report_routes
from services.reporting.api.statistics import statistics_routes
from services.reporting.api.themes import theme_routes


def routes() -> APIRouter:
    """All of them."""
    router = APIRouter()
    parts = (
        # before the figures, whose last address is any topic
        national_routes,
        statistics_routes,
        analysis_routes,
        register_routes,
        report_routes,
        panel_document_routes,
        history_routes,
        ledger_routes,
        news_routes,
        record_routes,
        document_routes,
        copy_routes,
        describing_routes,
        theme_routes,
        briefing_routes,
        learning_routes,
    )
    for part in parts:
        router.include_router(part())
    return router
