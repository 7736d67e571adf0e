"""The language in which somebody reads pages and mails.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has chosen yet: the browser says it, and mails are in English."""
    op.add_column("person", sa.Column("language", sa.String(), nullable=False, server_default=""))
