"""Who may call the API and use the console, as the settings say, and what must not stand open."""

from collections.abc import Sequence

from agent.api.auth import ROLES, is_loopback
from agent.errors import ConfigurationError
from agent.settings import Settings

Credentials = Sequence[tuple[str, str, str]]
"""(name, role, secret) of each token or console login."""


def credentials(text: str, *, setting: str) -> list[tuple[str, str, str]]:
    """Read `NAME:ROLE:SECRET,…`; an entry of another form is a ConfigurationError that never shows the secret."""
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    read = []
    for place, entry in enumerate(entries, start=1):
        parts = entry.split(":", 2)
        if len(parts) != 3 or not all(parts) or parts[1] not in ROLES:
            raise ConfigurationError(
                f"{setting}: entry {place} is not NAME:ROLE:SECRET; roles are {', '.join(ROLES)}"
            )
        read.append((parts[0], parts[1], parts[2]))
    return read


def refuse_open_doors(
    *, host: str, tokens: Credentials, console_users: Credentials, console: bool
) -> None:
    """Raise ConfigurationError where other machines could act without a login; called before anything listens."""
    if is_loopback(host):
        return
    missing = [] if tokens else ["AFTERSALES_TOKENS (for the API)"]
    if console and not console_users:
        missing.append("AFTERSALES_CONSOLE_USERS (for the console)")
    if missing:
        raise ConfigurationError(
            f"{host} can be reached from other machines: set {' and '.join(missing)}, or listen on 127.0.0.1"
        )


def logins(settings: Settings) -> tuple[Credentials, Credentials]:
    """Return API tokens and console logins; ConfigurationError where others could come in without one."""
    tokens = credentials(settings.tokens.get_secret_value(), setting="AFTERSALES_TOKENS")
    users = credentials(
        settings.console_users.get_secret_value(), setting="AFTERSALES_CONSOLE_USERS"
    )
    refuse_open_doors(host=settings.host, tokens=tokens, console_users=users, console=True)
    return tokens, users
