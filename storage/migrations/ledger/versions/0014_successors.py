"""Who is to take over from somebody who was disabled."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes

revision = "0014_successors"
down_revision = "0013_passkeys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "successors",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("successor_id", FixedBytes(16), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_successors_unit_id_units")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_successors_staff_id_staff")),
        sa.ForeignKeyConstraint(["successor_id"], ["staff.id"], name=op.f("fk_successors_successor_id_staff")),
        sa.PrimaryKeyConstraint("unit_id", "staff_id", name=op.f("pk_successors")),
    )


def downgrade() -> None:
    """Drops it."""
    op.drop_table("successors")
