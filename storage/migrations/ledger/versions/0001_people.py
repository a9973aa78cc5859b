"""Staff, units, their keys, sessions, invitations, policies and settings."""

import sqlalchemy as sa
from alembic import op

from storage.tables.types import FixedBytes, UtcTime

revision = "0001_people"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables in the order of their references."""
    _staff()
    _staff_keys()
    _spare_codes()
    _sessions()
    _devices()
    _signin_delays()
    _invitations()
    _units()
    _unit_keys()
    _memberships()
    _rosters()
    _unit_seeds()
    _old_seeds()
    _policies()
    _policy_proposals()
    _settings()


def downgrade() -> None:
    """Drops them in the opposite order."""
    for table in (
        "settings",
        "policy_proposals",
        "policies",
        "old_seeds",
        "unit_seeds",
        "rosters",
        "memberships",
        "unit_keys",
        "units",
        "invitations",
        "signin_delays",
        "devices",
        "sessions",
        "spare_codes",
        "staff_keys",
        "staff",
    ):
        op.drop_table(table)


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("disabled_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("pledge_version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )


def _staff_keys() -> None:
    op.create_table(
        "staff_keys",
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("public_identity", FixedBytes(1248), nullable=False),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("totp_wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("totp_confirmed_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_keys_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_keys")),
    )


def _spare_codes() -> None:
    op.create_table(
        "spare_codes",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("mac", FixedBytes(32), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_spare_codes_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_codes")),
    )
    op.create_index(op.f("ix_spare_codes_staff_id_mac"), "spare_codes", ["staff_id", "mac"], unique=True)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id_hash", FixedBytes(32), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sessions_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_seen_at"), "sessions", ["seen_at"], unique=False)
    op.create_index(op.f("ix_sessions_staff_id_ended_at"), "sessions", ["staff_id", "ended_at"], unique=False)


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("cookie_hash", FixedBytes(32), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_devices_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cookie_hash", name=op.f("pk_devices")),
    )
    op.create_index(op.f("ix_devices_staff_id"), "devices", ["staff_id"], unique=False)


def _signin_delays() -> None:
    op.create_table(
        "signin_delays",
        sa.Column("key", FixedBytes(32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_signin_delays")),
    )
    op.create_index(op.f("ix_signin_delays_next_at"), "signin_delays", ["next_at"], unique=False)


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("token_hash", FixedBytes(32), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("first_of_unit", sa.Boolean(), nullable=False),
        sa.Column("created_by", FixedBytes(16), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_expires_at"), "invitations", ["expires_at"], unique=False)


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("contact_note", sa.String(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )


def _unit_keys() -> None:
    op.create_table(
        "unit_keys",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_identity", FixedBytes(1248), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(), nullable=True),
        sa.Column("recovery_sealed_seed", sa.LargeBinary(), nullable=True),
        sa.Column("pages_confirmed_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("made_by", FixedBytes(16), nullable=False),
        sa.Column("founded", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_keys_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "epoch", name=op.f("pk_unit_keys")),
    )


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_memberships_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_memberships_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "staff_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_staff_id_state"), "memberships", ["staff_id", "state"], unique=False)


def _rosters() -> None:
    op.create_table(
        "rosters",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_rosters_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "epoch", "counter", name=op.f("pk_rosters")),
    )


def _unit_seeds() -> None:
    op.create_table(
        "unit_seeds",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_id", FixedBytes(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_unit_seeds_staff_id")),
        sa.ForeignKeyConstraint(
            ["unit_id", "epoch"], ["unit_keys.unit_id", "unit_keys.epoch"], name=op.f("fk_unit_seeds_unit_id_epoch")
        ),
        sa.PrimaryKeyConstraint("unit_id", "epoch", "staff_id", name=op.f("pk_unit_seeds")),
    )
    op.create_index(op.f("ix_unit_seeds_staff_id"), "unit_seeds", ["staff_id"], unique=False)


def _old_seeds() -> None:
    op.create_table(
        "old_seeds",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_to_epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id", "epoch"], ["unit_keys.unit_id", "unit_keys.epoch"], name=op.f("fk_old_seeds_unit_id_epoch")
        ),
        sa.PrimaryKeyConstraint("unit_id", "epoch", "sealed_to_epoch", name=op.f("pk_old_seeds")),
    )


def _policies() -> None:
    op.create_table(
        "policies",
        sa.Column("active_at", UtcTime(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("office_signature", sa.LargeBinary(), nullable=False),
        sa.Column("custody_signature", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", FixedBytes(32), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policies")),
    )


def _policy_proposals() -> None:
    op.create_table(
        "policy_proposals",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("office_signature", sa.LargeBinary(), nullable=True),
        sa.Column("office_signer", FixedBytes(16), nullable=True),
        sa.Column("custody_signature", sa.LargeBinary(), nullable=True),
        sa.Column("custody_signer", FixedBytes(16), nullable=True),
        sa.Column("proposed_by", FixedBytes(16), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_proposals")),
    )
    op.create_index(
        op.f("ix_policy_proposals_state_created_at"), "policy_proposals", ["state", "created_at"], unique=False
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("updated_by", FixedBytes(16), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
