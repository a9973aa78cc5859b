"""Requests for an identity, and the halves sealed anew for them."""

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
    _shares()


def downgrade() -> None:
    """Drops them."""
    for table in ("identity_shares", "identity_requests"):
        op.drop_table(table)


def _requests() -> None:
    op.create_table(
        "identity_requests",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("lead_id", FixedBytes(16), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("custodian_id", FixedBytes(16), nullable=True),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("words_epoch", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("words_kept", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("decision", sa.LargeBinary(), nullable=True),
        sa.Column("decision_signature", sa.LargeBinary(), nullable=True),
        sa.Column("refusal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_identity_requests_lead_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_requests")),
    )
    op.create_index(op.f("ix_identity_requests_lead_id"), "identity_requests", ["lead_id"], unique=False)
    op.create_index(
        op.f("ix_identity_requests_state_expires_at"), "identity_requests", ["state", "expires_at"], unique=False
    )


def _shares() -> None:
    op.create_table(
        "identity_shares",
        sa.Column("request_id", FixedBytes(16), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["identity_requests.id"], name=op.f("fk_identity_shares_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_identity_shares")),
    )
    op.create_index(op.f("ix_identity_shares_expires_at"), "identity_shares", ["expires_at"], unique=False)
