"""The interface of reviews: what may be asked of cases, and what may be done in them."""

from fastapi import APIRouter

from services.reviews.api import (
    acting,
    actions,
    cspr,
    delays,
    exceptions,
    importing,
    learning,
    obligations,
    publication,
    reading,
    reminders,
    thematic,
    thematic_reading,
    waiting,
)
from services.reviews.api.drafts import drafting
from shared.edge.drafts.routes import drafts_router


def interface() -> APIRouter:
    """All routes of the interface."""
    router = APIRouter()
    for part in (
        reading,
        obligations,
        acting,
        waiting,
        actions,
        cspr,
        delays,
        publication,
        learning,
        exceptions,
        reminders,
        importing,
        thematic_reading,
        thematic,
    ):
        router.include_router(part.router)
    router.include_router(drafts_router(drafting))
    return router
