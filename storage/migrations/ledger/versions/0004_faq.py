"""Edited questions and answers, questions asked in vain, votes on answers."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcTime

revision = "0004_faq"
down_revision = "0003_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    _revisions()
    _questions()
    _votes()


def downgrade() -> None:
    """Drops them."""
    for table in ("faq_votes", "faq_questions", "faq_revisions"):
        op.drop_table(table)


def _revisions() -> None:
    op.create_table(
        "faq_revisions",
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by", FixedBytes(16), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_faq_revisions")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_faq_revisions_entry_id_number")),
    )


def _questions() -> None:
    op.create_table(
        "faq_questions",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_questions")),
    )
    op.create_index(op.f("ix_faq_questions_day"), "faq_questions", ["day"], unique=False)
    op.create_index(op.f("ix_faq_questions_text"), "faq_questions", ["text"], unique=False)


def _votes() -> None:
    op.create_table(
        "faq_votes",
        sa.Column("bot_id", FixedBytes(16), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("unhelped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "entry_id", "day", name=op.f("pk_faq_votes")),
    )
    op.create_index(op.f("ix_faq_votes_day"), "faq_votes", ["day"], unique=False)
