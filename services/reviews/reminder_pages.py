"""`/reminders` for a browser: who was reminded of what, what was sent and when."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reviews.api.reminders import may_try_again
from services.reviews.api.reminders_shown import part_of_reminders
from services.reviews.api.seen import AtDesk
from services.reviews.reminders.listing import ReminderFilter, try_again
from shared.edge.pages.frame import Pages, page_router
from shared.edge.sign_in import SignedIn
from shared.edge.visibility import scope_of

reminders_on_a_page = 50


def reminder_page_routes(pages: Pages) -> APIRouter:
    """The page of reminders, and its button."""
    router = page_router()

    @router.get("/reminders")
    async def reminders(
        *,
        request: Request,
        desk: AtDesk,
        actor: SignedIn,
        unsent: bool = False,
        cursor: str | None = None,
    ) -> Response:
        async with desk.reading("caseload") as connection:
            part = await part_of_reminders(
                connection,
                scope_of(actor),
                ReminderFilter(unsent=unsent),
                cursor=cursor,
                limit=reminders_on_a_page,
            )
        waits = any(one.state in _can_be_tried for one in part.reminders)
        return pages.render(
            request,
            "reminders.html",
            title="Reminders",
            actor=actor,
            part=part,
            unsent=unsent,
            may_try=waits and actor.has(*may_try_again),
            states=_states,
        )

    @router.post("/reminders/retry")
    async def retry(desk: AtDesk, actor: SignedIn) -> Response:
        actor.must_be(*may_try_again)
        async with desk.pool.connection() as connection:
            await try_again(connection, scope_of(actor), None, desk.clock.now())
        return RedirectResponse("/reminders?unsent=true", status_code=303)

    return router


_can_be_tried = ("waiting", "refused", "no-address")
_states = {
    "waiting": "Waits to be sent",
    "sent": "Sent",
    "refused": "Refused by the mail server",
    "no-address": "No address is known",
    "called-off": "Not sent: it was due no longer",
}
