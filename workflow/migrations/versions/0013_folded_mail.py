"""A mail that can wait waits until four hours after the last of its kind about the same pledge.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; what was written before waits for nothing."""
    op.add_column("mail", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
