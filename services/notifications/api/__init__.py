"""HTTP: requests become messages or commands, outcomes become words."""

from services.notifications.api import cases, incidents, messages, referrals

routers = (incidents.router, cases.router, referrals.router, messages.router)
