"""How the texts of a request were sealed first, so that it is known when it comes again."""

from alembic import op

from shared.decisions.migrate import shared_schema

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(shared_schema("sealed_requests_v1"))
