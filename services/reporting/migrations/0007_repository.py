"""The repository: the bytes of deposited documents, and who asked for a copy."""

from alembic import op

revision = "0007"
down_revision = "0006"

tables = """
-- What `ReportDeposited` tells of by its digest; published, so in clear.
-- Gone with a withdrawal.
create table deposited_documents (
    record text not null,
    digest text not null,
    body bytea not null,
    primary key (record, digest)
);
alter table deposited_documents alter column body set storage external;

-- A working table: somebody waits for a copy. `asked_by` is sealed (who, how to reach them,
-- what for), and is let go of with the answer.
create table copy_requests (
    id text primary key,
    record text not null,
    asked_at timestamptz not null,
    asked_by jsonb,
    answer text,
    answered_at timestamptz,
    answered_by text
);
create index on copy_requests (asked_at) where answer is null;
create index on copy_requests (record) where answer is null;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(tables)
