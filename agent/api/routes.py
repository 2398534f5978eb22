"""Collects the routers."""

from fastapi import APIRouter

from agent.api import cases, drafting, health, operations, webhooks

PREFIX = "/api/v1"


def routes() -> APIRouter:
    """Return every route of the product's HTTP interface."""
    router = APIRouter()
    router.include_router(drafting.router, prefix=PREFIX)
    router.include_router(cases.router, prefix=PREFIX)
    router.include_router(operations.router, prefix=PREFIX)
    router.include_router(webhooks.router)
    router.include_router(health.router)
    return router
