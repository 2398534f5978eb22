"""The first tables."""

import sqlalchemy as sa
from alembic import op

from agent.store.tables import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, those that others point at first."""
    _answers()
    _audit()
    _audit_heads()
    _cases()
    _inbox()
    _drafts()
    _approvals()
    _outbox()


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("caller", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("shop", "caller", "key", name=op.f("pk_answers")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("shop", "seq", name=op.f("pk_audit")),
    )
    op.create_index(
        op.f("ix_audit_shop_case_id_seq"), "audit", ["shop", "case_id", "seq"], unique=False
    )


def _audit_heads() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("shop", name=op.f("pk_audit_heads")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("lane", sa.String(length=20), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("queue_at", Instant(), nullable=False),
        sa.Column("alert", sa.String(length=20), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("body_version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("locked_by", sa.String(length=100), nullable=True),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.Column("snoozed_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("change", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("shop", "id", name=op.f("pk_cases")),
    )
    op.create_index(
        op.f("ix_cases_shop_lane_queue_at_id"),
        "cases",
        ["shop", "lane", "queue_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_cases_shop_status_queue_at_id"),
        "cases",
        ["shop", "status", "queue_at", "id"],
        unique=False,
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.Column("case_id", sa.String(length=200), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "shop", "channel", "event_id", name=op.f("uq_inbox_shop_channel_event_id")
        ),
    )
    op.create_index(
        op.f("ix_inbox_state_received_at"), "inbox", ["state", "received_at"], unique=False
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("release", sa.String(length=100), nullable=True),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("made_with", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop", "case_id"], ["cases.shop", "cases.id"], name=op.f("fk_drafts_cases")
        ),
        sa.PrimaryKeyConstraint("shop", "case_id", "version", name=op.f("pk_drafts")),
    )


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("original", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop", "case_id", "draft_version"],
            ["drafts.shop", "drafts.case_id", "drafts.version"],
            name=op.f("fk_approvals_drafts"),
        ),
        sa.PrimaryKeyConstraint("shop", "id", name=op.f("pk_approvals")),
    )
    op.create_index(
        op.f("ix_approvals_shop_case_id"), "approvals", ["shop", "case_id"], unique=False
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("shop", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("approval_id", sa.String(length=40), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("send_after", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop", "approval_id"],
            ["approvals.shop", "approvals.id"],
            name=op.f("fk_outbox_approvals"),
        ),
        sa.PrimaryKeyConstraint("shop", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
        sa.UniqueConstraint("shop", "approval_id", name=op.f("uq_outbox_shop_approval_id")),
    )
    op.create_index(op.f("ix_outbox_shop_case_id"), "outbox", ["shop", "case_id"], unique=False)
    op.create_index(
        op.f("ix_outbox_state_send_after"), "outbox", ["state", "send_after"], unique=False
    )
