"""What callers of the API may do: a role brings scopes, a token may narrow them."""

READ, WRITE, APPROVE = "cases:read", "drafts:write", "drafts:approve"
AUDIT, OPERATE = "audit:read", "channels:admin"
SCOPES = (READ, WRITE, APPROVE, AUDIT, OPERATE)

ROLE_SCOPES: dict[str, frozenset[str]] = {
    "agent": frozenset({READ, WRITE, APPROVE}),
    "lead": frozenset({READ, WRITE, APPROVE, AUDIT}),
    "admin": frozenset(SCOPES),
    "auditor": frozenset({READ, AUDIT}),
}
"""The most that a role may do."""
