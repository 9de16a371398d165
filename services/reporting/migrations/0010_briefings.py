"""Printed briefings."""

from alembic import op

revision = "0010"
down_revision = "0009"

tables = """
-- What `BriefingWritten` tells of by its digest; of published records alone, so in clear.
-- `words` is the digest of what it says of its reviews: where they say something else now, it
-- is not handed out.
-- Gone with a withdrawal of the briefing, or of a review in it.
create table briefing_documents (
    briefing text primary key,
    digest text not null,
    words text not null,
    reviews text[] not null,
    body bytea not null
);
alter table briefing_documents alter column body set storage external;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(tables)
