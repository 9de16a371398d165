"""What may stand in a file of a story; what is said of people and days is read elsewhere."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from deploy.local.worked_example import phrases
from deploy.local.worked_example.acts import acts
from services.reviews.api.shown import stage_words
from shared.events.catalogue import CATALOGUE
from shared.events.codes import Nature

sights = (
    "everything",
    "the case without names",
    "what it sent",
    "no such case",
    "nothing",
    "the published review",
    "that a review was taken down",
    "what was learnt",
    "by the reference: declined",
    "by the reference: accepted",
    "what was learnt, by the reference: accepted",
)
"""All that somebody may see of a case."""


def known_words(known: Any, what: str) -> AfterValidator:
    """That a text is one of those known; otherwise `what` is said, with what is near."""
    return AfterValidator(lambda text: phrases.one_of(text, known, what))


_names = frozenset(phrases.event_words(name) for name in CATALOGUE)
Stage = Annotated[str, known_words(stage_words.values(), "No page calls a stage so.")]
NatureTold = Annotated[str, known_words(list(Nature), "No nature is called so.")]
Happening = Annotated[str, known_words(_names, "No event is called so.")]
Clock = Annotated[str, known_words(phrases.all_clocks(), "No clock is called so.")]
ClockState = Literal["running", "watched", "guarding", "stopped", "cancelled"]
ObligationState = Literal[
    "open", "overdue", "met", "met late", "left to the Panel", "no longer owed"
]
Sight = Annotated[str, known_words(sights, "Nobody's view of a case is called so.")]
Does = Annotated[str, known_words(acts, "Nobody does this in a story.")]


class Told(BaseModel):
    """A part of a file; what is not known is refused, so that no typing error goes unseen."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ToldMore(BaseModel):
    """A part that also holds what is sent to a service, which judges that by itself."""

    model_config = ConfigDict(extra="allow", strict=True)

    def more(self) -> dict[str, Any]:
        """The rest."""
        return dict(self.model_extra or {})


class Message(ToldMore):
    """A message of the partner: what it reports, and what it is answered."""

    what: Literal["report", "correction", "withdrawal"] = "report"
    times: Annotated[int, Field(ge=1, le=2)] = 1
    answer: Literal["accepted", "refused"] = "accepted"
    answer_names: str = ""


class Referred(ToldMore):
    """Somebody refers the case."""

    who: str


class Doing(ToldMore):
    """Somebody does something, on a day."""

    who: str
    does: str
    on: str = "today"


class DoingInCase(Doing):
    """Somebody does something in a case."""

    does: Does


class Facts(Told):
    """What is to be seen at the end."""

    stage: Stage
    nature: NatureTold
    happens: Annotated[list[Happening], Field(min_length=1)]
    clocks: dict[Clock, ClockState] = {}
    late: list[Clock] = []
    obligations: dict[str, ObligationState] = {}
    exceptions: list[str] = []
    seen_by: Annotated[dict[str, Sight], Field(min_length=4)]


class StoryFile(Told):
    """One story: of which kind, what it is about, how it begins, goes on, and ends."""

    kind: str
    story: str
    authority: str
    reported_by: str = ""
    over: Literal["Kafka", "HTTP"] = "HTTP"
    message: list[Message] = []
    referred: Referred | None = None
    step: list[DoingInCase] = []
    expected: Facts

    @model_validator(mode="after")
    def _begins_once(self) -> "StoryFile":
        if bool(self.message) == (self.referred is not None):
            raise ValueError("A story begins in one way: with [[message]] or with [referred].")
        if self.message and not self.reported_by:
            raise ValueError("Say in reported_by which partner sends the messages.")
        if self.over == "HTTP" and any(each.what != "report" for each in self.message):
            raise ValueError("In a story, corrections and withdrawals go over Kafka.")
        return self
