"""How something came to the desk, and what that says about answering."""

from typing import Any

from pydantic import AwareDatetime

from agent.domain.value import Value


class Arrival(Value):
    """How something came: by which channel, in which thread, and what the platform says about answering."""

    channel: str = "api"
    thread: dict[str, Any] = {}
    provider_id: str | None = None
    reply_by: AwareDatetime | None = None
    quota_left: int | None = None

    @property
    def address(self) -> dict[str, Any]:
        """What a case keeps of it for its answer; what the event does not say stays as it was."""
        given = self.model_dump(include={"thread", "quota_left"}, exclude_none=True)
        if self.reply_by is not None:
            given["reply_by"] = self.reply_by
        return {name: value for name, value in given.items() if value != {}}
