"""`/themes` and `/briefings`: read by anybody, kept by some."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request

from services.reporting.api import themes_answered as answered
from services.reporting.api.themes_answered import (
    AllBriefings,
    AllThemes,
    BriefingKept,
    BriefingShown,
    ThemeKept,
    briefing_listed,
    briefing_shown,
    themes_shown,
)
from services.reporting.asking import OpenDesk
from services.reporting.domain import briefing as briefings
from services.reporting.domain import thesaurus as themes
from services.reporting.domain.thesaurus import ThesaurusCommand
from services.reporting.repository import briefing as briefing_queries
from services.reporting.repository import queries
from services.reporting.repository import thesaurus as theme_queries
from services.reporting.repository.keeping import cause_of, deciding, keepers
from services.reporting.repository.reader import checked_record
from shared.decisions.ids import new_subject
from shared.edge.bodies import described, json_body
from shared.edge.cursors import Position, after_parameter
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import BadInput, Fault, NotFound
from shared.edge.sign_in import only
from shared.events.event import Value
from shared.events.records import Keyword, Prose
from shared.events.themes import BriefingWritten, ThemeCode

After = Annotated[Position | None, Depends(after_parameter)]
Keeper = Annotated[Actor, Depends(only(*keepers))]


class NewTheme(Value):
    """A theme for the thesaurus; its code is made of its name and never changes."""

    name: Keyword
    scope: Prose | None = None
    broader: ThemeCode | None = None


class ThemeName(Value):
    """What a theme is called from now on."""

    name: Keyword


class ThemePlace(Value):
    """Under which theme it stands from now on; under none, at the top."""

    broader: ThemeCode | None = None


class Written(BriefingWritten, version=1):
    """What a briefing says."""


def theme_routes() -> APIRouter:
    """The thesaurus."""
    router = APIRouter(prefix="/themes", tags=["themes"])

    @router.get("", summary="All themes", **answered.all_themes)
    async def every(desk: OpenDesk, after: After = None) -> AllThemes:
        """Open to all: what each is called, was called, and stands under."""
        await desk.seen("themes", after)
        async with desk.pool.connection() as connection:
            return themes_shown(await theme_queries.thesaurus(connection))

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
        command = themes.AddTheme(
            asked_at=desk.clock.now(), theme=_code_of(sent.name), **dict(sent)
        )
        return await _kept(desk, request, actor, command)

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
        command = themes.RenameTheme.model_construct(
            asked_at=desk.clock.now(), theme=theme, name=sent.name
        )
        return await _kept(desk, request, actor, command)

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
        command = themes.MoveTheme.model_construct(
            asked_at=desk.clock.now(), theme=theme, broader=sent.broader
        )
        return await _kept(desk, request, actor, command)

    return router
