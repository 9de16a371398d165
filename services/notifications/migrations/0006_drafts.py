"""What officers have written and not sent yet."""

from alembic import op

from shared.decisions.migrate import shared_schema

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(shared_schema("drafts_v1"))
