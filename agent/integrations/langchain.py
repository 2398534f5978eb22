"""LangChain: the shop's clauses as a retriever, the toolbox as tools."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import ConfigDict

from agent.integrations.toolbox import DRAFT, DRAFT_HELP, SEARCH, SEARCH_HELP, Toolbox


class ClauseRetriever(BaseRetriever):
    """Finds clauses; each document's metadata has path, heading, score and whether the release answers at all."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    toolbox: Toolbox
    k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        answer = self.toolbox.find(query, self.k)
        return [
            Document(
                page_content=hit.clause.text,
                metadata={
                    "path": hit.clause.path,
                    "heading": hit.clause.heading,
                    "score": hit.score,
                    "answerable": answer.answerable,
                },
            )
            for hit in answer.hits
        ]


def tools(toolbox: Toolbox) -> list[BaseTool]:
    """Return the toolbox as tools for an agent: searching and drafting, no sending."""

    def search(question: str, k: int = 5) -> dict[str, Any]:
        return toolbox.search(question, k)

    def draft(case: dict[str, Any]) -> dict[str, Any]:
        return toolbox.draft(case)

    return [
        StructuredTool.from_function(search, name=SEARCH, description=SEARCH_HELP),
        StructuredTool.from_function(draft, name=DRAFT, description=DRAFT_HELP),
    ]
