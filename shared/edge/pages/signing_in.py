"""The pages on which a person signs in with a token, and out again."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.edge.identity import Actor, Verifier, max_token_characters
from shared.edge.pages.frame import Pages
from shared.edge.refusals import NotSignedIn
from shared.edge.sign_in import must_be_own_form, sign_in, sign_out

cookie_seconds = 8 * 3600
"""How long a browser keeps the token; the token itself may end sooner."""


def sign_in_routes(pages: Pages) -> APIRouter:
    """`/sign-in` and `/sign-out`; a link `/sign-in?token=…` asks before it signs anybody in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sign-in")
    async def show(request: Request) -> Response:
        token = request.query_params.get("token", "")
        come_back = _own_path(request.query_params.get("next", ""))
        if not token:
            return _form(pages, request, come_back)
        try:
            actor = await _verified(request, token)
        except NotSignedIn as refusal:
            return _form(pages, request, come_back, words=refusal.words)
        return pages.render(
            request,
            "sign-in-as.html",
            title="Sign in",
            who=actor,
            token=token,
            come_back=come_back,
        )

    @router.post("/sign-in")
    async def receive(request: Request) -> Response:
        must_be_own_form(request)
        async with request.form(max_files=0, max_fields=5) as form:
            token = str(form.get("token", "")).strip()[: max_token_characters + 1]
            come_back = _own_path(str(form.get("next", "")))
        try:
            await _verified(request, token)
        except NotSignedIn as refusal:
            return _form(pages, request, come_back, words=refusal.words)
        response = RedirectResponse(come_back, status_code=303)
        sign_in(response, token, lifetime_seconds=cookie_seconds, secure=pages.secure_cookie)
        return response

    @router.get("/sign-out")
    async def ask(request: Request) -> Response:
        return pages.render(request, "sign-out.html", title="Sign out")

    @router.post("/sign-out")
    async def leave(request: Request) -> Response:
        must_be_own_form(request)
        response = RedirectResponse("/sign-in", status_code=303)
        sign_out(response, secure=pages.secure_cookie)
        return response

    return router


async def _verified(request: Request, token: str) -> Actor:
    verifier: Verifier = request.app.state.verifier
    return await run_in_threadpool(verifier.verify, token)


def _form(pages: Pages, request: Request, come_back: str, *, words: str = "") -> Response:
    return pages.render(
        request,
        "sign-in.html",
        title="Error: Sign in" if words else "Sign in",
        status=401 if words else 200,
        words=words,
        come_back=come_back,
    )


def _own_path(text: str) -> str:
    """Where to go on: a path of this very site, else its first page."""
    parts = urlsplit(text)
    inside = text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if inside and not parts.netloc and text.isprintable() else "/"
