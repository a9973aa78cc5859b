"""Leads with grants, thread, notes, history, rewards and tickets."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcHour, UtcTime

revision = "0002_leads"
down_revision = "0001_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables in the order of their references."""
    _leads()
    _grants()
    _custody_shares()
    _thread_messages()
    _notes()
    _lead_events()
    _lead_reads()
    _rewards()
    _tickets()
    _acknowledgements()


def downgrade() -> None:
    """Drops them in the opposite order."""
    for table in (
        "acknowledgements",
        "tickets",
        "rewards",
        "lead_reads",
        "lead_events",
        "notes",
        "thread_messages",
        "custody_shares",
        "grants",
        "leads",
    ):
        op.drop_table(table)


def _leads() -> None:
    op.create_table(
        "leads",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("lookup_id", FixedBytes(32), nullable=False),
        sa.Column("commitment", FixedBytes(32), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("received_hour", UtcHour(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("taken_by", FixedBytes(16), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("umbrella", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("handler_id", FixedBytes(16), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("conclusion", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("last_reporter_hour", UtcHour(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("merged_into", FixedBytes(16), nullable=True),
        sa.Column("lead_public", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_key", FixedBytes(32), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("identity_share", sa.LargeBinary(), nullable=True),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["leads.id"], name=op.f("fk_leads_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint("lookup_id", name=op.f("uq_leads_lookup_id")),
        sa.UniqueConstraint("number", name=op.f("uq_leads_number")),
    )
    op.create_index(
        op.f("ix_leads_closed_on"),
        "leads",
        ["closed_on"],
        unique=False,
        sqlite_where=sa.text("identity IS NOT NULL"),
        postgresql_where=sa.text("identity IS NOT NULL"),
    )
    op.create_index(op.f("ix_leads_merged_into"), "leads", ["merged_into"], unique=False)
    op.create_index(op.f("ix_leads_received_hour"), "leads", ["received_hour"], unique=False)
    op.create_index(op.f("ix_leads_state_due_on"), "leads", ["state", "due_on"], unique=False)


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_hour", UtcHour(), nullable=False),
        sa.Column("due_key", sa.Date(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("owner_id", sa.String(), nullable=True),
        sa.Column("handler_id", FixedBytes(16), nullable=True),
        sa.Column("granted_by", FixedBytes(16), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_grants_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lead_id", "unit_id", name=op.f("pk_grants")),
    )
    op.create_index("ix_grants_area_due", "grants", ["unit_id", "area", "due_key", "lead_id"], unique=False)
    op.create_index("ix_grants_area_newest", "grants", ["unit_id", "area", "received_hour", "lead_id"], unique=False)
    op.create_index("ix_grants_category_due", "grants", ["unit_id", "category", "due_key", "lead_id"], unique=False)
    op.create_index(
        "ix_grants_category_newest", "grants", ["unit_id", "category", "received_hour", "lead_id"], unique=False
    )
    op.create_index("ix_grants_due", "grants", ["unit_id", "due_key", "lead_id"], unique=False)
    op.create_index("ix_grants_epoch", "grants", ["unit_id", "epoch", "lead_id"], unique=False)
    op.create_index("ix_grants_handler_due", "grants", ["unit_id", "handler_id", "due_key", "lead_id"], unique=False)
    op.create_index(
        "ix_grants_handler_newest", "grants", ["unit_id", "handler_id", "received_hour", "lead_id"], unique=False
    )
    op.create_index("ix_grants_newest", "grants", ["unit_id", "received_hour", "lead_id"], unique=False)
    op.create_index("ix_grants_owner_due", "grants", ["unit_id", "owner_id", "due_key", "lead_id"], unique=False)
    op.create_index(
        "ix_grants_owner_newest", "grants", ["unit_id", "owner_id", "received_hour", "lead_id"], unique=False
    )
    op.create_index("ix_grants_state_due", "grants", ["unit_id", "state", "due_key", "lead_id"], unique=False)
    op.create_index("ix_grants_state_newest", "grants", ["unit_id", "state", "received_hour", "lead_id"], unique=False)


def _custody_shares() -> None:
    op.create_table(
        "custody_shares",
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_custody_shares_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_custody_shares")),
    )
    op.create_index(
        op.f("ix_custody_shares_unit_id_epoch_lead_id"), "custody_shares", ["unit_id", "epoch", "lead_id"], unique=False
    )


def _thread_messages() -> None:
    op.create_table(
        "thread_messages",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("seen_by_reporter_at", UtcTime(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_thread_messages_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_messages")),
    )
    op.create_index(op.f("ix_thread_messages_lead_id_arrival"), "thread_messages", ["lead_id", "arrival"], unique=True)


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_notes_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_lead_id_at"), "notes", ["lead_id", "at"], unique=False)


def _lead_events() -> None:
    op.create_table(
        "lead_events",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=True),
        sa.Column("staff_id", FixedBytes(16), nullable=True),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("note_id", FixedBytes(16), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_events_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_events")),
    )
    op.create_index(op.f("ix_lead_events_lead_id_version"), "lead_events", ["lead_id", "version"], unique=False)


def _lead_reads() -> None:
    op.create_table(
        "lead_reads",
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.Column("received_hour", UtcHour(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_reads_lead_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_lead_reads_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lead_id", "staff_id", name=op.f("pk_lead_reads")),
    )
    op.create_index(
        "ix_lead_reads_unread", "lead_reads", ["staff_id", "unread", "received_hour", "lead_id"], unique=False
    )


def _rewards() -> None:
    op.create_table(
        "rewards",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("proposed_by", FixedBytes(16), nullable=False),
        sa.Column("approved_by", FixedBytes(16), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UtcTime(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_rewards_amount")),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name=op.f("ck_rewards_two_people")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_rewards_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewards")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_rewards_lead_id")),
    )
    op.create_index(op.f("ix_rewards_state_proposed_at"), "rewards", ["state", "proposed_at"], unique=False)


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("code_mac", FixedBytes(32), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.Column("lead_id", FixedBytes(16), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_tickets_lead_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("code_mac", name=op.f("pk_tickets")),
    )
    op.create_index(op.f("ix_tickets_expires_at"), "tickets", ["expires_at"], unique=False)


def _acknowledgements() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_acknowledgements_lead_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_acknowledgements")),
    )
