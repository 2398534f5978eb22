"""What the page asks the server: each question carries the shop, the case and the draft version that the person sees.

Answers are JSON. An error raised on purpose comes back as {"error": one line}; anything else is a fault of ours.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import gradio as gr

from agent.console.view import case_page, queue_row
from agent.desk.desk import Desk
from agent.domain.shop import Shop
from agent.errors import AftersalesError, InvalidInput
from knowledge.errors import KnowledgeError

_PAGE = 200

Arguments = dict[str, Any]
Answer = dict[str, Any]


class Person(NamedTuple):
    """Who sits at the console."""

    name: str
    role: str


class ReviewRoom:
    """The functions behind the review page."""

    def __init__(
        self,
        desk: Desk,
        *,
        shops: Sequence[str],
        shop: Callable[[str], Shop],
        identify: Callable[[str | None], Person],
        undo_seconds: float,
    ) -> None:
        self._desk = desk
        self._shops = tuple(shops)
        self._shop = shop
        self._identify = identify
        self._undo_seconds = undo_seconds

    def functions(self) -> list[Callable[..., Answer]]:
        """Return the functions as Gradio wants them: one argument from the page, and the request."""
        handlers = (
            self.queue, self.open, self.check, self.approve, self.edit, self.reject,
            self.escalate, self.regenerate, self.undo,
        )  # fmt: skip
        return [self._served(handler) for handler in handlers]

    def queue(self, given: Arguments, person: Person) -> Answer:
        """Return the queue, the case that breaches first on top."""
        page = self._desk.queue(
            self._of(given),
            filter=given.get("filter") or None,
            search=given.get("search") or None,
            by=person.name,
            limit=_PAGE,
        )
        rows = [queue_row(record, page.now) for record in page.items]
        return {"rows": rows, "now": page.now.isoformat(), "more": page.next_cursor is not None}

    def open(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return one case."""
        shop = self._of(given)
        detail = self._desk.case(_text(given, "case_id"), shop=shop)
        return case_page(detail, ZoneInfo(self._shop(shop).timezone))

    def check(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return what the guards say to the text as it is being edited."""
        found = self._desk.findings(
            _text(given, "case_id"), shop=self._of(given), text=_text(given, "text")
        )
        return {"findings": [finding.model_dump(mode="json") for finding in found]}

    def approve(self, given: Arguments, person: Person) -> Answer:
        """Approve the draft as it stands."""
        self._desk.approve(**self._act(given, person))
        return {"done": "approved", "undo_seconds": self._undo_seconds}

    def edit(self, given: Arguments, person: Person) -> Answer:
        """Approve the person's own wording."""
        self._desk.edit(**self._act(given, person), text=_text(given, "text"))
        return {"done": "approved", "undo_seconds": self._undo_seconds}

    def reject(self, given: Arguments, person: Person) -> Answer:
        """Refuse the draft with a reason."""
        self._desk.reject(**self._act(given, person), reason=_text(given, "reason"))
        return {"done": "rejected"}

    def escalate(self, given: Arguments, person: Person) -> Answer:
        """Hand the case to a lead."""
        self._desk.escalate(**self._act(given, person), reason=_text(given, "reason"))
        return {"done": "escalated"}

    def regenerate(self, given: Arguments, person: Person) -> Answer:
        """Make another draft."""
        act = self._act(given, person)
        act.pop("role")
        self._desk.regenerate(**act, style=given.get("style"))
        return {"done": "regenerated"}

    def undo(self, given: Arguments, person: Person) -> Answer:
        """Take the last approval back."""
        self._desk.undo(_text(given, "case_id"), shop=self._of(given), by=person.name)
        return {"done": "undone"}

    def _act(self, given: Arguments, person: Person) -> dict[str, Any]:
        version = given.get("version")
        if not isinstance(version, int):
            raise InvalidInput("version: which draft is meant? reload the page")
        return {
            "case_id": _text(given, "case_id"),
            "shop": self._of(given),
            "version": version,
            "by": person.name,
            "role": person.role,
        }

    def _of(self, given: Arguments) -> str:
        shop = given.get("shop")
        if shop not in self._shops:
            raise InvalidInput("shop: not one of this console's shops")
        return str(shop)

    def _served(self, handler: Callable[[Arguments, Person], Answer]) -> Callable[..., Answer]:
        def serve(given: Arguments, request: gr.Request) -> Answer:
            try:
                person = self._identify(_own_page(request))
                return handler(given if isinstance(given, dict) else {}, person)
            except (AftersalesError, KnowledgeError) as error:
                return {"error": " ".join(str(error).split())}

        serve.__name__ = handler.__name__
        return serve


def _own_page(request: gr.Request) -> str | None:
    """Return the logged-in name; a call that another site's page makes in the person's browser is refused."""
    headers = request.headers
    origin, host = headers.get("origin"), headers.get("host")
    if origin and origin.split("://", 1)[-1] != host:
        raise InvalidInput("this call came from another site's page")
    return getattr(request, "username", None)


def _text(given: Arguments, key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str):
        raise InvalidInput(f"{key}: a text is needed")
    return value
