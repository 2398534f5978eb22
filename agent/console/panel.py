"""The panel beside a chat in 千牛: drafts of the buyer one talks with, approved texts for the input box.

A page of its own, without Gradio: it opens fast in a narrow pane, and everything in it is set as text. It never sends. What it
puts into the input box is what the desk hands over, and the desk hands over approved texts only; the person presses enter.
"""

import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from agent.console.call import Answer, Arguments, Handler, Line, Person, only_acting, text_of
from agent.console.caution import cautions
from agent.desk.by_hand import BY_HAND, mark_of
from agent.desk.desk import Desk
from agent.desk.views import CaseDetail
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.message import Message
from agent.domain.order import Order
from agent.domain.shop import Shop
from agent.errors import InvalidInput
from agent.store.records import TO_SEND_BY_HAND, OutboxState

_MOST_CHARS = 4000
_MOST_BYTES = 65_536
_POLICY = (
    "default-src 'none'; script-src 'self' https://g.alicdn.com; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self' https://*.taobao.com https://*.tmall.com"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
_FILES = {"panel.js": "text/javascript", "panel.css": "text/css"}


class PanelRoom:
    """The functions behind the panel."""

    def __init__(
        self, desk: Desk, line: Line, *, clock: Clock, shop: Callable[[str], Shop]
    ) -> None:
        self._desk = desk
        self._line = line
        self._clock = clock
        self._shop = shop

    def handlers(self) -> tuple[Handler, ...]:
        """Return what the panel may call."""
        return (self.panel_cases, self.panel_ask, self.panel_approve, self.panel_take)

    def panel_cases(self, given: Arguments, person: Person) -> Answer:
        """Return the chat cases of the buyer in front of the person, of a search, or all that wait."""
        found = self._desk.to_answer_by_hand(
            self._line.shop(given), contact=_short(given, "contact"), search=_short(given, "search")
        )
        return {"rows": [_row(one) for one in found], "you": person._asdict()}

    def panel_ask(self, given: Arguments, person: Person) -> Answer:
        """Take what the buyer wrote, which no interface brings, and draft an answer."""
        only_acting(person)
        shop, words = self._line.shop(given), text_of(given, "text").strip()
        if not words or len(words) > _MOST_CHARS:
            raise InvalidInput(f"paste what the buyer wrote, at most {_MOST_CHARS} characters")
        contact, number = _short(given, "contact"), _short(given, "order")
        name = mark_of(f"{contact}\n{number or ''}") if contact else uuid4().hex
        case = Case(
            id=f"qn-{name[:16]}",
            platform="tmall" if given.get("platform") == "tmall" else "taobao",
            messages=(Message(text=words, at=self._clock.now()),),
            order=Order(order_id=number) if number else None,
        )
        thread = {"contact": mark_of(contact)} if contact else {}
        self._desk.receive(case, shop=shop, channel="qianniu", by=person.name, thread=thread)
        return {"row": _row(self._desk.case(case.id, shop=shop))}

    def panel_approve(self, given: Arguments, person: Person) -> Answer:
        """Approve the draft as it stands or in the person's wording, and hand it over at once.

        What the console has a person look at twice is confirmed here too, with a second press.
        """
        act = _act(given, person, self._line.shop(given))
        detail = self._desk.case(act["case_id"], shop=act["shop"])
        why = cautions(detail, self._shop(act["shop"]), person.role)
        if why and given.get("confirmed") is not True:
            return {"error": "look twice and confirm", "code": "confirm", "cautions": list(why)}
        text = given.get("text")
        if isinstance(text, str):
            self._desk.edit(**act, text=text)
        else:
            self._desk.approve(**act)
        return self.panel_take(given, person)

    def panel_take(self, given: Arguments, person: Person) -> Answer:
        """Return an approved text for the input box."""
        act = _act(given, person, self._line.shop(given))
        text = self._desk.hand_over(**act, contact=_short(given, "contact"))
        return {"text": text, "row": _row(self._desk.case(act["case_id"], shop=act["shop"]))}


def install_panel(
    app: FastAPI, functions: Sequence[Callable[..., Answer]], *, shops: Sequence[str], shop: str
) -> None:
    """Add the page at `/panel`, its two files, and its functions below it."""
    named = {function.__name__: function for function in functions}
    settings = json.dumps({"shops": list(shops), "shop": shop})
    page = _static("panel.html").replace("__SETTINGS__", _attribute(settings))
    router = APIRouter(prefix="/panel", include_in_schema=False)

    def show() -> Response:
        return HTMLResponse(page, headers=_HEADERS)

    def file(name: str) -> Response:
        if name not in _FILES:
            return Response(status_code=404)
        return Response(_static(name), media_type=_FILES[name], headers=_HEADERS)

    async def call(name: str, request: Request) -> Response:
        raw = await request.body()
        if name not in named or len(raw) > _MOST_BYTES:
            return Response(status_code=404)
        return await run_in_threadpool(_answered, named[name], raw, request)

    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/static/{name}", file, methods=["GET"])
    router.add_api_route("/call/{name}", call, methods=["POST"])
    app.include_router(router)


def _answered(function: Callable[..., Answer], raw: bytes, request: Request) -> Response:
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        return Response(status_code=400)
    return JSONResponse(function(given, request), headers={"Cache-Control": "no-store"})


def _row(detail: CaseDetail) -> dict[str, Any]:
    record, draft = detail.record, detail.draft
    said = record.case.buyer_texts
    reply = next(
        (
            one
            for one in reversed(detail.replies)
            if one.draft_version == record.draft_version
            and one.state is not OutboxState.CANCELLED
            and not one.holding
        ),
        None,
    )
    number = record.case.order.order_id if record.case.order else None
    drafted = draft.draft.text if draft else None
    return {
        "id": record.case.id,
        "version": record.draft_version,
        "state": "none" if draft is None else "taken" if reply and reply.provider_id == BY_HAND else "to_send" if record.alert == TO_SEND_BY_HAND else draft.state.value,
        "status": record.status.value,
        "said": said[-1] if said else "",
        "order": number[-6:] if number else None,
        "text": str(reply.payload["text"]) if reply else drafted,
        "blocked": bool(draft and draft.blocked),
        "outcome": record.outcome,
        "due": record.due.isoformat() if record.due else None,
    }  # fmt: skip


def _act(given: Arguments, person: Person, shop: str) -> dict[str, Any]:
    version = given.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise InvalidInput("version: the draft version that is shown is needed")
    return {
        "case_id": text_of(given, "case_id"),
        "shop": shop,
        "version": version,
        "by": person.name,
        "role": person.role,
    }


def _short(given: Arguments, key: str) -> str | None:
    value = given.get(key)
    text = value.strip() if isinstance(value, str) else ""
    return text[:120] or None


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _static(name: str) -> str:
    return files("agent.console").joinpath("static", name).read_text(encoding="utf-8")
