"""By which calendar days are counted, and how far open clocks were counted anew."""

from alembic import op

from shared.decisions.migrate import shared_schema

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(shared_schema("calendar_v1"))
