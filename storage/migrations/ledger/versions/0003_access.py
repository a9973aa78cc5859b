"""The access ledger and the bots' reports."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcHour, UtcTime

revision = "0003_access"
down_revision = "0002_leads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables in the order of their references."""
    _access_entries()
    _waiting_entries()
    _block_entries()
    _blocks()
    _bot_reports()


def downgrade() -> None:
    """Drops them in the opposite order."""
    for table in ("bot_reports", "blocks", "block_entries", "waiting_entries", "access_entries"):
        op.drop_table(table)


def _access_entries() -> None:
    op.create_table(
        "access_entries",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_id", FixedBytes(16), nullable=True),
        sa.Column("lead_id", FixedBytes(16), nullable=True),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entries")),
    )
    op.create_index(op.f("ix_access_entries_actor_id_at"), "access_entries", ["actor_id", "at"], unique=False)
    op.create_index(op.f("ix_access_entries_at_id"), "access_entries", ["at", "id"], unique=False)
    op.create_index(op.f("ix_access_entries_kind_at"), "access_entries", ["kind", "at"], unique=False)
    op.create_index(op.f("ix_access_entries_lead_id_at"), "access_entries", ["lead_id", "at"], unique=False)
    op.create_index(op.f("ix_access_entries_unit_id_at"), "access_entries", ["unit_id", "at"], unique=False)


def _waiting_entries() -> None:
    op.create_table(
        "waiting_entries",
        sa.Column("entry_id", FixedBytes(16), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_waiting_entries")),
    )


def _block_entries() -> None:
    op.create_table(
        "block_entries",
        sa.Column("entry_id", FixedBytes(16), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_block_entries")),
    )
    op.create_index(op.f("ix_block_entries_height_position"), "block_entries", ["height", "position"], unique=True)


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("height", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.Column("previous", FixedBytes(32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("hour", UtcHour(), nullable=False),
        sa.PrimaryKeyConstraint("height", name=op.f("pk_blocks")),
        sa.UniqueConstraint("previous", name=op.f("uq_blocks_previous")),
    )


def _bot_reports() -> None:
    op.create_table(
        "bot_reports",
        sa.Column("bot_id", FixedBytes(16), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("oldest_outbox_policy", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", name=op.f("pk_bot_reports")),
    )
