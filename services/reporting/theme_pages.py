"""`/themes` for a browser: the thesaurus as a tree, a theme, and for keepers its forms."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.asking import OpenDesk
from services.reporting.repository.keeping import cause_of, keepers
from services.reporting.repository.reader import perhaps_signed_in
from services.reporting.repository.theme_keeping import (
    NewTheme,
    Sent,
    ThemeInto,
    ThemeName,
    ThemePlace,
    change,
)
from services.reporting.repository.thesaurus import Thesaurus, thesaurus
from shared.decisions.decider import Refused
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.pages.forms import Entered, entered, filled_in, model_from
from shared.edge.pages.frame import Pages, page_router
from shared.edge.refusals import BadInput, NotFound
from shared.edge.sign_in import only

Keeper = Annotated[Actor, Depends(only(*keepers))]
_changes: dict[str, type[Sent]] = {
    "name": ThemeName,
    "broader": ThemePlace,
    "merging": ThemeInto,
}


def theme_page_routes(pages: Pages) -> APIRouter:
    """Reading is open to everybody; the forms are for keepers alone."""
    router = page_router()
    shown = _ThemePages(pages)

    @router.get("/themes")
    async def every(request: Request, desk: OpenDesk) -> Response:
        return await shown.tree(request, desk)

    @router.post("/themes")
    async def add(request: Request, desk: OpenDesk, actor: Keeper) -> Response:
        fields = await filled_in(request)
        try:
            await change(desk, cause_of(request, actor), model_from(NewTheme, fields))
        except (BadInput, Refused) as refusal:
            return await shown.tree(request, desk, entered(fields, refusal))
        return RedirectResponse("/themes", 303)

    @router.get("/themes/{theme}")
    async def one(request: Request, theme: str, desk: OpenDesk) -> Response:
        return await shown.theme(request, desk, theme)

    @router.post("/themes/{theme}/{what}")
    async def changed(
        request: Request, theme: str, what: str, desk: OpenDesk, actor: Keeper
    ) -> Response:
        if what not in _changes:
            raise NotFound
        fields = await filled_in(request)
        try:
            sent = model_from(_changes[what], fields)
            code, _ = await change(desk, cause_of(request, actor), sent, theme)
        except (BadInput, Refused) as refusal:
            return await shown.theme(request, desk, theme, entered(fields, refusal))
        return RedirectResponse(f"/themes/{quote(code)}", 303)

    return router


@dataclass(frozen=True, slots=True)
class _ThemePages:
    """The two pages, as they are read and as a refused form is shown again."""

    pages: Pages

    async def tree(self, request: Request, desk: Desk, form: Entered | None = None) -> Response:
        found = await _all(desk)
        return self._page(request, "themes.html", "Themes", form, themes=found)

    async def theme(
        self, request: Request, desk: Desk, name: str, form: Entered | None = None
    ) -> Response:
        found = await _all(desk)
        row = found.called(name)
        if row is None:
            raise NotFound
        if form is None and name != row.theme:
            return RedirectResponse(f"/themes/{quote(row.theme)}", 303)
        return self._page(
            request, "theme.html", f"Theme: {row.name}", form, themes=found, row=row
        )

    def _page(
        self, request: Request, template: str, title: str, form: Entered | None, **more: Any
    ) -> Response:
        actor = perhaps_signed_in(request)
        return self.pages.render(
            request,
            template,
            title=title,
            status=400 if form else 200,
            actor=actor,
            keeper=actor is not None and actor.has(*keepers),
            form=form or Entered(),
            **more,
        )


async def _all(desk: Desk) -> Thesaurus:
    async with desk.reading("themes") as connection:
        return await thesaurus(connection)
