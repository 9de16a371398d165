"""How the texts of a request were sealed first, so that it is known when it comes again."""

from alembic import op

revision = "0003"
down_revision = "0002"

tables = """
-- `digest` is keyed (HMAC) and taken of the whole request; `seals` are its texts in their
-- order. A working table: no fact is in it, and it may be emptied.
create table sealed_requests (
    subject text not null,
    digest text not null,
    seals jsonb not null,
    primary key (subject, digest)
);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(tables)
