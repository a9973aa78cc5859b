"""The alembic environment of the bot database."""
