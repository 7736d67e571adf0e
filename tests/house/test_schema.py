"""The migrations make what the models say, on both databases, from nothing."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.house.sources import ROOT, modules, tree
from workflow import db, migrations, models


def test_there_is_one_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "workflow" / "migrations"))

    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_the_migrations_make_exactly_the_tables_of_the_models(empty_database_url):
    assert models
    engine = db.connect(empty_database_url)
    migrations.upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, db.Model.metadata)

    engine.dispose()
    assert differences == []


def test_migrating_again_changes_nothing(empty_database_url):
    engine = db.connect(empty_database_url)
    migrations.upgrade(engine)
    first = migrations.present(engine)
    migrations.upgrade(engine)

    assert migrations.present(engine) == first == migrations.newest()
    engine.dispose()


def test_a_migration_never_imports_the_models():
    import ast

    for path in modules("workflow/migrations"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("workflow.models")
