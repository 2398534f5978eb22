"""The application made of its parts: the API, the ways in for channels, and the console."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from agent.api import document, errors
from agent.api.auth import Tokens, is_loopback
from agent.api.context import Check, Context, Search
from agent.api.idempotency import Once
from agent.api.local import LocalOnly
from agent.api.metrics import Metrics
from agent.api.rate import Rate
from agent.api.routes import routes
from agent.channels.switchboard import Switchboard
from agent.desk import Desk
from agent.domain.clock import Clock
from agent.domain.shop import Shop
from agent.server.logins import Credentials, refuse_open_doors
from agent.store.unit_of_work import Store
from agent.workflows import Workflows

if TYPE_CHECKING:
    from agent.clerk.clerk import Clerk
    from agent.insights import Insights

_DESCRIPTION = (
    "Drafts, decisions and approvals of the after-sales desk. Nothing leaves without an approval."
)


@dataclass(frozen=True, kw_only=True)
class AppParts:
    """What the application stands on.

    Attributes:
        desk: The use cases.
        store: For idempotency keys and readiness.
        clock: The time.
        shop: The shop taken where a request names none, and the console shows first.
        shops: The shops that the console offers, the one shop if empty.
        shop_settings: Gives a shop's settings; NotFound for an unknown one.
        workflows: Durable work; without it replies and events wait in the store.
        channels: Ways in by name.
        search: The contract's search, as `Search` says.
        check: The contract's check, as `Check` says.
        ready: Further parts that must answer, by name.
        host: Where it will listen: without logins only this machine is let in.
        tokens: Callers of the API.
        console_users: Who may use the console.
        console: Whether the console is mounted at `/`.
        undo_seconds: For the console's undo button.
        requests_per_minute: What one caller of the API may ask.
        clerk: For the console's pages beside the review page; so are the next two.
        insights: What the desk's history says.
        data: The data folder.
        folders: Folders that shops were read from, where known.
    """

    desk: Desk
    store: Store
    clock: Clock
    shop: str
    shop_settings: Callable[[str], Shop]
    shops: Sequence[str] = ()
    workflows: Workflows | None = None
    channels: Switchboard = field(default_factory=Switchboard)
    search: Search | None = None
    check: Check | None = None
    ready: Callable[[], dict[str, bool]] = dict
    host: str = "127.0.0.1"
    tokens: Credentials = ()
    console_users: Credentials = ()
    console: bool = True
    undo_seconds: float = 8.0
    requests_per_minute: int = 1200
    clerk: "Clerk | None" = None
    insights: "Insights | None" = None
    data: Path | None = None
    folders: Mapping[str, Path] = field(default_factory=dict)


def create_app(parts: AppParts) -> FastAPI:
    """Return the application; its lifespan starts and stops the workflows.

    Raises:
        ConfigurationError: others could act here without a login.
    """
    refuse_open_doors(
        host=parts.host,
        tokens=parts.tokens,
        console_users=parts.console_users,
        console=parts.console,
    )
    app = FastAPI(
        title="Aftersales Desk",
        description=_DESCRIPTION,
        version="1",
        lifespan=_lifespan(parts.workflows),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the bundled pages load scripts from another host
        redoc_url=None,
    )
    app.state.context = _context(parts)
    errors.install(app)
    app.include_router(routes())
    document.install(app)
    if not parts.tokens or (parts.console and not parts.console_users):
        app.add_middleware(LocalOnly)
    if parts.console:
        _mount_console(app, parts)
    return app


def _context(parts: AppParts) -> Context:
    store, clock, workflows = parts.store, parts.clock, parts.workflows
    return Context(
        desk=parts.desk,
        shop=parts.shop,
        tokens=Tokens(
            parts.tokens,
            open_=is_loopback(parts.host),
            issued=lambda text: store.token(text, now=clock.now()),
            rate=Rate(parts.requests_per_minute, clock),
        ),
        once=Once(store, clock),
        channels=parts.channels,
        search=parts.search,
        check=parts.check,
        fetch=None if workflows is None else workflows.fetch,
        metrics=Metrics(read=store.counts),
        ready=lambda: {**_answering(store, workflows), **parts.ready()},
    )


def _mount_console(app: FastAPI, parts: AppParts) -> None:
    # Gradio is imported only where the console is wanted; the API works without it.
    from agent.console.mount import Backroom, Parts, mount_console

    backroom = None
    if parts.clerk is not None and parts.insights is not None and parts.data is not None:
        backroom = Backroom(
            clerk=parts.clerk, insights=parts.insights, data=parts.data, folders=parts.folders
        )
    console = Parts(
        desk=parts.desk,
        clock=parts.clock,
        shop=parts.shop,
        shops=tuple(parts.shops) or (parts.shop,),
        settings=parts.shop_settings,
        users=parts.console_users,
        undo_seconds=parts.undo_seconds,
        backroom=backroom,
    )
    mount_console(app, console)


def _lifespan(
    workflows: Workflows | None,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what starts durable work with the application and stops it with it."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if workflows is not None:
            await run_in_threadpool(workflows.start)
        try:
            yield
        finally:
            if workflows is not None:
                await run_in_threadpool(workflows.stop)

    return lifespan


def _answering(store: Store, workflows: Workflows | None) -> dict[str, bool]:
    """Return whether each part that every request needs is there, by name."""
    running = {} if workflows is None else {"workflows": workflows.running}
    return {"database": store.answers(), **running}
