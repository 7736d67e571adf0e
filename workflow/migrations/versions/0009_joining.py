"""Delegates, answers on behalf, corrigenda, the register of specific pledges, time stamps.

Revision ID: 0009
Revises: 0007
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from workflow.migrations.guards import guard_facts

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

FACTS = (
    "authority",
    "remark",
    "corrigendum_objection",
    "registered_text",
    "progress",
    "time_stamp",
    "erasure",
)


def upgrade() -> None:
    """Make the tables, and guard the facts among them."""
    _joining()
    _corrections()
    _commitments()
    _proof()
    guard_facts(op.get_bind(), FACTS)


def _joining() -> None:
    _table(
        "authority",
        _to("grant_id", "grant_of_role", unique=True),
        _to("given_by", "person"),
        _moment("starts_at"),
        _moment("ends_at"),
        _moment("made_at"),
    )
    op.add_column("opt_in", _later("must_take", sa.JSON(), sa.text("'[]'")))
    op.add_column("opt_in", _later("editorial", sa.Boolean(), sa.text("false")))
    op.add_column("opt_in", _later("role", sa.String(), "principal"))
    op.add_column("opt_in", sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True))
    _reference("opt_in", "authority_id", "authority")
    _table(
        "on_behalf",
        _to("version_id", "version"),
        _to("agency_id", "agency"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("answer", "words")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("must_contain", "said")),
        _to("recorded_by", "person"),
        _moment("recorded_at"),
        sa.Column("ended", sa.String(), nullable=True),
        _to("ended_by", "person", nullable=True),
        _moment("ended_at", nullable=True),
        _to("opt_in_id", "opt_in", nullable=True),
    )
    op.create_index(op.f("ix_on_behalf_version_id"), "on_behalf", ["version_id"])


def _corrections() -> None:
    op.add_column("silence", _later("locks", sa.Boolean(), sa.text("false")))
    _table(
        "remark",
        _to("silence_id", "silence"),
        _to("agency_id", "agency"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("block_id", "words")),
        _to("made_by", "person"),
        _moment("made_at"),
    )
    words = ("block_id", "old", "new", "reason", "state")
    _table(
        "corrigendum",
        _to("version_id", "version"),
        sa.Column("number", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        _to("proposed_by", "person"),
        _to("agency_id", "agency", nullable=True),
        _moment("proposed_at"),
        _moment("ends_at", nullable=True),
        _moment("ended_at", nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
    )
    op.create_index(op.f("ix_corrigendum_version_id"), "corrigendum", ["version_id"])
    _table(
        "corrigendum_objection",
        _to("corrigendum_id", "corrigendum"),
        _to("agency_id", "agency"),
        sa.Column("reason", sa.String(), nullable=False),
        _to("made_by", "person"),
        _moment("made_at"),
    )
    op.create_index(
        op.f("ix_corrigendum_objection_corrigendum_id"), "corrigendum_objection", ["corrigendum_id"]
    )


def _commitments() -> None:
    op.add_column("specific_pledge", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("specific_pledge", _later("terms", sa.JSON(), sa.text("'{}'")))
    op.add_column(
        "specific_pledge", sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True)
    )
    _reference("specific_pledge", "matches_id", "specific_pledge")
    op.create_index(
        "uq_specific_pledge_pledge_id_number",
        "specific_pledge",
        ["pledge_id", "number"],
        unique=True,
    )
    _table(
        "partner",
        _to("specific_pledge_id", "specific_pledge"),
        _to("agency_id", "agency"),
        _moment("named_at"),
        _moment("confirmed_at", nullable=True),
        _to("confirmed_by", "person", nullable=True),
        sa.UniqueConstraint(
            "specific_pledge_id", "agency_id", name=op.f("uq_partner_specific_pledge_id_agency_id")
        ),
    )
    _table(
        "registered_text",
        _to("specific_pledge_id", "specific_pledge"),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("title", "description")),
        sa.Column("terms", sa.JSON(), nullable=False),
        _to("made_by", "person"),
        _moment("made_at"),
        sa.UniqueConstraint(
            "specific_pledge_id",
            "number",
            name=op.f("uq_registered_text_specific_pledge_id_number"),
        ),
    )
    _table(
        "progress",
        _to("specific_pledge_id", "specific_pledge"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("state", "words", "evidence")),
        _to("by", "person", nullable=True),
        _moment("at"),
    )
    op.create_index(op.f("ix_progress_specific_pledge_id"), "progress", ["specific_pledge_id"])


def _proof() -> None:
    _table(
        "time_stamp",
        _to("seal_id", "seal", unique=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("authority", "token")),
        _moment("at"),
    )
    _table(
        "erasure",
        _to("person_id", "person", unique=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        _to("by", "person"),
        _moment("at"),
    )


def _table(name: str, *columns: sa.schema.SchemaItem | tuple[sa.schema.SchemaItem, ...]) -> None:
    flat = [one for item in columns for one in (item if isinstance(item, tuple) else (item,))]
    named = [_named(name, one) for one in flat]
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *named,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _to(
    column: str, table: str, *, nullable: bool = False, unique: bool = False
) -> tuple[sa.schema.SchemaItem, ...]:
    """Return a column that leads to another table, with what the database holds it to."""
    parts: list[sa.schema.SchemaItem] = [
        sa.Column(column, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_%_{column}"),
    ]
    if unique:
        parts.append(sa.UniqueConstraint(column, name=f"uq_%_{column}"))
    return tuple(parts)


def _named(table: str, item: sa.schema.SchemaItem) -> sa.schema.SchemaItem:
    """Put the name of the table into the name of a constraint."""
    if isinstance(item, sa.Constraint) and item.name and "%" in str(item.name):
        item.name = op.f(str(item.name).replace("%", table))
    return item


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _later(
    name: str, kind: sa.types.TypeEngine[Any], default: str | sa.TextClause
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _reference(table: str, column: str, to: str) -> None:
    """Add a column that leads to another table; SQLite takes that only in one statement."""
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
        f" CONSTRAINT fk_{table}_{column} REFERENCES {to} (id)"
    )
