"""Members who do not see a lead although a unit of theirs holds it."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcTime

revision = "0007_bars"
down_revision = "0006_identity_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table("bars", *_keys("bars"), sa.Column("at", UtcTime(), nullable=False))
    op.create_table("looked_over", *_keys("looked_over"))
    op.create_index(op.f("ix_looked_over_staff_id"), "looked_over", ["staff_id"])
    op.create_index(
        "ix_leads_restricted", "leads", ["id"],
        sqlite_where=sa.text("restricted = 1"), postgresql_where=sa.text("restricted"),
    )  # fmt: skip


def downgrade() -> None:
    """Drops them."""
    op.drop_index("ix_leads_restricted", table_name="leads")
    op.drop_table("looked_over")
    op.drop_table("bars")


def _keys(table: str) -> list[sa.schema.SchemaItem]:
    """One row a lead and member."""
    parts: list[sa.schema.SchemaItem] = [sa.PrimaryKeyConstraint("lead_id", "staff_id", name=op.f(f"pk_{table}"))]
    for column, other in (("lead_id", "leads"), ("staff_id", "staff")):
        name = op.f(f"fk_{table}_{column}_{other}")
        parts.append(sa.Column(column, FixedBytes(16), nullable=False))
        parts.append(sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE"))
    return parts
