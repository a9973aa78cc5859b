"""The head that each bot host has witnessed, and restore blocks that gather two signatures."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcTime

revision = "0008_restore"
down_revision = "0007_bars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column and the table."""
    op.add_column("bot_reports", sa.Column("head", FixedBytes(32), nullable=True))
    op.create_table(
        "restore_signings",
        sa.Column("fingerprint", FixedBytes(32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("office_signature", sa.LargeBinary(), nullable=True),
        sa.Column("office_signer", FixedBytes(16), nullable=True),
        sa.Column("custody_signature", sa.LargeBinary(), nullable=True),
        sa.Column("custody_signer", FixedBytes(16), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_restore_signings")),
    )


def downgrade() -> None:
    """Takes both away."""
    op.drop_table("restore_signings")
    op.drop_column("bot_reports", "head")
