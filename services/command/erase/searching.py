"""Whether an erasure is done everywhere that we know of: searched, not believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from services.command.erase.canaries import Canary
from services.command.erase.clear_text import in_clear, keeping
from services.command.erase.documents import documents_before
from services.command.erase.drafts import drafts_of
from services.command.erase.files import (
    Hit,
    Searched,
    sealed_body,
    search_files,
    wrapped_key,
)
from services.command.erase.here import Here
from services.command.erase.messages import Message, every_body, messages_of, open_bodies
from services.command.erase.streams import search_topics
from services.command.erase.tables import search_tables
from services.command.erase.target import NothingToErase
from services.command.erase.values import sealed_values
from services.reporting.domain.erasure import Keeping
from shared.privacy.keys import default_cache_seconds
from shared.privacy.sealer import Sealer

State = Literal["found", "wait"]
promise = (
    "What was sealed under the destroyed keys is designed to be unreadable: no copy of them was"
    " found where this looked. Backups and what others hold were not searched."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is still there; `wait` if it goes by itself, by `until` at the latest."""

    state: State
    where: str
    what: str
    until: datetime | None = None


@dataclass
class Verified:
    """What was looked at, and what is still there."""

    case: str
    keys: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    not_searched: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """0 done, 1 something was found, 3 wait."""
        states = {each.state for each in self.findings}
        return 1 if "found" in states else 3 if "wait" in states else 0

    @property
    def until(self) -> datetime | None:
        """By when all that goes by itself is gone, where that can be said."""
        return max((each.until for each in self.findings if each.until), default=None)


