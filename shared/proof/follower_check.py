"""The followers of one service beside the log: none passed anything over, none is ahead of it.

A follower that stands behind a record has its stream's mark there, unless it set the subject
aside. What is set aside waits for a person, and is no fault of the balance.
"""

from pathlib import Path

from shared.decisions.database import Connection
from shared.proof.noting import copy_notes, streams_noted
from shared.proof.store_check import Balance


class FollowerCheck:
    """Offsets and marks of a service's policies, ledger and living read models."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._ends: dict[int, int] = {}

    async def begin(self) -> None:
        """Make room for how far each stream goes in the log."""
        await self.connection.execute("drop table if exists pg_temp.reconcile_streams")
        await self.connection.execute(f"create temp table reconcile_streams {streams_noted}")

    async def end_partition(self, number: int, notes: Path, end: int) -> None:
        """Take how far the streams of a partition go."""
        self._ends[number] = end
        await copy_notes(self.connection, "reconcile_streams", notes)

    async def end(self, balance: Balance) -> None:
        """Name what a follower passed over, and where it is ahead of the log."""
        ends = [list(self._ends), list(self._ends.values())]
        await self._name_subjects_in_two_partitions(balance)
        rows = await self.connection.execute(
            _followers + "select f.* from f join unnest(%s::int[], %s::bigint[])"
            " as e (partition, log_end) using (partition) where f.next_offset > e.log_end"
            " order by 1, 2",
            ends,
        )
        async for follower, partition, offset in rows:
            where = f"{follower} partition {partition}"
            words = f"stands at {offset}, the log ends at {self._ends[partition]}"
            balance.found("offset beyond the log", where, words)
        await self._leave_only_doubtful()
        rows = await self.connection.execute(_marks, ends)
        async for follower, partition, subject, source, mark, position, offset in rows:
            where = f"{follower} partition {partition}"
            of = f"{subject} of {source}"
            if mark < position:
                words = f"{of}: position {mark + 1} was not taken; the last is offset {offset}"
                balance.found("passed over", where, words)
            else:
                words = f"{of}: stands at {mark}, the log goes to {position}"
                balance.found("mark beyond the log", where, words)
        await self.connection.execute("drop table pg_temp.reconcile_streams")
        await self.connection.execute("drop table pg_temp.reconcile_doubtful")

    async def _leave_only_doubtful(self) -> None:
        """Pass over the streams of which every follower has the very mark that the log has.

        These are nearly all, and one pass over the marks tells; the others are looked at one
        follower at a time.
        """
        await self.connection.execute("drop table if exists pg_temp.reconcile_doubtful")
        await self.connection.execute(
            "create temp table reconcile_doubtful"
            " (subject text, source text, partition int, position bigint, log_offset bigint)"
        )
        await self.connection.execute("analyze pg_temp.reconcile_streams")
        await self.connection.execute(_doubtful)
        await self.connection.execute("analyze pg_temp.reconcile_doubtful")

    async def _name_subjects_in_two_partitions(self, balance: Balance) -> None:
        rows = await self.connection.execute(
            "select subject, source, array_agg(distinct partition order by partition)"
            " from reconcile_streams group by 1, 2 having count(*) > 1 order by 1, 2"
        )
        async for subject, source, partitions in rows:
            where = "partitions " + ", ".join(str(number) for number in partitions)
            balance.found("in two partitions", where, f"{subject} of {source}")


_followers = """
with f as (
    select follower, partition, next_offset from follower_offsets o
    where follower in ('policies', 'ledger')
    or exists (select from generations g where g.state in ('live', 'ready')
               and o.follower = g.read_model || '.' || g.generation)
)
"""
_doubtful = (
    _followers
    + """,
followers as (select distinct follower from f),
s as (
    select subject, source, min(partition) as partition, max(position) as position,
           max(log_offset) as log_offset
    from reconcile_streams group by subject, source having count(*) = 1
),
m as (
    select subject, source, count(*) as followers, min(position) as least,
           max(position) as greatest
    from marks where follower in (select follower from followers) group by subject, source
)
insert into reconcile_doubtful
select s.* from s left join m using (subject, source)
where m.followers is distinct from (select count(*) from followers)
or m.least <> s.position or m.greatest <> s.position
"""
)
_marks = (
    _followers
    + """
select f.follower, f.partition, s.subject, s.source, coalesce(m.position, 0), s.position,
       s.log_offset
from reconcile_doubtful s join f using (partition)
join unnest(%s::int[], %s::bigint[]) as e (partition, log_end) using (partition)
left join marks m on (m.subject, m.source, m.follower) = (s.subject, s.source, f.follower)
where f.next_offset <= e.log_end and (coalesce(m.position, 0) > s.position
       or (coalesce(m.position, 0) < s.position and s.log_offset < f.next_offset))
and not exists (select from parked_subjects p
                where p.subject = s.subject and p.follower = f.follower)
order by 1, 2, s.log_offset
"""
)
