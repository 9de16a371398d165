"""The interface of drafts, the same in each service that keeps some."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, StringConstraints
from pydantic import Field as Bound
from starlette.requests import Request

from shared.edge.answers import Answer, answered_with
from shared.edge.bodies import described, json_body
from shared.edge.desk import Desk
from shared.edge.drafts import kept
from shared.edge.drafts.drafting import Drafting, saved_meanwhile
from shared.edge.drafts.kept import Draft, SavedMeanwhile
from shared.edge.refusals import BadInput, Fault
from shared.edge.sign_in import SignedIn
from shared.events.event import Value
from shared.events.values import AuthorityCode, Subject

Name = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_.]{0,59}$")]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Fields = Annotated[dict[Name, Text], Bound(max_length=60)]
"""What is filled in so far, by field; nothing of it is checked before it is sent."""
most_listed = 200


class _Sent(Value):
    model_config = ConfigDict(extra="forbid")


class NewDraft(_Sent):
    """A draft of a `case`; without one, of a case of `authority` that is to begin."""

    kind: Annotated[str, StringConstraints(max_length=40)]
    case: Subject | None = None
    authority: AuthorityCode | None = None
    fields: Fields


class SavedDraft(_Sent):
    """What is filled in now, over the `version` that was read."""

    version: int = Bound(ge=1)
    fields: Fields


class DraftShown(Answer):
    """A draft without what is written; `beside` another that somebody had saved meanwhile."""

    id: str
    kind: str
    case: Subject
    authority: str
    version: int
    saved_at: datetime
    saved_by: str
    expires_at: datetime
    beside: str | None


class DraftRead(DraftShown):
    """A draft with what is written in it."""

    fields: dict[str, str]


class Drafts(Answer):
    """The drafts of one's organisation, last saved first."""

    drafts: list[DraftShown]


class Discarded(Answer):
    """The draft that is kept no longer."""

    discarded: str


def drafts_router(drafting: Drafting) -> APIRouter:
    """`/drafts` and `/drafts/{id}`."""
    router = APIRouter(tags=["drafts"])
    example = _examples(next(iter(drafting.kinds)))

    @router.get("/drafts", summary="The drafts of one's organisation", **example["list"])
    async def listed(
        request: Request,
        actor: SignedIn,
        case: Annotated[Subject | None, Query(description="Only of this case.")] = None,
    ) -> Any:
        actor.must_be(*drafting.roles)
        found = await list_drafts(desk_of(request), drafting, actor, case)
        return {"drafts": [shown(draft) for draft in found]}

    @router.post(
        "/drafts",
        summary="Keep a draft",
        status_code=201,
        openapi_extra=described(NewDraft, begun=example["new"]),
        **example["begun"],
    )
    async def begin(
        request: Request,
        actor: SignedIn,
        sent: Annotated[NewDraft, Depends(json_body(NewDraft))],
    ) -> Any:
        """Sealed, and kept for ninety days after it was last saved."""
        kind = drafting.kinds.get(sent.kind)
        if kind is None:
            known = ", ".join(drafting.kinds)
            raise BadInput(Fault("kind", "It is not a kind of draft.", f"Use one of: {known}."))
        return shown(
            await drafting.begin(
                desk_of(request),
                actor,
                kind,
                case=sent.case,
                authority=sent.authority,
                fields=sent.fields,
            )
        )

    @router.get("/drafts/{draft_id}", summary="Read a draft; it is noted", **example["read"])
    async def read(request: Request, actor: SignedIn, draft_id: str) -> Any:
        desk = desk_of(request)
        draft, _ = await drafting.find(desk, actor, draft_id)
        return {**shown(draft), "fields": await drafting.read(desk, actor, draft)}

    @router.put(
        "/drafts/{draft_id}",
        summary="Save a draft",
        openapi_extra=described(SavedDraft, saved=example["saved"]),
        **example["one"],
    )
    async def save(
        request: Request,
        actor: SignedIn,
        draft_id: str,
        sent: Annotated[SavedDraft, Depends(json_body(SavedDraft))],
    ) -> Any:
        """Refused, and nothing overwritten, where somebody saved it since it was read."""
        desk = desk_of(request)
        draft, _ = await drafting.find(desk, actor, draft_id)
        try:
            return shown(await drafting.save(desk, actor, draft, sent.version, sent.fields))
        except SavedMeanwhile as found:
            raise saved_meanwhile(found) from None

    @router.delete(
        "/drafts/{draft_id}", summary="Keep a draft no longer", **example["discarded"]
    )
    async def discard(request: Request, actor: SignedIn, draft_id: str) -> Any:
        desk = desk_of(request)
        draft, _ = await drafting.find(desk, actor, draft_id)
        await drafting.discard(desk, draft)
        return {"discarded": draft.id}

    return router


def desk_of(request: Request) -> Desk:
    """The desk of the service that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


async def list_drafts(
    desk: Desk, drafting: Drafting, actor: SignedIn, case: str | None
) -> list[Draft]:
    """Those that this person may work on."""
    async with desk.pool.connection() as connection:
        found = await kept.listed(
            connection, actor, desk.clock.now(), subject=case, limit=most_listed
        )
    return [
        draft
        for draft in found
        if draft.kind in drafting.kinds and actor.has(*drafting.kinds[draft.kind].roles)
    ]


def shown(draft: Draft) -> dict[str, Any]:
    """A draft without what is written in it."""
    names = set(DraftShown.model_fields) - {"case"}
    return {"case": draft.subject, **{name: getattr(draft, name) for name in names}}


def _examples(kind: str) -> dict[str, Any]:
    """What the documents show."""
    fields = {"national_ref": "SIN-2026-0007"}
    one = DraftShown(
        id="019bc8d1-5a00-7000-8000-0000000000d1",
        kind=kind,
        case="case-019bc8d1-5a00-7000-8000-000000000001",
        authority="E06000054",
        version=2,
        saved_at=datetime.fromisoformat("2026-01-06T16:40:00+00:00"),
        saved_by="officer-wiltshire",
        expires_at=datetime.fromisoformat("2026-04-06T16:40:00+00:00"),
        beside=None,
    )
    return {
        "new": {"kind": kind, "case": one.case, "fields": fields},
        "saved": {"version": 1, "fields": fields},
        "list": answered_with(Drafts(drafts=[one])),
        "begun": answered_with(one.model_copy(update={"version": 1}), 201),
        "one": answered_with(one),
        "read": answered_with(DraftRead(**one.model_dump(), fields=fields)),
        "discarded": answered_with(Discarded(discarded=one.id)),
    }
