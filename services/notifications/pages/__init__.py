"""The pages of notifications: refer a case and follow it, answer it, and notify an incident."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from services.notifications.api.drafts import drafting, notification, send_notification
from services.notifications.pages.answering import answering_pages
from services.notifications.pages.beginning import beginning_pages
from services.notifications.pages.notifying import notifying_pages
from services.notifications.pages.referring import referring_pages
from shared.edge.drafts.pages import DraftPages, Sending
from shared.edge.pages.frame import Pages, page_router


def page_routes(pages: Pages) -> APIRouter:
    """The pages, for browsers only."""
    router = page_router()

    @router.get("/")
    async def home() -> Response:
        return RedirectResponse("/referrals", status_code=303)

    referring_pages(router, pages)
    answering_pages(router, pages)
    beginning_pages(router, pages)
    notifying_pages(router, pages)
    sendings = {notification.name: Sending("Record the notification", send_notification)}
    DraftPages(pages, drafting, sendings).routes(router)
    return router
