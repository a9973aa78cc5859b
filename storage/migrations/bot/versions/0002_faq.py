"""Questions asked in vain, their outbox, and votes on answers."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes

revision = "0002_faq"
down_revision = "0001_bot"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "faq_marks",
        sa.Column("said", FixedBytes(32), nullable=False),
        sa.Column("conversation", FixedBytes(32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("said", "conversation", name=op.f("pk_faq_marks")),
    )
    op.create_index(op.f("ix_faq_marks_week"), "faq_marks", ["week"], unique=False)
    op.create_table(
        "faq_outbox",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_outbox")),
    )
    op.create_table(
        "faq_votes",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("unhelped", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "day", name=op.f("pk_faq_votes")),
    )
    op.create_index(op.f("ix_faq_votes_day"), "faq_votes", ["day"], unique=False)


def downgrade() -> None:
    """Drops them."""
    for table in ("faq_votes", "faq_outbox", "faq_marks"):
        op.drop_table(table)
