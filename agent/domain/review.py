"""What the buyer wrote under the product."""

from pydantic import AwareDatetime

from agent.domain.value import Value


class Review(Value):
    """A public review; `photos` is a count, `appended` says that the buyer added a follow-up (追评)."""

    stars: int | None = None
    text: str = ""
    photos: int = 0
    appended: bool = False
    created_at: AwareDatetime | None = None
