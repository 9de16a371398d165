-- What people have written and not sent yet: no fact of a case, so no event and no read model.
-- `subject` is the case, or the one that is meant to begin; `body` is sealed under its key for
-- free text, so erasing a case makes its drafts unreadable, and `cspr erase` deletes them.
-- `version` is how often it was saved; `beside` names the draft that somebody else had saved
-- meanwhile, where this one was kept so that nothing is lost.
create table drafts (
    subject text not null,
    id text not null unique,
    kind text not null,
    organisation text not null,
    authority text not null,
    version bigint not null,
    saved_at timestamptz not null,
    saved_by text not null,
    expires_at timestamptz not null,
    beside text,
    body jsonb not null,
    primary key (subject, id)
);
create index on drafts (organisation, authority, saved_at);
create index on drafts (expires_at);
