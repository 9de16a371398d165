"""Every refusal as an RFC 9457 problem, in words, with nothing of what was sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.decisions.decider import Refused
from shared.edge.logs import logger
from shared.edge.metrics import faults, keys_unavailable
from shared.edge.refusals import (
    BadInput,
    Fault,
    NotAllowed,
    NotFound,
    NotReady,
    NotSignedIn,
    TooBig,
    TooMany,
)
from shared.edge.tracing import correlation_of
from shared.edge.words import correct_it, faults_of, in_words
from shared.privacy.refusals import KeyDestroyed, KeysUnavailable, SealBroken

media_type = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """What an answer says when it is no: for a machine as JSON, for a person as a page."""

    status: int
    title: str
    detail: str
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


ErrorPage = Callable[[Request, Problem], Response]
"""Shows a problem as a page, to a browser; given by services that have pages."""


def problem_of(error: Exception) -> Problem:
    """The problem that an exception is shown as; anything unknown is a fault of ours."""
    match error:
        case BadInput() | RequestValidationError() | ValidationError():
            return _bad_input(error)
        case Refused(field=None):
            return Problem(409, "This cannot be done", error.words)
        case Refused():
            fault = Fault(error.field or "", error.words, correct_it)
            return Problem(422, "This cannot be done", error.words, (fault,))
        case NotSignedIn():
            return Problem(
                401,
                "Not signed in",
                error.words,
                headers={"WWW-Authenticate": 'Bearer realm="cspr"'},
            )
        case NotAllowed():
            return Problem(403, "Not allowed", error.words)
        case NotFound():
            return Problem(404, "Not found", error.words)
        case HTTPException():
            return _of_the_framework(error)
        case _:
            return _of_the_store(error)


def _bad_input(error: BadInput | RequestValidationError | ValidationError) -> Problem:
    if isinstance(error, RequestValidationError):
        error = BadInput(*faults_of(error.errors(), skip=1))
    elif isinstance(error, ValidationError):
        error = in_words(error)
    status, title = (413, "Too big") if isinstance(error, TooBig) else (400, "Bad input")
    first = error.faults[0]
    detail = f"{first.what} {first.remedy}"
    return Problem(status, title, detail, error.faults)


def _of_the_framework(error: HTTPException) -> Problem:
    headers = dict(error.headers or {})
    match error.status_code:
        case 404:
            return Problem(404, "Not found", NotFound.words)
        case 405:
            return Problem(
                405,
                "Not possible here",
                "This address does not answer to that "
                "method. See the documentation of this interface.",
                headers=headers,
            )
        case status:
            phrase = HTTPStatus(status).phrase
            return Problem(status, phrase, "This request cannot be answered.", headers=headers)


def _of_the_store(error: Exception) -> Problem:
    match error:
        case KeysUnavailable() | NotReady():
            return Problem(503, "Not ready", error.words, headers={"Retry-After": "5"})
        case TooMany():
            again = str(error.again_in_seconds)
            return Problem(429, "Too many", error.words, headers={"Retry-After": again})
        case KeyDestroyed():
            return Problem(410, "Erased", error.words)
        case SealBroken():
            return Problem(500, "Sealed text broken", error.words)
        case _:
            return Problem(
                500,
                "Something went wrong here",
                "This is a fault of ours, and "
                "the operators can see it. Quote the reference when you ask.",
            )


def answer(request: Request, problem: Problem, page: ErrorPage | None = None) -> Response:
    """The answer that carries a problem: a page where a browser asks, else JSON."""
    if page is not None and prefers_page(request.headers.get("accept", "")):
        return page(request, problem)
    content = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "reference": correlation_of(request.scope),
    }
    wrong = [
        {"field": fault.field, "what": fault.what, "remedy": fault.remedy}
        for fault in problem.faults
    ]
    return JSONResponse(
        content | ({"faults": wrong} if wrong else {}),
        problem.status,
        dict(problem.headers),
        media_type,
    )


def prefers_page(accept: str) -> bool:
    """Whether an Accept header is a browser's."""
    return "text/html" in accept


def install(app: FastAPI, page: ErrorPage | None = None) -> None:
    """Make every refusal that leaves a route an answer in words."""

    async def refuse(request: Request, error: Exception) -> Response:
        if isinstance(error, KeysUnavailable):
            keys_unavailable.inc()
        if isinstance(error, SealBroken):
            faults.labels("SealBroken").inc()
            logger("edge").error(
                "a sealed text is broken",
                error="SealBroken",
                reference=correlation_of(request.scope),
            )
        return answer(request, problem_of(error), page)

    known = (
        BadInput,
        RequestValidationError,
        ValidationError,
        Refused,
        NotSignedIn,
        NotAllowed,
        NotFound,
        NotReady,
        TooMany,
        HTTPException,
        KeysUnavailable,
        KeyDestroyed,
        SealBroken,
    )
    for kind in known:
        app.add_exception_handler(kind, refuse)
