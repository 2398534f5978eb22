"""The tables. Every row belongs to a shop; every moment is stored in UTC and read back timezone-aware."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment: UTC in the database (SQLite knows no zones), timezone-aware in Python; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn an aware moment into what the database stores."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Words(TypeDecorator[str]):
    """A text of people: without NUL (PostgreSQL keeps none) and halves of surrogate pairs (no database does)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Drop what cannot be kept."""
        return value and value.replace("\0", "").encode(errors="ignore").decode()


MAX_SHOP = 64
"""Characters of a shop's id."""


def _key() -> Column[str]:
    return Column("shop", String(MAX_SHOP), primary_key=True)


cases = Table(
    "cases",
    metadata,
    _key(),
    Column("id", String(200), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("platform", String(40), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("lane", String(20)),
    Column("outcome", String(20)),
    Column("priority", Integer, nullable=False),
    Column("queue_at", Instant, nullable=False),
    Column("alert", String(20), nullable=False),
    Column("draft_version", Integer, nullable=False),
    Column("body_version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("proposal", JSON),
    Column("search_text", Words, nullable=False),
    Column("locked_by", String(100)),
    Column("locked_until", Instant),
    Column("snoozed_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("changed_by", String(100), nullable=False),
    Column("change", String(60), nullable=False),
    Column("thread", JSON, nullable=False, server_default="{}"),
    Column("reply_by", Instant),
    Column("quota_left", Integer),
    Column("follow_up_at", Instant),
    Column("asked_at", Instant),
    Column("held_at", Instant),
    Index(None, "shop", "status", "queue_at", "id"),
    Index(None, "shop", "lane", "queue_at", "id"),
    Index(None, "shop", "follow_up_at"),
)

drafts = Table(
    "drafts",
    metadata,
    _key(),
    Column("case_id", String(200), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body_version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("release", String(100)),
    Column("draft", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("blocked", Boolean, nullable=False),
    Column("made_with", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("void_reason", String(200)),
    ForeignKeyConstraint(["shop", "case_id"], ["cases.shop", "cases.id"]),
)

approvals = Table(
    "approvals",
    metadata,
    _key(),
    Column("id", String(40), primary_key=True),
    Column("case_id", String(200), nullable=False),
    Column("draft_version", Integer, nullable=False),
    Column("act", String(20), nullable=False),
    Column("by", String(100), nullable=False),
    Column("role", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("text", Words),
    Column("original", Words),
    Column("reason", Words),
    ForeignKeyConstraint(
        ["shop", "case_id", "draft_version"],
        ["drafts.shop", "drafts.case_id", "drafts.version"],
    ),
    Index(None, "shop", "case_id"),
)

outbox = Table(
    "outbox",
    metadata,
    _key(),
    Column("id", String(40), primary_key=True),
    Column("case_id", String(200), nullable=False),
    # Not nullable and a foreign key: no row here without an approval on record.
    Column("approval_id", String(40), nullable=False),
    Column("draft_version", Integer, nullable=False),
    Column("channel", String(40), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("send_after", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("provider_id", String(200)),
    Column("last_error", String(300)),
    Column("holding", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["shop", "approval_id"], ["approvals.shop", "approvals.id"]),
    UniqueConstraint("id"),
    UniqueConstraint("shop", "approval_id"),
    Index(None, "state", "send_after"),
    Index(None, "shop", "case_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("shop", String(MAX_SHOP), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("event_id", String(200), nullable=False),
    Column("type", String(60), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("error", String(300)),
    Column("case_id", String(200)),
    Column("received_at", Instant, nullable=False),
    Column("meta", JSON, nullable=False, server_default="{}"),
    UniqueConstraint("shop", "channel", "event_id"),
    Index(None, "state", "received_at"),
)

audit = Table(
    "audit",
    metadata,
    _key(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(60), nullable=False),
    Column("case_id", String(200)),
    Column("detail", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "shop", "case_id", "seq"),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    _key(),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

answers = Table(
    "answers",
    metadata,
    _key(),
    Column("caller", String(100), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer),
    Column("body", JSON),
    Column("created_at", Instant, nullable=False),
)

channel_states = Table(
    "channel_states",
    metadata,
    _key(),
    Column("channel", String(40), primary_key=True),
    Column("cursor", Text),
    Column("told", Integer, nullable=False, server_default="0"),
    Column("stopped_at", Instant),
    Column("stopped_why", String(300)),
)

holding_texts = Table(
    "holding_texts",
    metadata,
    _key(),
    Column("id", String(40), primary_key=True),
    Column("text", Words, nullable=False),
    Column("by", String(100), nullable=False),
    Column("role", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("when", String(20), nullable=False),
    Column("after_seconds", Integer, nullable=False),
    Column("language", String(20), nullable=False),
    Column("for_danger", Boolean, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("shops", JSON, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
)
