"""Files that agencies send back, and what was taken from them.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from workflow.migrations.guards import guard_files

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and guard the evidence."""
    op.create_table(
        "returned_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_returned_file_round_id")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_returned_file_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_by"], ["person.id"], name=op.f("fk_returned_file_received_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_file")),
    )
    op.create_index(
        "ix_returned_file_round_id_agency_id", "returned_file", ["round_id", "agency_id"]
    )
    op.create_table(
        "taking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("lost", sa.JSON(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["returned_file.id"], name=op.f("fk_taking_file_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_taking_draft_id")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_taking_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taking")),
    )
    op.create_index(op.f("ix_taking_file_id"), "taking", ["file_id"])
    op.create_index(op.f("ix_taking_draft_id"), "taking", ["draft_id"])
    guard_files(op.get_bind())
