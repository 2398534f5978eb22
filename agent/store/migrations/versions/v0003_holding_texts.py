"""Holding texts that leads approved beforehand; since when a buyer waits; which replies are such texts."""

import sqlalchemy as sa
from alembic import op

from agent.store.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add a table and columns; buyers who wait already get no holding text."""
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("asked_at", Instant(), nullable=True))
        cases.add_column(sa.Column("held_at", Instant(), nullable=True))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(
            sa.Column("holding", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "holding_texts",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("when", sa.String(length=20), nullable=False),
        sa.Column("after_seconds", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("for_danger", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("shop", "id", name=op.f("pk_holding_texts")),
    )
