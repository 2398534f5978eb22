"""Model Context Protocol: the toolbox for any assistant that speaks it. Needs the extra `mcp`; nothing here can send."""

from typing import TYPE_CHECKING, Any

from agent.errors import AftersalesError, ConfigurationError
from agent.integrations.toolbox import DRAFT, DRAFT_HELP, SEARCH, SEARCH_HELP, Toolbox

if TYPE_CHECKING:
    from mcp.server import MCPServer

_INSTRUCTIONS = "The after-sales desk of one shop. Drafts are proposals: a person approves and sends them in the desk's console."


def mcp_server(toolbox: Toolbox, *, shop: str, version: str) -> "MCPServer[Any]":
    """Return a server with the two tools; `run("stdio")` serves one client on standard input and output.

    Raises:
        ConfigurationError: the extra is not installed.
    """
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from mcp.types import ToolAnnotations
    except ImportError:
        raise ConfigurationError(
            "mcp needs the extra: pip install -c constraints.txt -e '.[mcp]'"
        ) from None
    server: MCPServer[Any] = MCPServer(
        name=f"aftersales-{shop}", instructions=_INSTRUCTIONS, version=version, log_level="ERROR"
    )
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @server.tool(name=SEARCH, description=SEARCH_HELP, annotations=reads)
    def search(question: str, k: int = 5) -> dict[str, Any]:
        return toolbox.search(question, k)

    @server.tool(name=DRAFT, description=DRAFT_HELP, annotations=reads)
    def draft(case: dict[str, Any]) -> dict[str, Any]:
        try:
            return toolbox.draft(case)
        except AftersalesError as error:  # its text is for the caller; any other is kept from it
            raise ToolError(str(error)) from None

    return server
