"""Time: duty stations, rounds that rest, mail that came in, letters in the office's words.

Revision ID: 0005
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and add what the others need; nothing of the release before breaks."""
    _make_stations()
    _make_incoming()
    _make_letter_edit()
    for column in (
        _link("round_id", "round", "mail"),
        _link("agency_id", "agency", "mail"),
        sa.Column("calendar", sa.String(), nullable=False, server_default=""),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("gathered_in", sa.Integer(), nullable=True),
    ):
        op.add_column("mail", column, inline_references=True)
    op.create_index(op.f("ix_mail_round_id"), "mail", ["round_id"])
    for column in (
        sa.Column("courtesy", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("round", column)
    op.add_column("agency", _link("station_id", "duty_station", "agency"), inline_references=True)
    op.add_column("person", _link("station_id", "duty_station", "person"), inline_references=True)
    op.add_column(
        "person", sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "person", sa.Column("feed_number", sa.Integer(), nullable=False, server_default="0")
    )


def _link(name: str, table: str, owner: str) -> sa.Column[int]:
    key = sa.ForeignKey(f"{table}.id", name=op.f(f"fk_{owner}_{name}"))
    return sa.Column(name, sa.Integer(), key, nullable=True)


def _make_stations() -> None:
    op.create_table(
        "duty_station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("working_days", sa.JSON(), nullable=False),
        sa.Column("opens", sa.String(), nullable=False),
        sa.Column("closes", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_station")),
        sa.UniqueConstraint("name", name=op.f("uq_duty_station_name")),
    )
    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["duty_station.id"], name=op.f("fk_holiday_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("station_id", "day", name=op.f("uq_holiday_station_id_day")),
    )


def _make_incoming() -> None:
    links = ("mail", "person", "round", "agency")
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in links),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_incoming_{name}_id")
            )
            for name in links
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["returned_file.id"], name=op.f("fk_incoming_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_key")),
    )
    for name in ("mail", "person", "round"):
        op.create_index(op.f(f"ix_incoming_{name}_id"), "incoming", [f"{name}_id"])


def _make_letter_edit() -> None:
    op.create_table(
        "letter_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_letter_edit_pledge_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_letter_edit_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_edit")),
    )
    op.create_index(op.f("ix_letter_edit_pledge_id"), "letter_edit", ["pledge_id"])
