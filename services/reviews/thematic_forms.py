"""The forms of thematic reviews: what each sends, and when each makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.reviews.api.bodies import Sent
from services.reviews.api.thematic_bodies import (
    Concluding,
    Including,
    LeavingOut,
    ThematicAppointment,
    ThematicCopy,
    ThematicElsewhere,
    ThematicLearnt,
    ThematicPublishing,
    ThematicRemoval,
    ThematicTakingDown,
)
from services.reviews.api.thematic_shown import ThematicShown


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its heading and button, and what it sends."""

    title: str
    button: str
    body: type[Sent]


by_chair: Mapping[str, Form] = {
    "appoint": Form("Appoint a reviewer", "Appoint them", ThematicAppointment),
    "remove": Form("Record that a reviewer left", "Record it", ThematicRemoval),
    "conclude": Form("Conclude the thematic review", "Conclude it", Concluding),
    "publish": Form("Publish the thematic review", "Publish it", ThematicPublishing),
    "elsewhere": Form(
        "Record that it was published outside this system", "Record it", ThematicElsewhere
    ),
}
by_group: Mapping[str, Form] = {
    "include": Form("Include a case", "Include it", Including),
    "leave-out": Form("Leave a case out", "Leave it out", LeavingOut),
    "learn": Form("Record what was learnt", "Record it", ThematicLearnt),
    "copy": Form("Record a copy before publication", "Record it", ThematicCopy),
    "take-down": Form("Take down what is published", "Take it down", ThematicTakingDown),
}
forms: Mapping[str, Form] = {**by_chair, **by_group}


def may_do(shown: ThematicShown, *, chair: bool) -> list[str]:
    """The forms that make sense now, the one that comes next first."""
    reviewers = any(each.removed_on is None for each in shown.reviewers)
    in_it = bool(shown.cases)
    unfinished = ["learn", "conclude"] if shown.concluded_on is None else []
    match shown.stage:
        case "open":
            found = ["include", "learn", "appoint", *(["remove"] if reviewers else [])]
            found += ["leave-out"] if in_it else []
            found += ["conclude", "copy", "elsewhere"]
        case "published":
            found = ["take-down", "copy", *unfinished]
        case _:
            found = [*(unfinished or ["publish"]), "copy", *(["leave-out"] if in_it else [])]
            found += ["include", "elsewhere"]
    return [name for name in found if chair or name in by_group]
