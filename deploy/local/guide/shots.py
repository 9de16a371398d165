"""Which pictures the guide has: whose browser is at which page, and what of it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deploy.local.worked_example.stories import Played
from services.reporting.read_models.learning_library import learning_of
from services.reporting.read_models.published_here import record_of_case

wide, narrow = 960, 390
"""The widths of all pictures, in pixels: a desk and a telephone."""


@dataclass(frozen=True)
class Shot:
    """One picture.

    `path` may name a story as `{near-miss}`, for its case; with `record:` or `learning:` before
    it, for what is published of it. `who` is None for somebody who has not signed in. The
    picture begins at `at`, a CSS selector, and is `height` pixels high; `opens` is the selector
    of something that is opened for it.
    """

    name: str
    who: str | None
    service: str
    path: str
    at: str = "header"
    height: int = 640
    width: int = wide
    status: int = 200
    opens: str | None = None


officer, chair = "officer-wiltshire", "chair-wiltshire"
shots: Sequence[Shot] = (
    Shot("sign-in", None, "reviews", "/sign-in", height=480),
    Shot("caseload", officer, "reviews", "/cases", at="h1", height=480),
    Shot(
        "clock",
        officer,
        "reviews",
        "/cases/{no-further-review}",
        at="#clocks + section",
        opens="#clocks + section details",
        height=425,
    ),
    Shot(
        "obligations",
        officer,
        "reviews",
        "/cases/{child-of-another-area}",
        at="#obligations",
        height=440,
    ),
    Shot(
        "notification-draft",
        officer,
        "notifications",
        "/drafts/new?kind=notification&case={unborn}",
        at="h1",
    ),
    Shot("referrals", chair, "notifications", "/referrals?waiting=false", at="h1", height=420),
    Shot(
        "rapid-review-draft",
        "member-wiltshire",
        "reviews",
        "/drafts/new?kind=rapid-review&case={unborn}",
        at="h1",
    ),
    Shot("register", "reporting-wiltshire", "reporting", "/submissions", at="h1"),
    Shot("refer", None, "notifications", "/refer", at="h1", height=580, width=narrow),
    Shot("records", None, "reporting", "/records?q=bruising", at="#found", height=360),
    Shot("learning", None, "reporting", "/learning/{learning:near-miss}", at="h1", height=480),
    Shot(
        "taken-down",
        None,
        "reporting",
        "/records/{record:taken-down}",
        at="h1",
        height=300,
        width=narrow,
        status=410,
    ),
    Shot("statistics", "auditor", "reporting", "/statistics?year=2024", at="#by-year"),
    Shot("texts", "auditor", "reviews", "/cases/{siblings}/texts", at="h1", height=480),
)


def places(played: Sequence[Played]) -> Mapping[str, str]:
    """What stands in the paths, by the names of the stories."""
    found: dict[str, str] = {}
    for one in played:
        name, case = one.story.name, one.case
        found[f"{{{name}}}"] = case
        found[f"{{record:{name}}}"] = record_of_case(case)
        found[f"{{learning:{name}}}"] = learning_of(case, 1)
    return found


def address(shot: Shot, played: Sequence[Played]) -> str:
    """The path of a page, with its cases in their places."""
    path = shot.path
    for name, value in places(played).items():
        path = path.replace(name, value)
    return path
