"""What the Practice Review Group sees of referrals, and how it answers them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.notifications.api.forms import Acceptance, Decline
from services.notifications.api.parts import AtDesk, OnCase
from services.notifications.api.referrals import (
    Answering,
    Triaging,
    opened_referral,
    part_of_referrals,
)
from services.notifications.domain import AcceptReferral, DeclineReferral
from services.notifications.domain.case import NotReferred
from services.notifications.intake.inbound import Sent
from services.notifications.pages.words import accepted_words, concern_words
from shared.decisions.decider import Command, Refused
from shared.edge.pages.forms import Entered, entered, filled_in, model_from
from shared.edge.pages.frame import Pages
from shared.edge.refusals import BadInput, NotFound

referrals_on_a_page = 50
S = TypeVar("S", bound=Sent)


def answering_pages(router: APIRouter, pages: Pages) -> None:
    """`/referrals` and `/referrals/{case}`."""
    one = _OneReferral(pages)

    @router.get("/referrals")
    async def listed(
        *,
        request: Request,
        desk: AtDesk,
        actor: Triaging,
        waiting: bool = True,
        cursor: str | None = None,
    ) -> Response:
        rows, more = await part_of_referrals(
            desk, actor, waiting, cursor=cursor, limit=referrals_on_a_page
        )
        return pages.render(
            request,
            "referrals.html",
            title="Referrals",
            actor=actor,
            rows=rows,
            more=more,
            waiting=waiting,
        )

    @router.get("/referrals/{case}")
    async def referral(request: Request, on: Answering, opened: bool = False) -> Response:
        told = await opened_referral(on) if opened else None
        return one.show(request, on, Entered(), told)

    @router.post("/referrals/{case}/acceptance")
    async def accept(request: Request, on: Answering) -> Response:
        return await one.answer(request, on, Acceptance, AcceptReferral)

    @router.post("/referrals/{case}/decline")
    async def decline(request: Request, on: Answering) -> Response:
        return await one.answer(request, on, Decline, DeclineReferral)


@dataclass(frozen=True, slots=True)
class _OneReferral:
    pages: Pages

    def show(
        self, request: Request, on: OnCase, filled: Entered, told: dict[str, Any] | None = None
    ) -> Response:
        """A referral with its answer, or the forms to answer it."""
        if isinstance(on.state.referral, NotReferred):
            raise NotFound
        return self.pages.render(
            request,
            "referral.html",
            title=f"Referral {on.case[-8:]}",
            status=422 if filled.faults else 200,
            actor=on.actor,
            case=on.case,
            referral=on.state.referral,
            told=told,
            form=filled,
            concerns=concern_words,
            accepted_as=accepted_words,
        )

    async def answer(
        self, request: Request, on: OnCase, form: type[S], command: Callable[..., Command]
    ) -> Response:
        """Answer it as it was seen, or show the forms again as they were filled in."""
        fields = await filled_in(request)
        try:
            said = await on.fields(model_from(form, fields))
            done = await on.do(command(**said), on.position)
        except (BadInput, Refused) as refusal:
            return self.show(request, on, entered(fields, refusal))
        return RedirectResponse(
            f"/referrals/{on.case}?after={done['position']}", status_code=303
        )
