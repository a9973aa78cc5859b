"""Index keys of units, search texts and blind tags of opened leads."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes

revision = "0010_lead_index"
down_revision = "0009_overdue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    _keys()
    _texts()
    _tags()


def downgrade() -> None:
    """Drops them."""
    for table in ("lead_tags", "search_texts", "index_keys"):
        op.drop_table(table)


def _keys() -> None:
    op.create_table(
        "index_keys",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_to", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id", "epoch"],
            ["unit_keys.unit_id", "unit_keys.epoch"],
            name=op.f("fk_index_keys_unit_id_unit_keys"),
        ),
        sa.PrimaryKeyConstraint("unit_id", "epoch", "sealed_to", name=op.f("pk_index_keys")),
    )


def _texts() -> None:
    op.create_table(
        "search_texts",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id", "unit_id"],
            ["grants.lead_id", "grants.unit_id"],
            name=op.f("fk_search_texts_lead_id_grants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("unit_id", "lead_id", name=op.f("pk_search_texts")),
    )


def _tags() -> None:
    op.create_table(
        "lead_tags",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("tag", FixedBytes(32), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id", "unit_id"],
            ["grants.lead_id", "grants.unit_id"],
            name=op.f("fk_lead_tags_lead_id_grants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("unit_id", "tag", "lead_id", name=op.f("pk_lead_tags")),
    )
    op.create_index(op.f("ix_lead_tags_lead_id_unit_id"), "lead_tags", ["lead_id", "unit_id"], unique=False)
