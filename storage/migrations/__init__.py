"""Migrations of both databases, run by `storage.migrate`; there is no alembic.ini on purpose."""
