"""What becomes of a common mail becomes of all that it tells; they are found by its number.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_mail_gathered_in", "mail", ["gathered_in"])
