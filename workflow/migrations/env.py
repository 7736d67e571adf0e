"""What alembic runs; the connection comes from `workflow.migrations.upgrade`."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    transactional_ddl=True,
    render_as_batch=False,
    compare_type=True,
)
context.run_migrations()
