"""A case below the definition: referred by a partner, taken up by the group, learnt from."""

from typing import Any

from deploy.local.processes import Say
from deploy.local.worked_example import data
from deploy.local.worked_example.asking import Asking, until
from deploy.local.worked_example.make_notifications import wiltshire
from deploy.local.worked_example.stories import take
from shared.decisions.clock import SystemClock, london_date

_stages = ("learnt", "learning", "referral-accepted", "referred")


async def play_referral(asking: Asking, say: Say) -> str:
    """Refer the case, take it up and learn from it, as far as that is not done; the case."""
    found = await _found(asking)
    if found is None or found["stage"] == "referred":
        case = await _referred_and_taken_up(asking, say, found)
    else:
        case = str(found["id"])
    today = london_date(SystemClock().now())
    for step in data.learning_steps():
        await take(asking, case, step, 1, today)
    say(f"referral: learnt from, and its learning is in the library; {case}")
    return case


async def _referred_and_taken_up(asking: Asking, say: Say, found: dict[str, Any] | None) -> str:
    told = data.referral()
    if found is None:
        done = await asking.post(told["by"], "notifications", "/referrals", told["body"])
        case, position = str(done["case"]), done["position"]
    else:
        case, position = str(found["id"]), None
    accepted = told["acceptance"]
    path = f"/referrals/{case}/acceptance"
    await asking.post(accepted["by"], "notifications", path, accepted["body"], after=position)

    async def shown() -> dict[str, Any] | None:
        row: dict[str, Any] | None = await asking.get(
            "chair-wiltshire", "reviews", f"/cases/{case}"
        )
        return row if row and row["stage"] == "referral-accepted" else None

    await until(shown, "the referral that was taken up to be shown")
    say(f"referral: taken up as a {accepted['body']['as_what']}; {case}")
    return case


async def _found(asking: Asking) -> dict[str, Any] | None:
    """The referral of an earlier run."""
    for stage in _stages:
        query = {"authority": wiltshire, "stage": stage}
        part = await asking.get("chair-wiltshire", "reviews", "/cases", **query)
        if part["cases"]:
            case: dict[str, Any] = part["cases"][0]
            return case
    return None
