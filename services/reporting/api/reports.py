"""`/cases/{id}/panel-report`, and recording that it was sent and what the Panel answered."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.requests import Request

from services.reporting.api import examples
from services.reporting.asking import OpenDesk, desk_of, seen_case
from services.reporting.case_file import CaseFile
from services.reporting.documents.canonical import as_json, digest, sealed_in, with_texts
from services.reporting.documents.package import PanelReport
from services.reporting.documents.panel_report import panel_report
from services.reporting.domain import RecordPanelResponse, SubmitPanelReport
from shared.decisions.decider import Command, Refused
from shared.decisions.store import Cause
from shared.edge.access import note_opening
from shared.edge.bodies import described, json_body
from shared.edge.cursors import Position, after_parameter
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.seal_once import Said, seal_once
from shared.edge.sign_in import SignedIn
from shared.edge.tracing import correlation_of, traceparent_of
from shared.edge.visibility import may_open, must_act
from shared.events.codes import PanelAnswer, SubmissionChannel
from shared.events.event import Value
from shared.events.sealed import narrative_key
from shared.events.times import Day
from shared.events.values import Digest, Reference

After = Annotated[Position | None, Depends(after_parameter)]
Text = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"\S")]


class Sent(Value):
    """That the report was sent: the digest that came with the package, and by which way."""

    document_digest: Digest
    channel: SubmissionChannel
    national_ref: Reference | None = None
    submitted_on: Day
    evidence_note: Text | None = None


class Answered(Value):
    """What the Panel answered."""

    answer: PanelAnswer
    responded_on: Day
    national_ref: Reference | None = None
    note: Text | None = None


def report_routes() -> APIRouter:
    """The report of a case to the Panel."""
    router = APIRouter(prefix="/cases/{case}", tags=["Panel reports"])

    @router.get(
        "/panel-report",
        summary="The report to the Panel, as a JSON package",
        **examples.report,
    )
    async def report(
        *,
        case: str,
        desk: OpenDesk,
        actor: SignedIn,
        round: Annotated[int | None, Field(ge=1, le=99)] = None,
        up_to: Annotated[str | None, Field(max_length=100)] = None,
        sealed: bool = False,
        after: After = None,
    ) -> dict[str, Any]:
        """Made from the log; each opening of its texts is noted.

        `document_digest` is the SHA-256 of the canonical package with its texts sealed. With
        `sealed=true` it is given so, and nothing is opened. `up_to` makes it again as of an
        event.
        """
        late = await desk.late("ledger", after, case=case)
        async with desk.pool.connection() as connection:
            file, _ = await seen_case(connection, actor, case)
        actor.must_be(Role.REPORTING_OFFICER, Role.AUDITOR)
        if late is not None:
            raise late
        package = panel_report(case, file.told, round_=round, up_to=up_to)
        open_texts = not sealed and may_open(actor, file.holding)
        shown = await _opened(desk, actor, package) if open_texts else as_json(package)
        return {
            "document_digest": digest(package),
            "sealed": not open_texts,
            "package": shown,
        }

    @router.post(
        "/submissions",
        status_code=201,
        summary="Record that the report was sent to the Panel",
        openapi_extra=described(Sent, by_secure_email=_sent_example),
        **examples.submitted,
    )
    async def submit(
        *,
        case: str,
        request: Request,
        desk: OpenDesk,
        actor: SignedIn,
        sent: Annotated[Sent, Depends(json_body(Sent))],
        after: After = None,
    ) -> dict[str, Any]:
        """A person sent it; this records when, how and which document.

        Nothing is refused for being late or another document: `is_the_package` says whether
        the digest is that of the report as it can be made now.
        """
        file = await _to_act(desk, actor, case, after)
        now_is = _digest_now(file) == sent.document_digest
        noted = await _recorded(request, actor, case, SubmitPanelReport, sent)
        return {**noted, "is_the_package": now_is}

    @router.post(
        "/panel-responses",
        status_code=201,
        summary="Record what the Panel answered",
        openapi_extra=described(Answered, agrees=_answer_example),
        **examples.answered,
    )
    async def respond(
        *,
        case: str,
        request: Request,
        desk: OpenDesk,
        actor: SignedIn,
        answered: Annotated[Answered, Depends(json_body(Answered))],
        after: After = None,
    ) -> dict[str, Any]:
        """On `asks-to-reconsider` the rapid review is decided again."""
        await _to_act(desk, actor, case, after)
        return await _recorded(request, actor, case, RecordPanelResponse, answered)

    return router


_sent_example = {
    "document_digest": "3f" * 32,
    "channel": "secure-email",
    "national_ref": "PANEL-2026-0412",
    "submitted_on": "2026-04-20",
    "evidence_note": "Delivery receipt is filed with the case.",
}
_answer_example = {"answer": "agrees", "responded_on": "2026-04-30"}


async def _to_act(desk: Desk, actor: Actor, case: str, after: Position | None) -> CaseFile:
    late = await desk.late("ledger", after, case=case)
    async with desk.pool.connection() as connection:
        file, _ = await seen_case(connection, actor, case)
    must_act(actor, file.holding, Role.REPORTING_OFFICER)
    if late is not None:
        raise late
    return file


async def _opened(desk: Desk, actor: Actor, package: PanelReport) -> dict[str, Any]:
    """The package with its texts; that they are opened is noted first."""
    shown = as_json(package)
    values = list(sealed_in(shown))
    if not values:
        return shown
    async with desk.pool.connection() as connection:
        await note_opening(
            desk,
            connection,
            actor,
            subject=package.case,
            purpose=f"Panel report, round {package.round}",
            seals=len(values),
        )
    texts = await desk.sealer.open_many(package.case, values)
    opened = {value.seal: text for value, text in zip(values, texts, strict=True)}
    return dict(with_texts(shown, opened))


async def _recorded(
    request: Request, actor: Actor, case: str, command: type[Command], sent: Sent | Answered
) -> dict[str, Any]:
    """Decide what was sent, its text sealed; the same again changes nothing."""
    desk = desk_of(request)
    said = {name: getattr(sent, name) for name in type(sent).model_fields}
    field = "evidence_note" if isinstance(sent, Sent) else "note"
    if (text := said[field]) is not None:
        once = Said(case, command, sent, [(narrative_key(case), text)])
        ((said[field],),) = await seal_once(desk, [once])
    asked = command(asked_at=desk.clock.now(), **said)
    outcome = await desk.decide(case, asked, _cause(request, actor))
    return {"position": str(outcome.position), "case": case}


def _digest_now(file: CaseFile) -> str | None:
    try:
        return digest(panel_report(file.subject, file.told))
    except Refused:
        return None


def _cause(request: Request, actor: Actor) -> Cause:
    return Cause(actor.id, correlation_of(request.scope), None, traceparent_of(request.scope))
