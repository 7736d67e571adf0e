"""Somebody may observe several pledges: a role runs once for each of them.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the index tell roles apart by their pledge too."""
    op.drop_index("uq_grant_running", table_name="grant_of_role")
    op.create_index(
        "uq_grant_running",
        "grant_of_role",
        ["person_id", "role", "agency_id", "pledge_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
        sqlite_where=sa.text("ended_at IS NULL"),
    )
