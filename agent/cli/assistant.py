"""`mcp`: the desk's read and draft tools for an assistant, on standard input and output."""

from argparse import Namespace
from importlib.metadata import version

from agent.bootstrap import build_clerk
from agent.integrations.mcp import mcp_server
from agent.integrations.toolbox import Toolbox
from agent.settings import Settings


def mcp(options: Namespace) -> int:
    """Serve one client until it goes away."""
    settings = Settings.read(data=options.data)
    shop, clerk = options.shop or settings.shop, build_clerk(settings)
    toolbox = Toolbox(
        find=lambda question, k: clerk.library.search(shop, question, k=k),
        propose=lambda case: clerk.propose(case, shop=shop).to_contract(),
    )
    mcp_server(toolbox, shop=shop, version=version("aftersales-desk")).run("stdio")
    return 0
