"""What is to be erased of a case: which keys, and whether that is all of it."""

from dataclasses import dataclass

from services.command.erase.here import Here
from shared.events.sealed import narrative_key


class NothingToErase(Exception):
    """The case has no such key; in words."""


@dataclass(frozen=True, slots=True)
class Target:
    """The keys of a case that are to be destroyed, sorted, and whether each is still there."""

    case: str
    keys: tuple[str, ...]
    living: frozenset[str]
    everything: bool

    @property
    def words(self) -> str:
        """What it is, for a person."""
        return "the whole case" if self.everything else ", ".join(self.keys)


async def target_of(
    here: Here, case: str, *, person: str | None = None, narrative: bool = False
) -> Target:
    """The keys of a person, of the free text, or of both; of the whole case if none is asked.

    Raises:
        NothingToErase: the case is not known, or has no such key.
    """
    found = await here.keys.of_subject(case)
    asked = [f"{case}/person-{person}"] if person is not None else []
    asked += [narrative_key(case)] if narrative else []
    if not found:
        raise NothingToErase("Nothing is sealed under this case, so there is nothing to erase.")
    if lacking := [key for key in asked if key not in found]:
        raise NothingToErase(
            f"This case has no key {', '.join(lacking)}. It has: {', '.join(found)}."
        )
    keys = tuple(sorted(asked or found))
    living = frozenset(key for key in keys if found[key])
    return Target(case, keys, living, everything=not asked)
