-- What every service's database has, whatever the service is about.
-- In every key the subject comes first: a follower's marks of one batch then lie together.

create table streams (
    subject text primary key,
    position bigint not null
);

create table events (
    seq bigint generated always as identity primary key,
    id text not null unique,
    subject text not null,
    position bigint not null,
    name text not null,
    version integer not null,
    time timestamptz not null,
    actor text not null,
    correlation_id text not null,
    causation_id text,
    traceparent text,
    body bytea not null,
    unique (subject, position)
);

-- An event's place in the queue of the relay; it is deleted when Kafka has acknowledged it.
create table outbox (
    seq bigint primary key references events (seq)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'An event is never changed or deleted.';
end $$;

create trigger events_are_for_ever before update or delete or truncate on events
    for each statement execute function refuse_change();

create table follower_offsets (
    follower text not null,
    partition integer not null,
    next_offset bigint not null,
    primary key (follower, partition)
);

create table marks (
    subject text not null,
    source text not null,
    follower text not null,
    position bigint not null,
    primary key (subject, source, follower)
);

create table parked_subjects (
    subject text not null,
    follower text not null,
    partition integer not null,
    kind text not null,
    reason text not null,
    first_offset bigint not null,
    parked_at timestamptz not null default now(),
    primary key (subject, follower)
);

create table parked_records (
    subject text not null,
    follower text not null,
    partition integer not null,
    "offset" bigint not null,
    key bytea,
    value bytea,
    header_names text[] not null,
    header_values bytea[] not null,
    timestamp_ms bigint not null,
    primary key (subject, follower, partition, "offset"),
    foreign key (subject, follower) references parked_subjects (subject, follower)
        on delete cascade
);

create table paused_partitions (
    follower text not null,
    partition integer not null,
    why text not null,
    since timestamptz not null default now(),
    primary key (follower, partition)
);

create table generations (
    read_model text not null,
    generation integer not null,
    version integer not null,
    state text not null check (state in ('live', 'shadow', 'retired')),
    made_at timestamptz not null default now(),
    primary key (read_model, generation)
);
create unique index one_live_generation on generations (read_model) where state = 'live';

-- Commands of policies that were refused: shown to the people of the service, no fault.
create table refused_commands (
    id bigint generated always as identity primary key,
    event_id text not null,
    subject text not null,
    command text not null,
    words text not null,
    refused_at timestamptz not null default now(),
    unique (event_id, command)
);

create table access_notes (
    id bigint generated always as identity primary key,
    noted_at timestamptz not null,
    actor text not null,
    organisation text not null,
    subject text not null,
    purpose text not null,
    seals integer not null
);
