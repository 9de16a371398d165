"""What the routes of printed reports answer, shown on the example case."""

from typing import Any

from services.reporting.documents.keeping import Kept
from shared.edge.answers import Answer, answered_with
from shared.edge.example_case import subject
from shared.events.values import Digest, Subject


class PrintedReport(Answer):
    """A version of a report as it was printed: `document_digest` is that of its package.

    `ciphertext` names the file, and is the SHA-256 of its bytes as they are kept.
    """

    case: Subject
    round: int
    document_digest: Digest
    ciphertext: Digest
    size_bytes: int
    address: str


class PrintedReports(Answer):
    """The printed versions, the oldest first."""

    documents: list[PrintedReport]


def printed_report(case: str, one: Kept) -> PrintedReport:
    """What is told of a printed version."""
    return PrintedReport(
        case=case,
        round=one.round,
        document_digest=one.document_digest,
        ciphertext=one.ciphertext,
        size_bytes=one.size_bytes,
        address=f"/cases/{case}/panel-report/documents/{one.ciphertext}.pdf",
    )


_example = printed_report(subject, Kept(1, "3f" * 32, "9c" * 32, 61_718))
pdf: dict[int | str, dict[str, Any]] = {
    200: {"description": "The PDF (PDF/UA-1).", "content": {"application/pdf": {}}}
}
kept = answered_with(_example, 201)
listed = answered_with(PrintedReports(documents=[_example]))
