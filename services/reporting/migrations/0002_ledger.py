"""The ledger: every event of the log once, in one order that is recorded once."""

from alembic import op

revision = "0002"
down_revision = "0001"

tables = """
-- `leaf` is the SHA-256 of the exact published record (shared/proof/leaf.py); the columns
-- beside it are that record taken apart, so that a case's history is read here.
create table ledger (
    leaf_index bigint primary key,
    partition integer not null,
    log_offset bigint not null,
    recorded_at timestamptz,
    subject text not null,
    source text not null,
    position bigint not null,
    name text not null,
    version integer not null,
    event_id text not null,
    written_at timestamptz not null,
    actor text not null,
    correlation_id text not null,
    causation_id text,
    traceparent text,
    body bytea not null,
    leaf bytea not null,
    unique (partition, log_offset),
    unique (subject, source, position)
);
alter table ledger alter column body set storage external;
create index on ledger (subject, leaf_index);

-- How many leaves there are; who appends locks it, so that the order has no holes.
create table ledger_size (
    one boolean primary key default true check (one),
    size bigint not null
);
insert into ledger_size (size) values (0);

create trigger the_ledger_is_for_ever before update or delete or truncate on ledger
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(tables)
