"""The alembic environment of the ledger database."""
