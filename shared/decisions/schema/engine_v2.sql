-- Generations of read models with their states, their manifests, and how far a rebuild has come.

alter table generations drop constraint generations_state_check;

-- `purpose`: 'serve' may become live; 'compare' is one check's and goes with it; 'as of' and
-- 'part' are to be looked at and never become live. Generations of one `run` are folded in one
-- pass. `follows_until`: how long a retired one keeps up with the log; null, its rows are gone.
alter table generations
    add column purpose text not null default 'serve'
        check (purpose in ('serve', 'compare', 'as of', 'part')),
    add column run text,
    add column as_name text,
    add column manifest jsonb not null default '{}',
    add column changed_at timestamptz not null default now(),
    add column follows_until timestamptz,
    add constraint only_what_serves_is_live
        check (state <> 'live' or purpose = 'serve');

update generations set state = 'replaying', purpose = 'compare' where state = 'shadow';

alter table generations add constraint generations_state_check check (state in
    ('planned', 'replaying', 'catching_up', 'verifying', 'ready', 'live', 'retired',
     'cancelled', 'failed'));
create unique index one_of_a_name on generations (read_model, as_name)
    where as_name is not null and state not in ('cancelled', 'failed');

-- The last number that a generation of a read model got; none is given twice.
create table generation_numbers (
    read_model text primary key,
    last integer not null
);
insert into generation_numbers
    select read_model, max(generation) from generations group by read_model;

-- The partitions of a rebuild: folded whole in one transaction up to `cut`, or not begun.
create table generation_partitions (
    read_model text not null,
    generation integer not null,
    partition integer not null,
    cut bigint not null,
    events bigint,
    done_at timestamptz,
    primary key (read_model, generation, partition),
    foreign key (read_model, generation) references generations (read_model, generation)
        on delete cascade
);

-- A rebuild folds and decides nothing: its connections say what they are, and are refused.
create function refuse_a_rebuild() returns trigger language plpgsql as $$
begin
    if current_setting('cspr.rebuild', true) = 'on' then
        raise exception 'A rebuild writes no event.';
    end if;
    return null;
end $$;

create trigger no_event_of_a_rebuild before insert on events
    for each statement execute function refuse_a_rebuild();
create trigger no_sending_by_a_rebuild before insert or update or delete on outbox
    for each statement execute function refuse_a_rebuild();
