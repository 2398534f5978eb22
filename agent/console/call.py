"""One call from the page to the server: who asks, for which shop; answers are JSON, refusals one line with a code.

An error raised on purpose comes back as {"error": one line, "code": its kind}; anything else is a fault of ours.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import gradio as gr
from pydantic import ValidationError

from agent.domain.authority import ACTING, LEADS
from agent.domain.override import Override
from agent.errors import AftersalesError, InvalidInput, NotApproved
from knowledge.errors import KnowledgeError

Arguments = dict[str, Any]
Answer = dict[str, Any]


class Person(NamedTuple):
    """Who sits at the console."""

    name: str
    role: str


Handler = Callable[[Arguments, Person], Answer]


class Line:
    """The line between page and server: makes handlers callable by Gradio and checks what every call carries."""

    def __init__(
        self,
        *,
        shops: Sequence[str],
        identify: Callable[[str | None], Person | None],
        cookie: str = "",
    ) -> None:
        """Take the shops, the name of the session's cookie, and who stands behind its value."""
        self.shops = tuple(shops)
        self._identify = identify
        self._cookie = cookie

    def served(self, handlers: Sequence[Handler]) -> list[Callable[..., Answer]]:
        """Return the handlers as Gradio wants them: one argument from the page, and the request."""
        return [self._served(handler) for handler in handlers]

    def shop(self, given: Arguments) -> str:
        """Return the shop that a call names; one that this console does not serve is refused."""
        shop = given.get("shop")
        if shop not in self.shops:
            raise InvalidInput("shop: not one of this console's shops")
        return str(shop)

    def _served(self, handler: Handler) -> Callable[..., Answer]:
        def serve(given: Arguments, request: gr.Request) -> Answer:
            try:
                person = self._identify(_own_page(request, self._cookie))
                if person is None:
                    return {"error": "sign in again", "code": "signed_out"}
                return handler(given if isinstance(given, dict) else {}, person)
            except (AftersalesError, KnowledgeError) as error:
                return refused(error)

        serve.__name__ = handler.__name__
        return serve


def refused(error: Exception) -> Answer:
    """Return the answer to a call that was refused: one line, and the error's kind for the page's own words."""
    return {"error": " ".join(str(error).split()), "code": type(error).__name__}


def text_of(given: Arguments, key: str) -> str:
    """Return a text that the call must carry."""
    value = given.get(key)
    if not isinstance(value, str):
        raise InvalidInput(f"{key}: a text is needed")
    return value


def number_of(given: Arguments, key: str, *, low: int, high: int, default: int) -> int:
    """Return a whole number within limits, the default where the call has none."""
    value = given.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        return default
    return min(max(value, low), high)


def override_of(given: Arguments) -> Override | None:
    """Return what the page says of the guards' findings; None where it says nothing."""
    try:
        return Override.model_validate(given["override"]) if given.get("override") else None
    except ValidationError:
        raise InvalidInput("override: name the findings, and say why the text may leave") from None


def only_acting(person: Person) -> None:
    """Refuse whoever only looks."""
    if person.role not in ACTING:
        raise NotApproved(f"the role {person.role[:40]} only looks; it may not change anything")


def only_leads(person: Person) -> None:
    """Refuse whoever may not change what the whole shop answers from."""
    if person.role not in LEADS:
        raise NotApproved(f"the role {person.role[:40]} may look; this needs a lead or an admin")


def _own_page(request: gr.Request, cookie: str) -> str | None:
    """Return the session's cookie; a call that another site's page makes in the person's browser is refused."""
    headers = request.headers
    origin, host = headers.get("origin"), headers.get("host")
    if origin and origin.split("://", 1)[-1] != host:
        raise InvalidInput("this call came from another site's page")
    value = request.cookies.get(cookie)
    return None if value is None else str(value)
