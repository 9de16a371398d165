"""A case below the definition: referred by a partner, and taken up by the group."""

from typing import Any

from deploy.local.processes import Say
from deploy.local.worked_example import data
from deploy.local.worked_example.asking import Asking, until
from deploy.local.worked_example.make_notifications import wiltshire

_stages = ("referral-accepted", "referred")


async def play_referral(asking: Asking, say: Say) -> str:
    """Refer the case and take it up, as far as that has not been done; the case."""
    told = data.referral()
    found = await _found(asking)
    if found is None:
        done = await asking.post(told["by"], "notifications", "/referrals", told["body"])
        case, position = done["case"], done["position"]
    elif found["stage"] == "referral-accepted":
        return str(found["id"])
    else:
        case, position = found["id"], None
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
    return str(case)


async def _found(asking: Asking) -> dict[str, Any] | None:
    """The referral of an earlier run."""
    for stage in _stages:
        query = {"authority": wiltshire, "stage": stage}
        part = await asking.get("chair-wiltshire", "reviews", "/cases", **query)
        if part["cases"]:
            case: dict[str, Any] = part["cases"][0]
            return case
    return None
