"""What does not balance, named: what it is, where, and since when; bounded."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

faults_named = 50
"""Of one kind; the sums tell of the rest."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that does not balance: what it is, and where.

    `since` is the time of record of what it is about: Kafka's for what is in the log, else
    when it was decided; None where nothing tells.
    """

    kind: str
    where: str
    what: str
    since: datetime | None = None


@dataclass
class Discrepancies:
    """What was found, and of each kind how often, also where too many were found to name."""

    discrepancies: list[Discrepancy] = field(default_factory=list, kw_only=True)
    sums: Counter[str] = field(default_factory=Counter, kw_only=True)

    def found(self, kind: str, where: str, what: str, since: datetime | None = None) -> None:
        """Name a discrepancy, if not too many of its kind were named already."""
        self.sums[kind] += 1
        if self.sums[kind] <= faults_named:
            self.discrepancies.append(Discrepancy(kind, where, what, since))

    def take(self, other: "Discrepancies") -> None:
        """Add what another found, as if it had been found here, next and in that order."""
        named = Counter(self.sums)
        for each in other.discrepancies:
            named[each.kind] += 1
            if named[each.kind] <= faults_named:
                self.discrepancies.append(each)
        self.sums.update(other.sums)
