"""Examples for the documentation of the interface; the same that README.md shows."""

from typing import Any

from services.notifications.intake.inbound import (
    CORRECTION,
    IMPORT,
    REPORT,
    WITHDRAWAL,
    IncidentCorrection,
    IncidentReport,
    IncidentWithdrawal,
)
from services.notifications.intake.reading import structured
from shared.edge.bodies import described

child = {
    "name": "Child L",
    "born_on": "2025-11-03",
    "sex": "F",
    "ethnicity": "WBRI",
    "outcome": "serious-harm",
    "abuse_or_neglect": "suspected",
}
report = {
    "authority": "E06000054",
    "incident_on": "2026-01-02",
    "place": "a home in Trowbridge",
    "summary": "Fractures without an explanation.",
    "children": [child],
    "reporter": "Duty nurse",
}
facts = {name: said for name, said in report.items() if name != "reporter"}
imported = {
    "authority": "E06000054",
    "incident_on": "2021-03-29",
    "notified_at": "2021-03-31T22:30:00Z",
    "national_ref": "SIN-2021-0042",
    "children": [{"age_years": 0, "outcome": "death", "abuse_or_neglect": "known", "sex": "M"}],
}


def event(kind: str, id_: str, data: dict[str, Any]) -> dict[str, Any]:
    """A message as a CloudEvent in structured mode."""
    return {
        "specversion": "1.0",
        "type": kind,
        "source": "/wiltshire-police/records",
        "id": id_,
        "data": data,
    }


def _documented(plain: dict[str, Any], events: dict[str, Any]) -> dict[str, Any]:
    content = plain["requestBody"]["content"]
    content[structured] = {
        "schema": {"type": "object"},
        "examples": {
            name: {"summary": name.replace("_", " "), "value": value}
            for name, value in events.items()
        },
    }
    return plain


messages = _documented(
    described(IncidentReport, a_report={"id": "2026-0001", **report}),
    {
        "a_report": event(REPORT, "2026-0001", report),
        "a_correction": event(
            CORRECTION, "2026-0002", {"corrects": "2026-0001", "reason": "Date", **facts}
        ),
        "a_withdrawal": event(
            WITHDRAWAL, "2026-0003", {"withdraws": "2026-0001", "reason": "Wrong file"}
        ),
        "imported_history": event(IMPORT, "2021-0042", imported),
    },
)
correction = described(
    IncidentCorrection, a_correction={"id": "2026-0002", "reason": "Date", **facts}
)
withdrawal = described(
    IncidentWithdrawal, a_withdrawal={"id": "2026-0003", "reason": "Wrong file"}
)
_no = {
    400: "It cannot be understood: `faults` say which field, what is wrong, what to do.",
    403: "This sender may not send this.",
    409: "Known with another body, and so held for a person; or it cannot be done now.",
    413: "It is larger than is read.",
    422: "The rules say no to one field.",
}
refusals: dict[int | str, dict[str, Any]] = {
    status: {"description": words} for status, words in _no.items()
}
