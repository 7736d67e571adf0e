"""What nobody confirmed and the office left out, with the reason.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from workflow.migrations.guards import guard_facts

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and guard the facts in it."""
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["incoming_id"], ["incoming.id"], name="fk_set_aside_incoming_id"),
        sa.ForeignKeyConstraint(["file_id"], ["returned_file.id"], name="fk_set_aside_file_id"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_set_aside_by"),
        sa.UniqueConstraint("incoming_id", name="uq_set_aside_incoming_id"),
        sa.UniqueConstraint("file_id", name="uq_set_aside_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_set_aside"),
    )
    guard_facts(op.get_bind(), ("set_aside",))
