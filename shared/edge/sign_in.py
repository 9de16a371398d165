"""Who asks: by a bearer token, or for pages by a cookie that no script can read."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.requests import Request
from starlette.responses import Response

from shared.edge.identity import Actor, Role, Verifier
from shared.edge.refusals import NotAllowed, NotSignedIn

session_cookie = "cspr_session"
_reading = frozenset({"GET", "HEAD", "OPTIONS"})
_documented = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    scheme_name="token",
    description="An Ed25519 JWT; locally `cspr token --as …` makes one.",
)


def current_actor(request: Request) -> Actor:
    """The actor of a request. A plain function, so that a look-up of keys blocks nobody.

    Raises:
        NotSignedIn: no token, or not a valid one.
        NotAllowed: a form that another site has made the browser send.
    """
    verifier: Verifier = request.app.state.verifier
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn
        return verifier.verify(token.strip())
    cookie = request.cookies.get(session_cookie)
    if cookie is None:
        raise NotSignedIn
    actor = verifier.verify(cookie)
    must_be_own_form(request)
    return actor


def _documented_actor(
    request: Request, _token: Annotated[object, Depends(_documented)]
) -> Actor:
    return current_actor(request)


SignedIn = Annotated[Actor, Depends(_documented_actor)]
"""A route's parameter: the actor, or 401."""


def only(*roles: Role) -> Callable[..., Actor]:
    """A dependency: the actor, if one of these roles is theirs, or 403."""

    def allowed(actor: SignedIn) -> Actor:
        actor.must_be(*roles)
        return actor

    return allowed


def must_be_own_form(request: Request) -> None:
    """Go on only if nothing is changed, or one of our own pages sent the form.

    Browsers say where a form comes from (`Sec-Fetch-Site`, `Origin`) and no page can forge it.
    Use it also where a sign-in form is received, before there is a cookie.

    Raises:
        NotAllowed: it came from elsewhere, or does not say.
    """
    if request.method in _reading:
        return
    site = request.headers.get("sec-fetch-site")
    origin = urlsplit(request.headers.get("origin", ""))
    own = (
        site == "same-origin"
        if site
        else bool(origin.netloc) and (origin.netloc == request.headers.get("host"))
    )
    if not own:
        raise NotAllowed(
            "This form did not come from one of our own pages. "
            "Open the page again and send it from there."
        )


def sign_in(response: Response, token: str, *, lifetime_seconds: int, secure: bool) -> None:
    """Keep a verified token in the browser; `secure` wherever pages are served over https."""
    response.set_cookie(
        session_cookie,
        token,
        max_age=lifetime_seconds,
        path="/",
        httponly=True,
        samesite="strict",
        secure=secure,
    )


def sign_out(response: Response, *, secure: bool) -> None:
    """Forget it."""
    response.delete_cookie(
        session_cookie, path="/", httponly=True, samesite="strict", secure=secure
    )
