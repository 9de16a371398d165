"""`/themes`: the thesaurus, read by anybody and kept by some."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request

from services.reporting.api import themes_answered as answered
from services.reporting.api.themes_answered import (
    AllThemes,
    ThemeKept,
    ThemeShown,
    theme_shown,
    themes_shown,
)
from services.reporting.asking import OpenDesk, PublicAfter
from services.reporting.repository import thesaurus as themes
from services.reporting.repository.keeping import cause_of, keepers
from services.reporting.repository.theme_keeping import (
    NewTheme,
    Sent,
    ThemeInto,
    ThemeName,
    ThemePlace,
    change,
)
from shared.edge.bodies import described, json_body
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import NotFound
from shared.edge.sign_in import only

Keeper = Annotated[Actor, Depends(only(*keepers))]


def theme_routes() -> APIRouter:
    """The thesaurus is public; keeping it needs a role."""
    router = APIRouter(prefix="/themes", tags=["themes"])

    @router.get("", summary="All themes", **answered.all_themes)
    async def every(desk: OpenDesk, after: PublicAfter = None) -> AllThemes:
        """Open to all: what each is called, was called, and stands under."""
        await desk.seen("themes", after)
        async with desk.reading("themes") as connection:
            return themes_shown(await themes.thesaurus(connection))

    @router.get("/{theme}", summary="A theme by its code or any of its names", **answered.theme)
    async def one(theme: str, desk: OpenDesk) -> ThemeShown:
        """Open to all. A former name leads to the theme, and so does one that was merged."""
        async with desk.reading("themes") as connection:
            found = await themes.thesaurus(connection)
        row = found.called(theme)
        if row is None:
            raise NotFound
        return theme_shown(found, row)

    @router.post(
        "",
        status_code=201,
        summary="Add a theme",
        openapi_extra=described(NewTheme, one={"name": "Bruising", "broader": None}),
        **answered.theme_kept,
    )
    async def add(
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[NewTheme, Depends(json_body(NewTheme))],
    ) -> ThemeKept:
        """No two themes may have one name, nor the former name of another."""
        return await _kept(desk, request, actor, sent)

    @router.post(
        "/{theme}/name",
        status_code=201,
        summary="Call a theme otherwise",
        openapi_extra=described(ThemeName, one={"name": "Response to bruising"}),
        **answered.theme_kept,
    )
    async def rename(
        *,
        theme: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[ThemeName, Depends(json_body(ThemeName))],
    ) -> ThemeKept:
        """Records that name it by a former name are found by it as before."""
        return await _kept(desk, request, actor, sent, theme)

    @router.post(
        "/{theme}/broader",
        status_code=201,
        summary="Put a theme under another one",
        openapi_extra=described(ThemePlace, one={"broader": "physical-abuse"}),
        **answered.theme_kept,
    )
    async def move(
        *,
        theme: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[ThemePlace, Depends(json_body(ThemePlace))],
    ) -> ThemeKept:
        """A search for the broader theme finds what is below it."""
        return await _kept(desk, request, actor, sent, theme)

    @router.post(
        "/{theme}/merging",
        status_code=201,
        summary="Make a theme part of another one",
        openapi_extra=described(ThemeInto, one={"into": "bruising"}),
        **answered.theme_kept,
    )
    async def merge(
        *,
        theme: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[ThemeInto, Depends(json_body(ThemeInto))],
    ) -> ThemeKept:
        """Its names become former names of the other; it cannot be undone."""
        return await _kept(desk, request, actor, sent, theme)

    return router


async def _kept(
    desk: Desk, request: Request, actor: Actor, sent: Sent, theme: str = ""
) -> ThemeKept:
    code, outcome = await change(desk, cause_of(request, actor), sent, theme)
    return ThemeKept(theme=code, position=str(outcome.position))
