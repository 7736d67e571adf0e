"""The office hears every working day where its rounds stand, unless somebody turns it off.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the choice; everybody begins with the mail."""
    op.add_column(
        "person", sa.Column("board_digest", sa.Boolean(), nullable=False, server_default=sa.true())
    )
