"""Where the pages of the services are, so that each page leads to all of them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from shared.edge.config import default_ports

_items = (
    ("Cases", "reviews", "/cases"),
    ("Actions", "reviews", "/actions"),
    ("Thematic reviews", "reviews", "/thematic-reviews"),
    ("Reminders", "reviews", "/reminders"),
    ("Referrals", "notifications", "/referrals"),
    ("A new incident", "notifications", "/cases/new"),
    ("Drafts of notifications", "notifications", "/drafts"),
    ("Statistics", "reporting", "/statistics"),
    ("Submissions to the Panel", "reporting", "/submissions"),
    ("Published reviews", "reporting", "/records"),
    ("Learning library", "reporting", "/learning"),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; that of the service itself is a path, others an address."""

    text: str
    href: str


def addresses_from(environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """The address of each service, from `CSPR_URL_<SERVICE>`, else on this machine."""
    return {
        service: environment.get(
            f"CSPR_URL_{service.upper()}", f"http://127.0.0.1:{port}"
        ).rstrip("/")
        for service, port in default_ports.items()
    }


def navigation_of(service: str, addresses: Mapping[str, str]) -> tuple[NavItem, ...]:
    """The navigation as the pages of one service show it."""
    return tuple(
        NavItem(text, path if owner == service else addresses[owner] + path)
        for text, owner, path in _items
    )
