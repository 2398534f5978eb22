"""Run by Alembic: uses the connection that `Database.migrate` hands over, inside its transaction."""

from alembic import context

from agent.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction is the transaction
)
context.run_migrations()
