"""From settings to a server that listens."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Thread

import uvicorn
from fastapi import FastAPI

from agent.bootstrap import Service, build_service
from agent.clerk.answers import check_document, search_document
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.server.application import AppParts, create_app
from agent.server.logins import logins
from agent.settings import Settings


def web_app(
    settings: Settings | None = None,
    *,
    service: Service | None = None,
    folders: Mapping[str, Path] | None = None,
) -> FastAPI:
    """Return the application for the settings, by default those of the environment: `uvicorn app:create_app --factory`."""
    settings = settings or Settings.read()
    tokens, users = logins(settings)
    service = service or build_service(settings)
    return create_app(
        AppParts(
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
            folders=folders or {},
        )
    )


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
    logins(settings)  # an open door is refused before anything is loaded
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
