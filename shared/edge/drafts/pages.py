"""The pages of drafts: a form that is saved by a button, without JavaScript, and resumed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.decisions.decider import Refused
from shared.edge.drafts.drafting import Drafting, Kind
from shared.edge.drafts.kept import Draft, SavedMeanwhile
from shared.edge.drafts.routes import desk_of, list_drafts
from shared.edge.identity import Actor
from shared.edge.pages.forms import Entered, entered, filled_in
from shared.edge.pages.frame import Pages
from shared.edge.refusals import BadInput, Fault, NotFound
from shared.edge.sign_in import SignedIn
from shared.events.values import Subject

Send = Callable[[Request, Actor, Draft, Mapping[str, str]], Awaitable[str]]
"""Does what a draft was written for; answers in words what was done, or raises a refusal."""
longest_text = 20_000
_shorter = f"Use at most {longest_text} characters."


@dataclass(frozen=True, slots=True)
class Sending:
    """What the button says that sends a draft, and what it does."""

    button: str
    send: Send


@dataclass(frozen=True, slots=True)
class DraftPages:
    """The pages of one service's drafts."""

    pages: Pages
    drafting: Drafting
    sendings: Mapping[str, Sending] = field(default_factory=dict)

    def routes(self, router: APIRouter) -> None:
        """`/drafts`, `/drafts/new` and `/drafts/{id}`."""
        router.add_api_route("/drafts", self.listed, methods=["GET"])
        router.add_api_route("/drafts/new", self.new, methods=["GET"])
        router.add_api_route("/drafts/new", self.begin, methods=["POST"])
        router.add_api_route("/drafts/{draft_id}", self.show, methods=["GET"])
        router.add_api_route("/drafts/{draft_id}", self.act, methods=["POST"])

    async def listed(self, request: Request, actor: SignedIn) -> Response:
        """The drafts of one's organisation."""
        actor.must_be(*self.drafting.roles)
        return self.pages.render(
            request,
            "drafts.html",
            title="Drafts",
            actor=actor,
            kinds=self.drafting.kinds,
            drafts=await list_drafts(desk_of(request), self.drafting, actor, None),
        )

    async def new(
        self,
        request: Request,
        actor: SignedIn,
        kind: str,
        case: Annotated[Subject | None, Query()] = None,
    ) -> Response:
        """An empty form; nothing is kept before it is saved."""
        found = self._kind(actor, kind)
        return self._form(request, actor, found, Entered({"case": case or ""}), None)

    async def begin(self, request: Request, actor: SignedIn, kind: str) -> Response:
        """Keep what was written as a new draft."""
        found = self._kind(actor, kind)
        values = await filled_in(request)
        case, authority = values.pop("case", None), values.pop("authority", None)
        try:
            draft = await self.drafting.begin(
                desk_of(request),
                actor,
                found,
                case=case,
                authority=authority,
                fields=_fields(found, values),
            )
        except (BadInput, Refused) as refusal:
            again = {**values, "case": case or "", "authority": authority or ""}
            return self._form(request, actor, found, entered(again, refusal), None)
        return _to(draft)

    async def show(self, request: Request, actor: SignedIn, draft_id: str) -> Response:
        """The draft as it was last saved."""
        desk = desk_of(request)
        draft, kind = await self.drafting.find(desk, actor, draft_id)
        fields = await self.drafting.read(desk, actor, draft)
        return self._form(request, actor, kind, Entered(fields), draft)

    async def act(self, request: Request, actor: SignedIn, draft_id: str) -> Response:
        """Save, send or discard, as the button says; nothing that was written is lost."""
        desk = desk_of(request)
        draft, kind = await self.drafting.find(desk, actor, draft_id)
        values = await filled_in(request)
        if values.get("do") == "discard":
            await self.drafting.discard(desk, draft)
            return RedirectResponse("/drafts", status_code=303)
        try:
            fields = _fields(kind, values)
        except BadInput as refusal:
            return self._form(request, actor, kind, entered(values, refusal), draft)
        try:
            saved = await self.drafting.save(desk, actor, draft, _seen(values), fields)
        except SavedMeanwhile:
            return _to(await self.drafting.save_beside(desk, actor, draft, fields))
        if values.get("do") == "send" and kind.name in self.sendings:
            return await self._send(request, actor, kind, saved, fields)
        return _to(saved)

    async def _send(
        self,
        request: Request,
        actor: Actor,
        kind: Kind,
        draft: Draft,
        fields: Mapping[str, str],
    ) -> Response:
        """Do what it was written for; a refusal leaves the draft as it was saved."""
        try:
            done = await self.sendings[kind.name].send(request, actor, draft, fields)
        except (BadInput, Refused) as refusal:
            return self._form(request, actor, kind, entered(fields, refusal), draft)
        await self.drafting.discard(desk_of(request), draft)
        return self.pages.render(
            request, "draft-sent.html", title=done, actor=actor, done=done, draft=draft
        )

    def _kind(self, actor: Actor, name: str) -> Kind:
        kind = self.drafting.kinds.get(name)
        if kind is None:
            raise NotFound
        actor.must_be(*kind.roles)
        return kind

    def _form(
        self, request: Request, actor: Actor, kind: Kind, form: Entered, draft: Draft | None
    ) -> Response:
        title = kind.title if draft is None else f"{kind.title}, draft"
        return self.pages.render(
            request,
            "draft.html",
            title=f"Error: {title}" if form.faults else title,
            status=422 if form.faults else 200,
            actor=actor,
            kind=kind,
            form=form,
            draft=draft,
            sending=self.sendings.get(kind.name),
            just_saved=request.query_params.get("saved") == "yes",
        )


def _fields(kind: Kind, values: Mapping[str, str]) -> dict[str, str]:
    """What is filled in of the fields of a kind.

    Raises:
        BadInput: a text is longer than can be kept.
    """
    known = {one.name: values[one.name] for one in kind.fields if one.name in values}
    for name, text in known.items():
        if len(text) > longest_text:
            raise BadInput(Fault(name, "It is too long.", _shorter))
    return known


def _seen(values: Mapping[str, str]) -> int:
    text = values.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _to(draft: Draft) -> Response:
    return RedirectResponse(f"/drafts/{draft.id}?saved=yes", status_code=303)
