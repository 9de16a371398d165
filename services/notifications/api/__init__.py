"""HTTP: requests become messages or commands, outcomes become words."""

from services.notifications.api import cases, incidents, messages, open_referrals, referrals
from services.notifications.api.drafts import drafting
from shared.edge.drafts.routes import drafts_router

routers = (
    incidents.router,
    cases.router,
    referrals.router,
    open_referrals.router,
    messages.router,
    drafts_router(drafting),
)