class Search:
    """One search for what an erasure of a case should have left nowhere."""

    def __init__(
        self, here: Here, case: str, canaries: Sequence[Canary], folders: Sequence[Path]
    ) -> None:
        self.here = here
        self.canaries = {each.name: each for each in canaries}
        self.folders = folders
        self.now = here.clock.now()
        self.verified = Verified(case, ())

    async def run(self) -> Verified:
        """Look everywhere.

        Raises:
            NothingToErase: nothing of the case was erased.
        """
        found = self.verified
        standing = await self.here.keeping(found.case)
        if not standing.erased and standing.ordered is None:
            raise NothingToErase("Nothing of this case has been erased: see `cspr erase plan`.")
        found.keys = tuple(sorted(standing.erased))
        if standing.ordered is not None:
            found.keys = standing.ordered.keys
            self._found("cspr erase run", "the erasure is not finished; run it again")
        messages = await messages_of(self.here, found.case)
        await self._keys(standing)
        self._bodies(messages)
        await self._drafts()
        await self._documents()
        await self._topics(messages)
        await self._tables()
        await self._opened(messages)
        await self._local_files(messages)
        return found

    def _found(self, where: str, what: str) -> None:
        self.verified.findings.append(Finding("found", where, what))

    def _wait(self, where: str, what: str, until: datetime | None) -> None:
        """It goes by itself; if it should have gone by now, it was found."""
        overdue = until is not None and until < self.now
        state: State = "found" if overdue else "wait"
        self.verified.findings.append(Finding(state, where, what, until))

    async def _keys(self, standing: Keeping) -> None:
        case = self.verified.case
        there = await self.here.keys.of_subject(case)
        living = [key for key, alive in there.items() if alive]
        for key in living if standing.everything else set(living) & set(self.verified.keys):
            self._found("store of keys", f"{key} is there (an older backup?); erase again")
        destroyed = await self.here.keys.destroyed_of(case)
        served = timedelta(seconds=default_cache_seconds)
        last = max(destroyed.values(), default=self.now - served)
        if last + served > self.now:
            self._wait("memory of the services", "a key may be served", last + served)
        self.verified.searched.append("the store of keys")

    def _bodies(self, messages: Sequence[Message]) -> None:
        kept = sum(1 for each in messages if each.sealed is not None)
        if kept:
            self._found("notifications", f"{kept} bodies of messages are kept; erase again")
        self.verified.searched.append(f"{len(messages)} messages of partners")

    async def _drafts(self) -> None:
        kept = await drafts_of(self.here, self.verified.case, self.verified.keys)
        for service, number in kept.items():
            if number:
                self._found(f"table {service}.drafts", f"{number} drafts are kept; erase again")
        self.verified.searched.append("drafts that were not sent")

    async def _documents(self) -> None:
        kept = await documents_before(self.here, self.verified.case)
        if kept:
            self._found("reporting", f"{kept} printed reports are kept; erase again")
        self.verified.searched.append("printed reports")

    async def _topics(self, messages: Sequence[Message]) -> None:
        """The topics of the case's partners by offset, and by canary; and the main log."""
        config = self.here.config
        for each in await in_clear(self.here, messages):
            what = f"offset {each.offset} is there in clear"
            self._wait(f"{each.topic} partition {each.partition}", what, each.until)
        partners = await self._partner_topics()
        kept = await keeping(config.kafka, partners)
        topics = [config.topic, *partners]
        for hit in await search_topics(config.kafka, topics, self._forms()):
            where = f"{hit.topic} partition {hit.partition} offset {hit.offset}"
            if hit.topic in kept:
                self._wait(where, hit.what, kept[hit.topic].until(hit.sent_at))
            else:
                self._found(where, hit.what)
        self.verified.searched.append(f"{1 + len(partners)} topics of Kafka")

    async def _partner_topics(self) -> list[str]:
        rows = await self.here.databases["notifications"].execute(
            "select unnest(array[topic_in, topic_out]) from partners order by 1"
        )
        return [topic async for (topic,) in rows]

    def _forms(self) -> Mapping[str, list[bytes]]:
        return {
            name: [form.encode() for form in canary.forms]
            for name, canary in self.canaries.items()
        }

    async def _tables(self) -> None:
        for name, connection in self.here.databases.items():
            for canary in self.canaries.values():
                for each in await search_tables(connection, canary.forms):
                    where = f"table {name}.{each.table}"
                    self._found(where, f"{canary.name} in {each.rows} rows")
            self.verified.searched.append(f"the tables of {name}")

    async def _opened(self, messages: Sequence[Message]) -> None:
        """What can still be opened: the case's values under living keys, and kept bodies."""
        if not self.canaries:
            return
        values = await sealed_values(self.here, self.verified.case)
        sealer = Sealer(self.here.keys)
        texts = await sealer.open_many(self.verified.case, [sealed for _, sealed in values])
        for (place, _), text in zip(values, texts, strict=True):
            self._look(text, f"{place.event}.{place.field}, which {place.key} still opens")
        kept = await every_body(self.here)
        for message, text in zip(kept, await open_bodies(self.here, kept), strict=True):
            partner, source, id_ = message.name
            self._look(text, f"body of {partner} {source} {id_}, kept sealed")
        self.verified.searched.append(f"{len(values) + len(kept)} sealed values, opened")

    def _look(self, text: str, where: str) -> None:
        for canary in self.canaries.values():
            if any(form in text for form in canary.forms):
                self._found(where, canary.name)

    async def _local_files(self, messages: Sequence[Message]) -> None:
        """Kafka's and Postgres' files where they are on this machine; and further folders."""
        folder = self.here.place.folder
        folders = list(self.folders)
        if folder is None:
            self.verified.not_searched.append(
                "the files of Kafka and Postgres, which are not on this machine"
            )
        else:
            folders.insert(0, folder)
            await self.here.databases["reporting"].execute("checkpoint")
        done = search_files(folders, self._bytes(messages))
        kept = await self._partner_topics()
        for hit in done.hits:
            self._file(hit, kept, folder)
        self._searched_files(done)

    def _bytes(self, messages: Sequence[Message]) -> Mapping[str, Sequence[bytes]]:
        case = self.verified.case
        seals = [each.given_up for each in messages if each.given_up is not None]
        return {
            **self._forms(),
            "a wrapped key": [wrapped_key(key, case) for key in self.verified.keys],
            "a sealed body that was given up": [sealed_body(*each) for each in seals],
        }

    def _file(self, hit: Hit, topics: Sequence[str], folder: Path | None) -> None:
        path = hit.path
        inside = folder is not None and folder in path.parents
        shown = path.relative_to(folder) if inside and folder is not None else path
        if path.parent.name == "pg_wal":
            self._wait(f"write-ahead log {path.name}", f"{hit.what}, until recycled", None)
        elif any(path.parent.name.startswith(f"{topic}-") for topic in topics):
            self._wait(str(shown), f"{hit.what}, until the segment is deleted", None)
        else:
            self._found(str(shown), hit.what)

    def _searched_files(self, done: Searched) -> None:
        self.verified.searched.append(f"{done.files} files")
        if done.unread:
            self._found(f"{len(done.unread)} files", "could not be read, so nothing is known")


async def verify(
    here: Here, case: str, canaries: Sequence[Canary] = (), folders: Sequence[Path] = ()
) -> Verified:
    """Search for what an erasure should have left nowhere; nothing is changed, nothing shown.

    Raises:
        NothingToErase: nothing of the case was erased.
    """
    return await Search(here, case, canaries, folders).run()
