"""Generations with states, manifests and progress; a rebuild that can write no event."""

from alembic import op

from shared.decisions.migrate import engine_schema

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(engine_schema(2))
