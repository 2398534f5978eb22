"""Channels keep where to answer, how far they have read and whether they are stopped; tokens; the next follow-up."""

import sqlalchemy as sa
from alembic import op

from agent.store.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns and tables; rows that are there get the values that mean nothing is known."""
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("thread", sa.JSON(), nullable=False, server_default="{}"))
        cases.add_column(sa.Column("reply_by", Instant(), nullable=True))
        cases.add_column(sa.Column("quota_left", sa.Integer(), nullable=True))
        cases.add_column(sa.Column("follow_up_at", Instant(), nullable=True))
    op.execute("UPDATE cases SET follow_up_at = updated_at WHERE status <> 'closed'")
    op.create_index(op.f("ix_cases_shop_follow_up_at"), "cases", ["shop", "follow_up_at"])
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("meta", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "channel_states",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("stopped_why", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("shop", "channel", name=op.f("pk_channel_states")),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("shops", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
    )
