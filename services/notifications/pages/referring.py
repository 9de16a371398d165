"""Refer a case and follow it, on pages for which nobody signs in."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.notifications.api.answered import ReferralFollowed
from services.notifications.api.bounds import hold_to_bounds
from services.notifications.api.open_referrals import Following, OpenReferral, refer_openly
from services.notifications.api.parts import desk_of
from services.notifications.api.references import follow
from services.notifications.pages.words import (
    accepted_words,
    concern_words,
    outcome_words,
    suspicion_words,
)
from shared.decisions.clock import london_date
from shared.decisions.decider import Refused
from shared.decisions.ids import new_id
from shared.edge.pages.forms import Entered, entered, filled_in, model_from
from shared.edge.pages.frame import Pages
from shared.edge.refusals import BadInput, NotFound
from shared.edge.sign_in import must_be_own_form
from shared.events.authorities import authorities_on


def referring_pages(router: APIRouter, pages: Pages) -> None:
    """`/refer` and `/refer/following`."""
    open_pages = _OpenPages(pages)

    @router.get("/refer")
    async def show(request: Request) -> Response:
        return open_pages.form(request, Entered(), new_id())

    @router.post("/refer")
    async def receive(request: Request) -> Response:
        return await open_pages.receive(request)

    @router.get("/refer/following")
    async def ask(request: Request) -> Response:
        return open_pages.follow(request, Entered())

    @router.post("/refer/following")
    async def answer(request: Request) -> Response:
        return await open_pages.answer(request)


@dataclass(frozen=True, slots=True)
class _OpenPages:
    pages: Pages

    def form(self, request: Request, filled: Entered, once: str) -> Response:
        """The form; `once` makes that the same sent twice is one referral."""
        today = london_date(desk_of(request).clock.now())
        return self.pages.render(
            request,
            "refer.html",
            title="Error: Refer a case" if filled.faults else "Refer a case",
            status=422 if filled.faults else 200,
            form=filled,
            once=once,
            authorities=sorted(authorities_on(today), key=lambda one: one.name),
            concerns=concern_words,
            outcomes=outcome_words,
            suspicions=suspicion_words,
        )

    async def receive(self, request: Request) -> Response:
        """A referral is made, or the form comes back with all that was filled in."""
        must_be_own_form(request)
        fields = await filled_in(request)
        once = fields.pop("once", "") or new_id()
        try:
            reference = await refer_openly(request, model_from(OpenReferral, fields), once)
        except (BadInput, Refused) as refusal:
            return self.form(request, entered(fields, refusal), once)
        return self.pages.render(
            request, "referred.html", title="Your referral was received", reference=reference
        )

    def follow(
        self, request: Request, filled: Entered, found: ReferralFollowed | None = None
    ) -> Response:
        """Where a reference is asked for, and what became of its referral."""
        return self.pages.render(
            request,
            "follow.html",
            title="Error: Follow a referral" if filled.faults else "Follow a referral",
            status=422 if filled.faults else 200,
            form=filled,
            found=found,
            words=accepted_words,
        )

    async def answer(self, request: Request) -> Response:
        """Look a reference up; it stands in no address, so that no history keeps it."""
        must_be_own_form(request)
        fields = await filled_in(request)
        await hold_to_bounds(request, "follow")
        try:
            asked = model_from(Following, fields)
            return self.follow(
                request, Entered(), await follow(desk_of(request), asked.reference)
            )
        except BadInput as refusal:
            return self.follow(request, entered(fields, refusal))
        except NotFound:
            return self.follow(request, entered(fields, Refused(_no_such, field="reference")))


_no_such = "No referral has this reference. Check it letter by letter: six groups of four."
