"""The base of every value of the desk."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen, compared by content, refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
