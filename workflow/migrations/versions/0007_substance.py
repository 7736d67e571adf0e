"""What the text of a pledge is measured by: guides, reference texts, phrases, alignment, gaps.

Revision ID: 0007
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from workflow.migrations.guards import guard_substance

revision = "0007"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; guides and what people said of alignment are never changed."""
    op.create_table(
        "drafting_guide",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_drafting_guide_pledge_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["person.id"], name=op.f("fk_drafting_guide_saved_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafting_guide")),
        sa.UniqueConstraint("pledge_id", "number", name=op.f("uq_drafting_guide_pledge_id_number")),
    )
    op.create_table(
        "reference_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("dated", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_reference_text_pledge_id")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_reference_text_added_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_text")),
    )
    op.create_index(op.f("ix_reference_text_pledge_id"), "reference_text", ["pledge_id"])
    op.create_table(
        "reference_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("recommendation", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference_text.id"], name=op.f("fk_reference_section_reference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_section")),
    )
    op.create_index(
        op.f("ix_reference_section_reference_id"), "reference_section", ["reference_id"]
    )
    op.create_table(
        "phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("reservations", sa.String(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_phrase_pledge_id")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_phrase_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase")),
    )
    op.create_index(op.f("ix_phrase_pledge_id"), "phrase", ["pledge_id"])
    op.create_table(
        "alignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.String(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("said_of", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_alignment_pledge_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["reference_section.id"], name=op.f("fk_alignment_section_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_alignment_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment")),
    )
    op.create_index(op.f("ix_alignment_pledge_id"), "alignment", ["pledge_id"])
    op.create_table(
        "gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("block_id", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_gap_pledge_id")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_gap_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
    )
    op.create_index(op.f("ix_gap_pledge_id"), "gap", ["pledge_id"])
    guard_substance(op.get_bind())
