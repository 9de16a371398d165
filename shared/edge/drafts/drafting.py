"""Somebody works on drafts: what they may see, and what becomes of what they save."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from shared.decisions.database import Connection
from shared.decisions.decider import Refused
from shared.decisions.ids import new_id, new_subject
from shared.edge.access import note_opening
from shared.edge.desk import Desk
from shared.edge.drafts import kept
from shared.edge.drafts.kept import Draft, SavedMeanwhile
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotAllowed, NotFound

AuthorityOf = Callable[[Connection, str], Awaitable[str | None]]
"""The authority of a case; None if there is no such case."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a draft's page; `rows` of a text of more than one line, else 0."""

    name: str
    label: str
    hint: str = ""
    rows: int = 0
    choices: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a draft is of: who writes it, and what its page asks for."""

    name: str
    title: str
    roles: tuple[Role, ...]
    fields: tuple[Field, ...]
    begins_a_case: bool = False


@dataclass(frozen=True, slots=True)
class Drafting:
    """The drafts of one service: their kinds, and whose a case is."""

    kinds: Mapping[str, Kind]
    authority_of: AuthorityOf

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who writes any of them."""
        return tuple({role: None for kind in self.kinds.values() for role in kind.roles})

    async def begin(
        self,
        desk: Desk,
        actor: Actor,
        kind: Kind,
        *,
        case: str | None,
        authority: str | None,
        fields: Mapping[str, str],
    ) -> Draft:
        """Keep a new draft, of a case or of one that is to begin.

        Raises:
            NotFound: there is no such case for this person.
            NotAllowed: they do not write drafts of this kind, or not for this authority.
            Refused: the case is lacking, or the authority of a new one.
        """
        actor.must_be(*kind.roles)
        whose = await self._whose(desk, actor, kind, case, authority)
        subject = case or new_subject("case")
        now = desk.clock.now()
        draft = Draft(
            subject=subject,
            id=new_id(),
            kind=kind.name,
            organisation=actor.organisation,
            authority=whose,
            version=1,
            saved_at=now,
            saved_by=actor.id,
            expires_at=kept.until(now),
            beside=None,
            body=await kept.seal_fields(desk.sealer, subject, fields),
        )
        async with desk.pool.connection() as connection, connection.transaction():
            return await kept.begin(connection, draft)

    async def _whose(
        self, desk: Desk, actor: Actor, kind: Kind, case: str | None, authority: str | None
    ) -> str:
        if case is not None:
            async with desk.pool.connection() as connection:
                whose = await self.authority_of(connection, case)
            if whose is None or whose not in actor.authorities:
                raise NotFound
            return whose
        if not kind.begins_a_case:
            raise Refused("Say of which case this is a draft.", field="case")
        if authority is None:
            raise Refused("Say for which authority the case is to begin.", field="authority")
        if authority not in actor.authorities:
            raise NotAllowed("You may not act for this authority.")
        return authority

    async def find(self, desk: Desk, actor: Actor, id_: str) -> tuple[Draft, Kind]:
        """A draft that this person may work on.

        Raises:
            NotFound: there is none, or it is another organisation's; nobody can tell which.
        """
        async with desk.pool.connection() as connection:
            draft = await kept.find(connection, actor, id_, desk.clock.now())
        kind = self.kinds.get(draft.kind) if draft else None
        if draft is None or kind is None or not actor.has(*kind.roles):
            raise NotFound
        return draft, kind

    async def read(self, desk: Desk, actor: Actor, draft: Draft) -> dict[str, str]:
        """What is written in a draft; who opens it is noted first."""
        async with desk.pool.connection() as connection:
            await note_opening(
                desk,
                connection,
                actor,
                subject=draft.subject,
                purpose="a draft",
                seals=1,
            )
        return await kept.open_fields(desk.sealer, draft)

    async def save(
        self, desk: Desk, actor: Actor, draft: Draft, seen: int, fields: Mapping[str, str]
    ) -> Draft:
        """Keep what was written over version `seen`.

        Raises:
            SavedMeanwhile: somebody else saved it since; nothing was overwritten.
        """
        mine = await self._mine(desk, actor, draft, fields)
        async with desk.pool.connection() as connection, connection.transaction():
            return await kept.save(connection, mine, seen)

    async def save_beside(
        self, desk: Desk, actor: Actor, draft: Draft, fields: Mapping[str, str]
    ) -> Draft:
        """Keep what was written as a draft of its own, beside what somebody else had saved."""
        mine = await self._mine(desk, actor, draft, fields)
        apart = replace(mine, id=new_id(), version=1, beside=draft.id)
        async with desk.pool.connection() as connection, connection.transaction():
            return await kept.begin(connection, apart)

    async def _mine(
        self, desk: Desk, actor: Actor, draft: Draft, fields: Mapping[str, str]
    ) -> Draft:
        now = desk.clock.now()
        return replace(
            draft,
            saved_at=now,
            saved_by=actor.id,
            expires_at=kept.until(now),
            body=await kept.seal_fields(desk.sealer, draft.subject, fields),
        )

    async def discard(self, desk: Desk, draft: Draft) -> None:
        """Keep a draft no longer."""
        async with desk.pool.connection() as connection, connection.transaction():
            await kept.discard(connection, draft)


def saved_meanwhile(found: SavedMeanwhile) -> Refused:
    """The words of a save that would have overwritten another."""
    return Refused(
        f"This draft was saved meanwhile by {found.now.saved_by} (it is at version"
        f" {found.now.version}), and nothing of that was overwritten. Read it again, and save"
        " what you have on top of it."
    )
