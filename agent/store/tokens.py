"""Issued API tokens, kept as hashes: whoever reads the database cannot call the API with what is there."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import Connection, RowMapping, select, update

from agent.errors import NotFound
from agent.store.records import TokenRecord
from agent.store.tables import tokens

_PREFIX = "as_live_"
_NOTE_USE_EVERY = timedelta(minutes=1)


class TokenBook:
    """Tokens of all shops, over one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def issue(self, record: TokenRecord) -> str:
        """Keep a token and return its text, which is shown this once; `record.hash` is filled in here."""
        secret = secrets.token_urlsafe(32)
        values = record.model_dump(exclude={"scopes", "shops", "hash"})
        self._connection.execute(
            tokens.insert().values(
                **values,
                scopes=sorted(record.scopes),
                shops=list(record.shops),
                hash=_hash(secret),
            )
        )
        return f"{_PREFIX}{record.id}_{secret}"

    def find(self, token: str, *, now: datetime) -> TokenRecord | None:
        """Return whose token this is; None for one that is unknown, ended or revoked."""
        token_id, _, secret = token.removeprefix(_PREFIX).partition("_")
        if not token.startswith(_PREFIX) or not secret or len(token) > 200:
            return None
        row = (
            self._connection.execute(select(tokens).where(tokens.c.id == token_id))
            .mappings()
            .first()
        )
        if row is None or not compare_digest(row["hash"], _hash(secret)):
            return None
        record = _record(row)
        if record.revoked_at is not None or (record.expires_at or now) < now:
            return None
        return record

    def note_use(self, record: TokenRecord, *, now: datetime) -> None:
        """Remember when a token was last used."""
        self._connection.execute(
            update(tokens).where(tokens.c.id == record.id).values(last_used_at=now)
        )

    def list(self) -> tuple[TokenRecord, ...]:
        """Return every token, oldest first."""
        rows = self._connection.execute(select(tokens).order_by(tokens.c.created_at)).mappings()
        return tuple(_record(row) for row in rows)

    def revoke(self, token_id: str, *, now: datetime) -> None:
        """Make a token useless; NotFound for an unknown one."""
        changed = self._connection.execute(
            update(tokens).where(tokens.c.id == token_id).values(revoked_at=now)
        ).rowcount
        if changed != 1:
            raise NotFound(f"no token {token_id[:40]!r}; `aftersales tokens list` shows them")


def use_is_news(record: TokenRecord, now: datetime) -> bool:
    """Whether the time of last use is worth a write."""
    return record.last_used_at is None or now - record.last_used_at > _NOTE_USE_EVERY


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _record(row: RowMapping) -> TokenRecord:
    return TokenRecord(**{name: row[name] for name in TokenRecord.model_fields})
