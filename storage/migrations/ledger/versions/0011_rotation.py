"""What vouches for a unit's later epochs, and which of them have gone."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import UtcTime

revision = "0011_rotation"
down_revision = "0010_lead_index"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("unit_keys", sa.Column("endorsed", sa.LargeBinary(), nullable=True))
    op.add_column("unit_keys", sa.Column("erased_at", UtcTime(), nullable=True))


def downgrade() -> None:
    """Drops them."""
    op.drop_column("unit_keys", "erased_at")
    op.drop_column("unit_keys", "endorsed")
