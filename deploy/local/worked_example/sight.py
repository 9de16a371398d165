"""What somebody sees of a case: asked for as they would, and never what is sealed from them."""

from deploy.local.worked_example import phrases
from deploy.local.worked_example.asking import Asking
from deploy.local.worked_example.stories import Played
from services.reporting.read_models.learning_library import learning_of
from services.reporting.read_models.published_here import record_of_case


class Sight:
    """One person's look at one case; what they were shown is kept, to search it for names."""

    def __init__(self, asking: Asking, played: Played, who: str | None) -> None:
        self._asking, self._played, self._who = asking, played, who
        self._shown: list[str] = []

    async def words(self) -> str:
        """What they see, in the words of the stories."""
        seen = await (self._of_anybody() if self._who is None else self._of_somebody())
        told = [one for one in self._played.story.names if any(one in t for t in self._shown)]
        return f"{seen}, AND {told[0]}" if told and seen != "everything" else seen

    async def _of_somebody(self) -> str:
        case = self._played.case
        if await self._asks("reviews", f"/cases/{case}") == 404:
            sent = await self._asks("notifications", f"/incidents/{case}")
            return "what it sent" if sent == 200 else "no such case"
        await self._asks("reviews", f"/cases/{case}/timeline")
        opened = await self._asks("reviews", f"/cases/{case}/texts", purpose="audit")
        return "everything" if opened == 200 else "the case without names"

    async def _of_anybody(self) -> str:
        case = self._played.case
        if (status := await self._asks("reviews", f"/cases/{case}")) != 401:
            return f"the case, with status {status}"
        seen = [await self._published(), await self._learnt(), await self._followed()]
        return ", ".join(each for each in seen if each) or "nothing"

    async def _published(self) -> str:
        path = f"/records/{record_of_case(self._played.case)}"
        answer = await self._asking.look(None, "reporting", path)
        self._shown.append(answer.text)
        if answer.status_code != 200:
            return ""
        gone = answer.json()["withdrawn"] is not None
        return "that a review was taken down" if gone else "the published review"

    async def _learnt(self) -> str:
        path = f"/learning/{learning_of(self._played.case, 1)}"
        return "what was learnt" if await self._asks("reporting", path) == 200 else ""

    async def _followed(self) -> str:
        """What a referrer sees by the reference alone."""
        if self._played.reference is None:
            return ""
        reference = {"reference": self._played.reference}
        told = await self._asking.post(None, "notifications", "/refer/following", reference)
        return f"by the reference: {told['state']}"

    async def _asks(self, service: str, path: str, **query: str) -> int:
        answer = await self._asking.look(self._who, service, path, **query)
        self._shown.append(answer.text)
        return answer.status_code


async def sights(asking: Asking, played: Played) -> dict[str, str]:
    """What each of those sees whom the story names."""
    found: dict[str, str] = {}
    for who in played.story.expected.seen_by:
        actor = phrases.actor_of(who, played.story.authority)
        found[who] = await Sight(asking, played, actor).words()
    return found
