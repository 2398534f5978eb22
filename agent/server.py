"""One web application: the API, the ways in for channels, and the console.

Gradio is imported only when the console is wanted; the API works without it.
"""

import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from agent.api import document, errors
from agent.api.auth import ROLES, Tokens, is_loopback
from agent.api.context import Check, Context, Search
from agent.api.idempotency import Once
from agent.api.local import LocalOnly
from agent.api.metrics import Metrics
from agent.api.rate import Rate
from agent.api.routes import routes
from agent.bootstrap import Service, build_service
from agent.channels.switchboard import Switchboard
from agent.clerk.answers import check_document, search_document
from agent.desk import Desk
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.shop import Shop
from agent.errors import ConfigurationError
from agent.settings import Settings
from agent.store.unit_of_work import Store
from agent.workflows import Workflows

if TYPE_CHECKING:
    from agent.clerk.clerk import Clerk
    from agent.insights import Insights

Credentials = Sequence[tuple[str, str, str]]
"""(name, role, secret) of each token or console login."""

_DESCRIPTION = (
    "Drafts, decisions and approvals of the after-sales desk. Nothing leaves without an approval."
)


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


def create_app(
    *,
    desk: Desk,
    store: Store,
    clock: Clock,
    shop: str,
    shops: Sequence[str] = (),
    shop_settings: Callable[[str], Shop],
    workflows: Workflows | None = None,
    channels: Switchboard | None = None,
    search: Search | None = None,
    check: Check | None = None,
    ready: Callable[[], dict[str, bool]] = dict,
    host: str = "127.0.0.1",
    tokens: Credentials = (),
    console_users: Credentials = (),
    console: bool = True,
    undo_seconds: float = 8.0,
    requests_per_minute: int = 1200,
    clerk: "Clerk | None" = None,
    insights: "Insights | None" = None,
    data: Path | None = None,
    folders: Mapping[str, Path] | None = None,
) -> FastAPI:
    """Return the application; its lifespan starts and stops the workflows.

    Args:
        desk: The use cases.
        store: For idempotency keys and readiness.
        clock: The time.
        shop: The shop taken where a request names none, and the console shows first.
        shops: The shops that the console offers.
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
    refuse_open_doors(host=host, tokens=tokens, console_users=console_users, console=console)

    app = FastAPI(
        title="Aftersales Desk",
        description=_DESCRIPTION,
        version="1",
        lifespan=_lifespan(workflows),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the bundled pages load scripts from another host
        redoc_url=None,
    )
    app.state.context = Context(
        desk=desk,
        shop=shop,
        tokens=Tokens(
            tokens,
            open_=is_loopback(host),
            issued=lambda text: store.token(text, now=clock.now()),
            rate=Rate(requests_per_minute, clock),
        ),
        once=Once(store, clock),
        channels=channels or Switchboard(),
        search=search,
        check=check,
        fetch=None if workflows is None else workflows.fetch,
        metrics=Metrics(read=store.counts),
        ready=lambda: {**_answering(store, workflows), **ready()},
    )
    errors.install(app)
    app.include_router(routes())
    document.install(app)
    if not tokens or (console and not console_users):
        app.add_middleware(LocalOnly)
    if console:
        from agent.console.mount import Backroom, Parts, mount_console

        backroom = None
        if clerk is not None and insights is not None and data is not None:
            backroom = Backroom(clerk=clerk, insights=insights, data=data, folders=folders or {})
        parts = Parts(
            desk=desk,
            clock=clock,
            shop=shop,
            shops=tuple(shops) or (shop,),
            settings=shop_settings,
            users=console_users,
            undo_seconds=undo_seconds,
            backroom=backroom,
        )
        mount_console(app, parts)
    return app


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


def web_app(
    settings: Settings | None = None,
    *,
    service: Service | None = None,
    folders: Mapping[str, Path] | None = None,
) -> FastAPI:
    """Return the application for the settings, by default those of the environment: `uvicorn app:create_app --factory`."""
    settings = settings or Settings.read()
    tokens, users = _logins(settings)
    service = service or build_service(settings)
    return create_app(
        desk=service.desk,
        store=service.store,
        clock=service.clock,
        shop=settings.shop,
        shops=tuple(dict.fromkeys((settings.shop, *service.store.shops()))),
        shop_settings=service.shop_settings,
        workflows=service.workflows,
        channels=service.channels,
        search=lambda query, *, shop, **options: search_document(
            service.clerk.library.search(shop, query, **options)
        ),
        check=lambda text, *, shop, surface, context: check_document(
            text, surface=surface, context=context, clerk=service.clerk, shop=shop
        ),
        host=settings.host,
        tokens=tokens,
        console_users=users,
        undo_seconds=settings.undo_seconds,
        requests_per_minute=settings.requests_per_minute,
        clerk=service.clerk,
        insights=service.insights,
        data=settings.data,
        folders=folders,
    )


def _logins(settings: Settings) -> tuple[Credentials, Credentials]:
    """Return API tokens and console logins; ConfigurationError where others could come in without one."""
    tokens = credentials(settings.tokens.get_secret_value(), setting="AFTERSALES_TOKENS")
    users = credentials(
        settings.console_users.get_secret_value(), setting="AFTERSALES_CONSOLE_USERS"
    )
    refuse_open_doors(host=settings.host, tokens=tokens, console_users=users, console=True)
    return tokens, users


def run(
    settings: Settings,
    *,
    announce: Callable[[str], None],
    clock: Clock | None = None,
    prepare: Callable[[Service], None] | None = None,
    cases: Sequence[Case] = (),
    folders: Mapping[str, Path] | None = None,
) -> int:
    """Serve until stopped. `prepare` readies the service's data, `cases` are brought to the desk if it lacks them."""
    _logins(settings)  # an open door is refused before anything is loaded
    service = build_service(settings, clock=clock)
    try:
        if prepare is not None:
            prepare(service)
        with service.store.reading(settings.shop) as work:
            new = [case for case in cases if work.cases.find(case.id) is None]
        for case in new:
            service.desk.receive(case, shop=settings.shop, channel="webhook")
        app = web_app(settings, service=service, folders=folders)
        # The first buyer should not wait for what can be loaded meanwhile.
        Thread(target=service.clerk.warm, args=(settings.shop,), daemon=True).start()
        announce(f"http://{settings.host}:{settings.port}")
        serve(app, host=settings.host, port=settings.port)
    finally:
        service.close()
    return 0


def main() -> int:
    """Serve with the settings of the environment."""
    return run(Settings.read(), announce=print)


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Listen until stopped: one worker, because the console keeps its sessions in the process.

    A draft being written gives the interpreter up every millisecond (Python's own is five): an event at a hook asks for it
    a dozen times until it is kept, and waited for a draft each time.
    """
    sys.setswitchinterval(0.001)
    uvicorn.run(app, host=host, port=port, workers=1, log_level="warning", server_header=False)
