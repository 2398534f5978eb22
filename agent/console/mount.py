"""Puts the console into the web application: rooms, door, page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from agent.clerk.answers import check_document
from agent.clerk.clerk import Clerk
from agent.console.call import Handler, Line
from agent.console.door import COOKIE, Door
from agent.console.figures import FigureRoom
from agent.console.grounds import GroundsRoom
from agent.console.page import FIRST, build_console, head, stylesheet, theme
from agent.console.panel import PanelRoom, install_panel
from agent.console.paste import PasteRoom
from agent.console.practice import PracticeRoom
from agent.console.review import ReviewRoom
from agent.console.rules import RuleRoom
from agent.console.shelf import ShelfRoom
from agent.console.uploads import Uploads
from agent.desk.desk import Desk
from agent.domain.clock import Clock
from agent.domain.shop import Shop
from agent.insights import Insights
from agent.practice import Tutor

_ALONE = ("review", "reviews")
_PAGES = (*_ALONE, "paste", "practice", "knowledge", "rules", "insights")


@dataclass(frozen=True, kw_only=True)
class Backroom:
    """What the pages beside the review page work with; `folders` are those that shops were read from, where known."""

    clerk: Clerk
    insights: Insights
    data: Path
    folders: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the console stands on. Without a backroom it has the review page alone.

    `shop` is shown first of `shops`; `users` are (name, role, password), none: everybody on this machine is a lead.
    """

    desk: Desk
    clock: Clock
    shop: str
    shops: Sequence[str]
    settings: Callable[[str], Shop]
    users: Sequence[tuple[str, str, str]] = ()
    undo_seconds: float = 8.0
    backroom: Backroom | None = None


def mount_console(app: FastAPI, parts: Parts) -> None:
    """Mount the console at `/`."""
    door = Door(parts.users)
    line = Line(shops=parts.shops, identify=door.person, cookie=COOKIE)
    review = _review(parts, line)
    handlers: list[Handler] = [*review.handlers()]
    if parts.backroom is not None:
        handlers += _backroom(parts, parts.backroom, line)
    page = build_console(
        line.served(handlers),
        shops=parts.shops,
        shop=parts.shop,
        pages=_PAGES if parts.backroom else _ALONE,
        door=door.locked,
    )
    door.install(app)
    panel = PanelRoom(parts.desk, line, clock=parts.clock, shop=parts.settings)
    install_panel(app, line.served(panel.handlers()), shops=parts.shops, shop=parts.shop)
    _answer_first(app, line, review)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,  # would keep buyers' words in the browser's storage
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        mcp_server=False,
        css=stylesheet(),
        head=head(parts.shop),
        theme=theme(),
        auth_dependency=door.name_of if door.locked else None,
    )


def _review(parts: Parts, line: Line) -> ReviewRoom:
    return ReviewRoom(
        parts.desk,
        line,
        shop=parts.settings,
        undo_seconds=parts.undo_seconds,
        insights=parts.backroom.insights if parts.backroom else None,
    )


def _backroom(parts: Parts, back: Backroom, line: Line) -> list[Handler]:
    """Return what the other pages may call."""
    desk, clock, shop = parts.desk, parts.clock, parts.settings
    clerk, insights, data = back.clerk, back.insights, back.data
    uploads = Uploads(data / "uploads", clerk.library, back.folders)
    check = partial(_check, clerk)
    tutor = Tutor(clerk, clock)
    rooms = (
        GroundsRoom(desk, line, clerk=clerk, insights=insights),
        PasteRoom(desk, line, clock=clock, shop=shop, check=check),
        PracticeRoom(line, tutor=tutor, insights=insights, shop=shop),
        ShelfRoom(line, clerk=clerk, insights=insights, clock=clock, uploads=uploads),
        RuleRoom(desk, line, clerk=clerk, clock=clock, uploads=uploads),
        FigureRoom(line, insights=insights, clock=clock, shop=shop, data=data),
    )
    return [handler for room in rooms for handler in room.handlers()]


def _answer_first(app: FastAPI, line: Line, review: ReviewRoom) -> None:
    (answer,) = line.served([review.first])

    def first(request: Request, shop: str, filter: str = "open") -> JSONResponse:
        return JSONResponse(
            answer({"shop": shop, "filter": filter}, request), headers={"Cache-Control": "no-store"}
        )

    app.add_api_route(FIRST, first, methods=["GET"], include_in_schema=False)


def _check(clerk: Clerk, text: str, shop: str) -> dict[str, Any]:
    return check_document(text, surface="im", context={}, clerk=clerk, shop=shop)
