"""What does not balance, named: what it is, and where; bounded."""

from dataclasses import dataclass, field

faults_named = 50


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that does not balance: what it is, and where."""

    kind: str
    where: str
    what: str


@dataclass
class Discrepancies:
    """What was found; the sums tell of the rest."""

    discrepancies: list[Discrepancy] = field(default_factory=list, kw_only=True)

    def found(self, kind: str, where: str, what: str) -> None:
        """Name a discrepancy, if not too many were named already."""
        if len(self.discrepancies) < faults_named:
            self.discrepancies.append(Discrepancy(kind, where, what))
