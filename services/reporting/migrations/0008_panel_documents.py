"""Printed reports to the Panel, sealed."""

from alembic import op

revision = "0008"
down_revision = "0007"

tables = """
-- What `PanelReportRendered` tells of: `ciphertext` is the SHA-256 of `body`, which is a nonce
-- and the PDF under AES-256-GCM with the key that is named.
-- `position` is that of the event. One a version of the report, gone with an erasure.
create table panel_documents (
    subject text not null,
    document_digest text not null,
    round bigint not null,
    ciphertext text not null,
    size_bytes bigint not null,
    position bigint not null,
    key text not null,
    seal text not null,
    body bytea not null,
    primary key (subject, document_digest)
);
alter table panel_documents alter column body set storage external;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(tables)
