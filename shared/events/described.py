"""What reporting owns of a review that was published through cspr: what a keeper says of it.

Public and in clear, as all of the repository is (ADR 32): nothing may come into it that was not
published. The event is on the case's subject, since the record is made of the case's events.
"""

from datetime import date
from typing import Annotated

from pydantic import Field, PlainSerializer

from shared.events.children import in_order
from shared.events.codes import AgeBand
from shared.events.event import Event, Value
from shared.events.record_codes import AgencyKind
from shared.events.records import Keyword, Prose, Title

_AGES = Annotated[frozenset[AgeBand], PlainSerializer(in_order, return_type=list[AgeBand])]
_AGENCIES = Annotated[
    frozenset[AgencyKind], PlainSerializer(in_order, return_type=list[AgencyKind])
]


class Description(Value):
    """What a published report says of itself: its title, its themes, what was learnt."""

    title: Title
    keywords: tuple[Keyword, ...] = Field(default=(), max_length=50)
    ages: _AGES = frozenset()
    agencies: _AGENCIES = frozenset()
    incident: Prose | None = None
    learning: Prose | None = None
    recommendations: Prose | None = None


class PublishedReviewDescribed(Description, Event, version=1):
    """A keeper gave a review that is published from here its title and themes.

    These are all of them now. What is taken down loses them from every page.
    """

    described_on: date
