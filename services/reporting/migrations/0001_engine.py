"""The tables that every service has: streams, events, outbox, followers, generations."""

from alembic import op

from shared.decisions.migrate import engine_schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(engine_schema(1))
