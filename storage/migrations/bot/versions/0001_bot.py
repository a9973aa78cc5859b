"""Outbox, drafts, the policy copy, witnessed headers and notices."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcHour, UtcTime

revision = "0001_bot"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables in the order of their references."""
    _policies()
    _corpus()
    _outbox_leads()
    _outbox_messages()
    _drafts()
    _seen_updates()
    _block_headers()
    _notices()
    _meta()


def downgrade() -> None:
    """Drops them in the opposite order."""
    for table in (
        "meta",
        "notices",
        "block_headers",
        "seen_updates",
        "drafts",
        "outbox_messages",
        "outbox_leads",
        "corpus",
        "policies",
    ):
        op.drop_table(table)


def _policies() -> None:
    op.create_table(
        "policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("office_signature", sa.LargeBinary(), nullable=False),
        sa.Column("custody_signature", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", FixedBytes(32), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policies")),
    )


def _corpus() -> None:
    op.create_table(
        "corpus",
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("etag", name=op.f("pk_corpus")),
    )


def _outbox_leads() -> None:
    op.create_table(
        "outbox_leads",
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("lookup_id", FixedBytes(32), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("created_hour", UtcHour(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=False),
        sa.Column("delivered_at", UtcHour(), nullable=True),
        sa.Column("refused", sa.String(), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_outbox_leads")),
        sa.UniqueConstraint("lookup_id", name=op.f("uq_outbox_leads_lookup_id")),
    )
    op.create_index(op.f("ix_outbox_leads_delivered_at"), "outbox_leads", ["delivered_at"], unique=False)
    op.create_index(
        "ix_outbox_leads_waiting",
        "outbox_leads",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("delivered_at IS NULL AND refused IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL AND refused IS NULL"),
    )


def _outbox_messages() -> None:
    op.create_table(
        "outbox_messages",
        sa.Column("message_id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lookup_id", FixedBytes(32), nullable=False),
        sa.Column("created_hour", UtcHour(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=False),
        sa.Column("delivered_at", UtcHour(), nullable=True),
        sa.Column("refused", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_outbox_messages")),
    )
    op.create_index(op.f("ix_outbox_messages_delivered_at"), "outbox_messages", ["delivered_at"], unique=False)
    op.create_index(
        op.f("ix_outbox_messages_lead_id_position"), "outbox_messages", ["lead_id", "position"], unique=True
    )
    op.create_index(
        op.f("ix_outbox_messages_lookup_id_position"), "outbox_messages", ["lookup_id", "position"], unique=False
    )
    op.create_index(
        "ix_outbox_messages_waiting",
        "outbox_messages",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("delivered_at IS NULL AND refused IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL AND refused IS NULL"),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("row_key", FixedBytes(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("row_key", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_expires_at"), "drafts", ["expires_at"], unique=False)


def _seen_updates() -> None:
    op.create_table(
        "seen_updates",
        sa.Column("key", FixedBytes(32), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen_updates")),
    )
    op.create_index(op.f("ix_seen_updates_expires_at"), "seen_updates", ["expires_at"], unique=False)


def _block_headers() -> None:
    op.create_table(
        "block_headers",
        sa.Column("height", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.PrimaryKeyConstraint("height", name=op.f("pk_block_headers")),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("sealed_chat", sa.LargeBinary(), nullable=False),
        sa.Column("created_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_created_day"), "notices", ["created_day"], unique=False)


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
