-- By which calendar this service counts days: the row with the highest position; without any,
-- the one that its build came with. Filled from the log by the follower of policies, in the
-- transaction of its offset.
-- `position` is that of `CalendarAdopted` in its subject. `recounted_to` is the last case whose
-- open clocks were counted anew, `set_aside` those whose events could not be read;
-- `recounted_at` is when all were done, or when the next calendar took over.
create table calendars_adopted (
    position bigint primary key,
    event_id text not null unique,
    correlation_id text not null,
    version text not null,
    before text not null,
    body bytea not null,
    adopted_at timestamptz not null,
    recounted_to text not null default '',
    set_aside text[] not null default '{}',
    cases bigint not null default 0,
    recomputed bigint not null default 0,
    recounted_at timestamptz
);
