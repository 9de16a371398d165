"""When `cspr reconcile` first saw each fault that it still finds; a digest, and no words."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "create table reconcile_seen (digest bytea primary key, part text not null,"
        " first_seen timestamptz not null)"
    )
