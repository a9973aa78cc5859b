"""Stages of overdue leads that the access ledger holds."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes

revision = "0009_overdue"
down_revision = "0008_restore"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "overdue_stages",
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_overdue_stages_lead_id_leads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead_id", "due_on", "stage", name=op.f("pk_overdue_stages")),
    )


def downgrade() -> None:
    """Drops it."""
    op.drop_table("overdue_stages")
