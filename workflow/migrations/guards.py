"""Triggers that refuse to change facts: the last of three walls, after rules and services.

Whoever has the password of the database can drop a trigger; then the chain of the record and the
receipts in everybody's mailbox show it. Frozen with the first release: a later migration that
needs other guards brings its own.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

NEVER_CHANGED = ("event", "revision", "change", "decision", "opt_in", "answer", "intake")
"""Rows that are only ever added."""

LOCKED = "a locked text can never be changed"


def guard(connection: Connection) -> None:
    """Add the triggers to a fresh database."""
    add = _add_postgresql if connection.dialect.name == "postgresql" else _add_sqlite
    for table in NEVER_CHANGED:
        for event in ("UPDATE", "DELETE"):
            add(connection, table, event, "", f"rows of {table} are never changed")
    add(connection, "event_payload", "UPDATE", "", "what was told is never changed, only erased")
    add(connection, "version", "DELETE", "", "versions are never deleted")
    changed = " OR ".join(
        f"{_distinct(connection, column)}"
        for column in ("text", "sha256", "number", "pledge_id", "label", "published_at")
    )
    add(connection, "version", "UPDATE", f"({changed})", "the text of a version is never changed")
    add(connection, "version", "UPDATE", "OLD.locked_at IS NOT NULL", LOCKED, "locked")
    add(connection, "version", "INSERT", _LATER_VERSION, LOCKED)
    for event in ("UPDATE", "DELETE"):
        add(connection, "text_block", event, "", "the blocks of a version are never changed")
    add(connection, "text_block", "INSERT", _LOCKED_VERSION, LOCKED)


def guard_signed(connection: Connection) -> None:
    """Add the triggers for what was signed; of a key, only its retirement is ever noted."""
    add = _add_postgresql if connection.dialect.name == "postgresql" else _add_sqlite
    guard_facts(connection, ("checkpoint", "seal"))
    add(connection, "signing_key", "DELETE", "", "keys are never deleted")
    columns = ("name", "public", "made_at", "endorsed_by", "endorsement")
    changed = " OR ".join(_distinct(connection, column) for column in columns)
    fixed = f"({changed} OR OLD.retired_at IS NOT NULL)"
    add(connection, "signing_key", "UPDATE", fixed, "a key is never changed, only retired")


def guard_facts(connection: Connection, tables: Sequence[str]) -> None:
    """Add the triggers for tables whose rows are only ever added."""
    add = _add_postgresql if connection.dialect.name == "postgresql" else _add_sqlite
    for table in tables:
        for event in ("UPDATE", "DELETE"):
            add(connection, table, event, "", f"rows of {table} are never changed")


def guard_voices(connection: Connection) -> None:
    """Add the triggers for what people outside said, and what was sent to them and when."""
    add = _add_postgresql if connection.dialect.name == "postgresql" else _add_sqlite
    add(connection, "input", "DELETE", "", "what a stakeholder said is never deleted")
    columns = ("text", "stakeholder_id", "consultation_id", "block_id", "received_at")
    changed = " OR ".join(_distinct(connection, column) for column in columns)
    add(connection, "input", "UPDATE", f"({changed})", "what a stakeholder said is never changed")
    guard_facts(connection, ("reply", "hearing_note", "transmittal", "transmittal_reply"))


def guard_substance(connection: Connection) -> None:
    """Add the triggers for what members agreed on and what people said of it."""
    add = _add_postgresql if connection.dialect.name == "postgresql" else _add_sqlite
    guard_facts(connection, ("drafting_guide", "alignment"))
    for table in ("reference_section", "phrase"):
        words = "words" if table == "phrase" else "text"
        changed = _distinct(connection, words)
        add(connection, table, "UPDATE", changed, f"the words of a {table} are never changed")
        add(connection, table, "DELETE", "", f"rows of {table} are never deleted")


def guard_files(connection: Connection) -> None:
    """Add the triggers for what agencies sent back: evidence is never changed."""
    guard_facts(connection, ("returned_file", "taking"))


_LATER_VERSION = (
    "EXISTS (SELECT 1 FROM version v WHERE v.pledge_id = NEW.pledge_id AND v.locked_at IS NOT NULL)"
)
_LOCKED_VERSION = (
    "EXISTS (SELECT 1 FROM version v WHERE v.id = NEW.version_id AND v.locked_at IS NOT NULL)"
)


def _distinct(connection: Connection, column: str) -> str:
    operator = "IS DISTINCT FROM" if connection.dialect.name == "postgresql" else "IS NOT"
    return f"OLD.{column} {operator} NEW.{column}"


def _name(table: str, event: str, suffix: str) -> str:
    return f"guard_{table}_{event.lower()}" + (f"_{suffix}" if suffix else "")


def _add_sqlite(  # noqa: PLR0917  a trigger has as many parts
    connection: Connection, table: str, event: str, when: str, message: str, suffix: str = ""
) -> None:
    condition = f"WHEN {when}" if when else ""
    connection.execute(
        text(
            f"CREATE TRIGGER {_name(table, event, suffix)} BEFORE {event} ON {table}"
            f" FOR EACH ROW {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    )


def _add_postgresql(  # noqa: PLR0917  a trigger has as many parts
    connection: Connection, table: str, event: str, when: str, message: str, suffix: str = ""
) -> None:
    name = _name(table, event, suffix)
    check = f"IF {when} THEN RAISE EXCEPTION '{message}'; END IF;" if when else ""
    refuse = check or f"RAISE EXCEPTION '{message}';"
    row = "OLD" if event == "DELETE" else "NEW"
    connection.execute(
        text(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {refuse} RETURN {row}; END $$"
        )
    )
    connection.execute(
        text(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    )
    if event == "DELETE":
        connection.execute(
            text(
                f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
        )
