"""Opening an identity by two people, and calling a reporter back."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcTime

revision = "0006_identity_access"
down_revision = "0004_faq"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    _requests()
    _call_backs()
    _shares()


def downgrade() -> None:
    """Drops them."""
    for table in ("resealed_shares", "call_backs", "identity_requests"):
        op.drop_table(table)


def _requests() -> None:
    op.create_table(
        "identity_requests",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("requester_id", FixedBytes(16), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_at", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("decided_by", FixedBytes(16), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("custody_epoch", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("approval", sa.LargeBinary(), nullable=True),
        sa.Column("approval_signature", sa.LargeBinary(), nullable=True),
        sa.Column("refusal", sa.LargeBinary(), nullable=True),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_identity_requests_lead_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_requests")),
    )
    for columns in (["state", "until"], ["lead_id", "requested_at"], ["requester_id", "state"]):
        _index("identity_requests", columns)


def _call_backs() -> None:
    op.create_table(
        "call_backs",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("requester_id", FixedBytes(16), nullable=False),
        sa.Column("custodian_id", FixedBytes(16), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("result_signature", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_call_backs_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
    )
    for columns in (["custodian_id", "state"], ["state", "until"], ["lead_id", "requested_at"]):
        _index("call_backs", columns)


def _shares() -> None:
    op.create_table(
        "resealed_shares",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_resealed_shares_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resealed_shares")),
    )
    for columns in (["until"], ["lead_id"]):
        _index("resealed_shares", columns)


def _index(table: str, columns: list[str]) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns, unique=False)
