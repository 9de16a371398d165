"""The references by which referrals are followed, and how often somebody asked unsigned."""

from alembic import op

revision = "0004"
down_revision = "0003"

tables = """
-- The reference itself is never kept, only its keyed digest.
-- `position` is that of the CaseReferred in its case; 0 while it is being decided.
create table referral_references (
    digest text primary key,
    subject text not null,
    position bigint not null,
    made_at timestamptz not null
);
create index on referral_references (subject);

-- How often somebody asked without signing in; `who` is a keyed digest of an address, or `all`.
create table asked_openly (
    what text not null,
    who text not null,
    hour timestamptz not null,
    times bigint not null,
    primary key (what, who, hour)
);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(tables)
