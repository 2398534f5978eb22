"""The desk as tools of other programs: LangChain's own interfaces and a real MCP client on standard input."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.errors import InvalidCase
from agent.integrations.langchain import ClauseRetriever, tools
from agent.integrations.toolbox import DRAFT, SEARCH, Toolbox
from tests.small_shop import SmallDesk, returning

SHOP = "s"


@pytest.fixture
def toolbox(tmp_path: Path) -> Any:
    desk = SmallDesk(tmp_path)
    clerk = desk.clerk()
    desk.activate(clerk)
    yield Toolbox(
        find=lambda question, k: clerk.library.search(SHOP, question, k=k),
        propose=lambda case: clerk.propose(case, shop=SHOP).to_contract(),
    )
    desk.library.close()


def case() -> dict[str, Any]:
    return returning().model_dump(mode="json", exclude_none=True)


def test_langchain_retriever_gives_clauses_with_their_place(toolbox: Toolbox) -> None:
    found = ClauseRetriever(toolbox=toolbox, k=1).invoke("质量问题")
    assert len(found) == 1
    assert found[0].metadata["path"] == "policies/returns.md"
    assert found[0].page_content and isinstance(found[0].metadata["answerable"], bool)


def test_langchain_tools_search_and_draft_and_cannot_send(toolbox: Toolbox) -> None:
    by_name = {tool.name: tool for tool in tools(toolbox)}
    assert set(by_name) == {SEARCH, DRAFT}
    assert by_name[SEARCH].invoke({"question": "七天无理由", "k": 1})["results"]
    drafted = by_name[DRAFT].invoke({"case": case()})
    assert drafted["decision"]["outcome"] == "return_refund" and drafted["draft"]["text"]


def test_a_wrong_case_is_named_without_its_words(toolbox: Toolbox) -> None:
    with pytest.raises(InvalidCase, match="colour") as raised:
        toolbox.draft({"id": "c1", "colour": "13800138000"})
    assert "13800138000" not in str(raised.value)


@pytest.mark.slow
def test_a_real_mcp_client(tmp_path: Path) -> None:
    mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    desk = SmallDesk(tmp_path)
    desk.activate(desk.clerk())
    desk.library.close()
    server = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-c", _SERVE, str(tmp_path)],
        env={**os.environ},
    )

    async def talk() -> tuple[list[str], dict[str, Any], dict[str, Any], Any]:
        async with mcp.Client(server, read_timeout_seconds=60) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            found = await client.call_tool(SEARCH, {"question": "质量问题", "k": 1})
            drafted = await client.call_tool(DRAFT, {"case": case()})
            wrong = await client.call_tool(DRAFT, {"case": {"id": "c", "colour": "red"}})
        return names, _document(found), _document(drafted), wrong

    names, found, drafted, wrong = asyncio.run(talk())
    assert sorted(names) == sorted([SEARCH, DRAFT])
    assert found["results"][0]["path"] == "policies/returns.md"
    assert drafted["draft"]["text"]
    assert wrong.is_error and "colour" in wrong.content[0].text


def _document(result: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(result.content[0].text)
    return made


# The small shop's release is made with the tests' own embedder, so the command's parts are put together here.
_SERVE = """
import sys
from pathlib import Path
from agent.integrations.mcp import mcp_server
from agent.integrations.toolbox import Toolbox
from tests.small_shop import SmallDesk
clerk = SmallDesk(Path(sys.argv[1])).clerk()
toolbox = Toolbox(
    find=lambda question, k: clerk.library.search("s", question, k=k),
    propose=lambda case: clerk.propose(case, shop="s").to_contract(),
)
mcp_server(toolbox, shop="s", version="1").run("stdio")
"""
