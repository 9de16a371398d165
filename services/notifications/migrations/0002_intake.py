"""The working tables of the intake: partners, what they sent, and what they are answered."""

from alembic import op

revision = "0002"
down_revision = "0001"

tables = """
-- `authorities`: for which a partner may send; empty is none, null is any.
create table partners (
    name text primary key,
    topic_in text not null unique,
    topic_out text not null unique,
    authorities text[],
    may_import boolean not null default false,
    added_at timestamptz not null
);

-- Every message of every partner, once; one that no id could be read of is known by its place.
create table inbox (
    partner text not null,
    source text not null,
    message_id text not null,
    body_digest text not null,
    channel text not null check (channel in ('kafka', 'http')),
    received_at timestamptz not null,
    bytes bigint not null,
    body jsonb,
    type text,
    outcome text not null check (outcome in ('accepted', 'refused', 'held')),
    subject text,
    position bigint,
    receipt jsonb not null,
    topic text,
    partition integer,
    "offset" bigint,
    primary key (partner, source, message_id)
);
create index on inbox (subject);
create index on inbox (partner, received_at, source, message_id);

-- The same id with another body: kept sealed until a person has looked.
create table held_messages (
    id bigint generated always as identity primary key,
    partner text not null,
    source text not null,
    message_id text not null,
    body_digest text not null,
    channel text not null,
    received_at timestamptz not null,
    bytes bigint not null,
    body jsonb,
    type text,
    receipt jsonb not null,
    topic text,
    partition integer,
    "offset" bigint,
    settled_at timestamptz,
    settled_by text,
    unique (partner, source, message_id, body_digest)
);

-- What is to be published to partners; a row goes when Kafka has acknowledged it.
create table replies (
    seq bigint generated always as identity primary key,
    topic text not null,
    key text not null,
    type text not null,
    body bytea not null
);

create table intake_offsets (
    topic text not null,
    partition integer not null,
    next_offset bigint not null,
    stopped text,
    primary key (topic, partition)
);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(tables)
