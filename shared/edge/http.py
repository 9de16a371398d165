"""The web application every service starts from; only a composition root calls it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from shared.edge.answers import show_nulls
from shared.edge.around import Around, BodyLimit
from shared.edge.bodies import gather_schemas
from shared.edge.described import describe_refusals
from shared.edge.documents import serve_documents
from shared.edge.health import Check, Measure, health_routes
from shared.edge.identity import Verifier
from shared.edge.problems import ErrorPage, install

max_body_bytes = 1024 * 1024
"""Of any request; what is parsed as JSON is held to less (`strict_json`)."""
_no_other_telemetry = TelemetryConfig(
    tracing=False, metrics=False, logs=False, operation_spans=False, auto_configure=False
)
"""The framework's own would write what was sent; ours is in `tracing`, `logs`, `metrics`."""
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    title: str,
    description: str,
    *,
    verifier: Verifier,
    checks: Mapping[str, Check],
    measure: Measure | None = None,
    lifespan: Lifespan | None = None,
    error_page: ErrorPage | None = None,
    version: str = "0.1.0",
) -> FastAPI:
    """An application with refusals in words, limits, headers, health, metrics and documents.

    `error_page` shows problems to browsers; without one they too get JSON.
    """
    app = FastAPI(
        title=title,
        description=description,
        version=version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        telemetry=_no_other_telemetry,
        redirect_slashes=False,
    )
    app.state.verifier = verifier
    install(app, error_page)
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes, page=error_page)
    app.add_middleware(Around, page=error_page)
    app.include_router(health_routes(checks, measure))
    serve_documents(app)
    whole = app.openapi
    app.openapi = lambda: describe_refusals(  # type: ignore[method-assign]
        gather_schemas(show_nulls(whole(), app.routes))
    )
    return app
