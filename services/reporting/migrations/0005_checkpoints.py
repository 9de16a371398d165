"""The ledger's tree: its stored nodes and right edge, and the checkpoints that were signed."""

from alembic import op

revision = "0005"
down_revision = "0004"

tables = """
-- Nodes of level 8 and above; those below are worked out from the leaves.
create table ledger_nodes (
    level integer not null,
    node_index bigint not null,
    hash bytea not null,
    primary key (level, node_index)
);

-- The whole subtrees at the right edge, as shared/proof/frontier.py packs them.
create table ledger_frontier (
    one boolean primary key default true check (one),
    size bigint not null,
    nodes bytea not null
);
insert into ledger_frontier (size, nodes) values (0, '');

create table checkpoints (
    size bigint primary key,
    note text not null,
    signed_at timestamptz not null
);
create trigger checkpoints_are_for_ever before update or delete or truncate on checkpoints
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(tables)
