"""Alembic's entry for the ledger database; `storage.migrate` hands over a connection inside a transaction."""

from alembic import context

from storage.tables.ledger import LedgerBase

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=LedgerBase.metadata,
    version_table=context.config.attributes["version_table"],
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
