"""What the Practice Review Group has written and not sent yet."""

from alembic import op

from shared.decisions.migrate import shared_schema

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(shared_schema("drafts_v1"))
