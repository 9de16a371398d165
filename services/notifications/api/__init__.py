"""HTTP: requests become messages or commands, outcomes become words."""

from services.notifications.api import cases, incidents, messages, open_referrals, referrals

routers = (
    incidents.router,
    cases.router,
    referrals.router,
    open_referrals.router,
    messages.router,
)
