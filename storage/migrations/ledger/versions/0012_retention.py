"""Lists of what is to be destroyed after its term, and which reporters are under protection."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcTime

revision = "0012_retention"
down_revision = "0011_rotation"
branch_labels = None
depends_on = None

_KEPT = sa.text("sender = 'reporter' AND ciphertext IS NOT NULL")


def upgrade() -> None:
    """Creates the tables, and the index that finds what reporters wrote."""
    _acts()
    _lines()
    _protections()
    op.create_index(
        "ix_thread_messages_kept", "thread_messages", ["lead_id"], sqlite_where=_KEPT, postgresql_where=_KEPT
    )


def downgrade() -> None:
    """Drops them."""
    op.drop_index("ix_thread_messages_kept", table_name="thread_messages")
    for table in ("protections", "destruction_lines", "destructions"):
        op.drop_table(table)


def _acts() -> None:
    op.create_table(
        "destructions",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("proposed_by", FixedBytes(16), nullable=False),
        sa.Column("proposed_at", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", FixedBytes(16), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("confirmation", sa.LargeBinary(), nullable=True),
        sa.Column("confirmation_signature", sa.LargeBinary(), nullable=True),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destructions")),
    )
    op.create_index(op.f("ix_destructions_state_until"), "destructions", ["state", "until"], unique=False)
    op.create_index(op.f("ix_destructions_proposed_at_id"), "destructions", ["proposed_at", "id"], unique=False)


def _lines() -> None:
    op.create_table(
        "destruction_lines",
        sa.Column("act_id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("identity_hash", FixedBytes(32), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["act_id"], ["destructions.id"], name=op.f("fk_destruction_lines_act_id_destructions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_destruction_lines_lead_id_leads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("act_id", "lead_id", name=op.f("pk_destruction_lines")),
    )
    op.create_index(op.f("ix_destruction_lines_lead_id"), "destruction_lines", ["lead_id"], unique=False)


def _protections() -> None:
    op.create_table(
        "protections",
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_protections_lead_id_leads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_protections")),
    )
