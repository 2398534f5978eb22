"""One web application: the API, the ways in for channels, and the console."""

from agent.server.application import AppParts, create_app
from agent.server.logins import credentials, refuse_open_doors
from agent.server.running import main, run, serve, web_app

__all__ = [
    "AppParts",
    "create_app",
    "credentials",
    "main",
    "refuse_open_doors",
    "run",
    "serve",
    "web_app",
]
