"""What makes a page of a template: the frame around it, the filters in it, and who reads it."""

from collections.abc import Sequence
from typing import Any

import jinja2
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match
from starlette.types import Scope

from shared.edge.pages.navigation import NavItem, addresses_from
from shared.edge.pages.static_files import address_of, mount_static
from shared.edge.pages.words import filters
from shared.edge.problems import Problem, prefers_page
from shared.edge.read_from import read_so_far
from shared.edge.sign_in import session_cookie
from shared.edge.tracing import correlation_of


class Pages:
    """The pages of one service, from the folder `templates` in its package.

    A template extends `frame.html` and fills its block `content`; it may import the macros of
    `govuk_frontend_jinja/components/…`. `actor=` in the context shows who is signed in, and
    `at_service("reviews")` is the address of another service's pages.
    """

    def __init__(
        self,
        templates_package: str,
        *,
        nav: Sequence[NavItem] = (),
        secure_cookie: bool = False,
    ) -> None:
        self.secure_cookie = secure_cookie
        self._nav = tuple(nav)
        self._templates = _environment(templates_package)

    def render(
        self,
        request: Request,
        template: str,
        *,
        title: str,
        status: int = 200,
        **context: Any,
    ) -> HTMLResponse:
        """The page of a template; `title` says what it is, the particular first."""
        actor = context.get("actor")
        page = self._templates.get_template(template).render(
            title=title,
            nav=[_shown(item, request.url.path) for item in self._nav],
            signed_in=actor is not None or session_cookie in request.cookies,
            home=self._nav[0].href if self._nav else "/",
            read_from=read_so_far(),
            **context,
        )
        return HTMLResponse(page, status)

    def error_page(self, request: Request, problem: Problem) -> Response:
        """A problem as a page; give it to `create_app(error_page=…)`."""
        come_back = request.url.path if request.method == "GET" else "/"
        page = self.render(
            request,
            "problem.html",
            title=problem.title,
            status=problem.status,
            problem=problem,
            reference=correlation_of(request.scope),
            come_back=come_back,
        )
        page.headers.update(problem.headers)
        return page

    def mount_static(self, app: FastAPI) -> None:
        """Serve what the frame needs: its styles and its icon."""
        mount_static(app)


def page_router() -> APIRouter:
    """A router whose routes answer browsers only; include it before the interface's.

    So one address can be a page for a person and JSON for a program.
    """
    return APIRouter(route_class=_PageRoute, include_in_schema=False)


class _PageRoute(APIRoute):
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        headers = dict(scope.get("headers", ()))
        if not prefers_page(headers.get(b"accept", b"").decode("latin-1")):
            return Match.NONE, {}
        return super().matches(scope)


def _environment(templates_package: str) -> jinja2.Environment:
    loaders = [
        jinja2.PackageLoader(templates_package),
        jinja2.PackageLoader("shared.edge.pages"),
        jinja2.PrefixLoader(
            {"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}
        ),
    ]
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters)
    made.globals["static"] = address_of
    made.globals["at_service"] = addresses_from().__getitem__
    return made


def _shown(item: NavItem, path: str) -> dict[str, Any]:
    own = item.href.startswith("/")
    return {
        "text": item.text,
        "href": item.href,
        "current": own and path == item.href,
        "active": own and path.startswith(item.href + "/"),
    }
