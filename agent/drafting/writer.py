"""What every writer gets and gives."""

from typing import Protocol

from agent.domain.draft import Draft
from agent.drafting.brief import Brief


class Writer(Protocol):
    """Words a decided case; decides nothing, sends nothing."""

    def write(self, brief: Brief) -> Draft:
        """Return the reply as a draft for a person to approve."""
        ...
