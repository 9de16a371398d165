-- `digest` is keyed (HMAC) and taken of the whole request; `seals` are its texts in their
-- order. A working table: no fact is in it, and it may be emptied.
create table sealed_requests (
    subject text not null,
    digest text not null,
    seals jsonb not null,
    primary key (subject, digest)
);
