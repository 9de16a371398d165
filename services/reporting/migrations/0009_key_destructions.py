"""Under which destructions of keys a generation was built."""

from alembic import op

from shared.decisions.migrate import shared_schema

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(shared_schema("key_destructions_v1"))
