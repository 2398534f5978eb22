"""A draft as server-sent events, in the order in which it comes about."""

import json
import re
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Any

from agent.api.errors import code_of
from agent.errors import AftersalesError
from agent.proposal import Proposal
from knowledge.errors import KnowledgeError

_PIECE = re.compile(r".*?(?:[。！？!?；;\n]+|$)", re.S)

Tell = Callable[[str, Any], None]
"""Is told the name of a step and what it gave, as it ends."""


def draft_events(propose: Callable[[Tell], Proposal]) -> Iterator[str]:
    """Run `propose` in a thread of its own and give its steps as events, then the text in sentences, then the whole."""
    told: SimpleQueue[tuple[str, Any] | None] = SimpleQueue()

    def work() -> None:
        try:
            proposal = propose(lambda name, value: told.put((name, value)))
            for piece in pieces(proposal.draft.text or ""):
                told.put(("text", {"text": piece}))
            told.put(("findings", [one.model_dump(mode="json") for one in proposal.findings]))
            told.put(("done", proposal.to_contract()))
        except (AftersalesError, KnowledgeError) as error:
            status, code = code_of(error)
            told.put(("problem", {"status": status, "code": code, "detail": str(error)}))
        except Exception:  # noqa: BLE001 - the answer has begun: its end must say that it failed
            told.put(("problem", {"status": 500, "code": "internal", "detail": "see the log"}))
        finally:
            told.put(None)

    Thread(target=work, daemon=True).start()
    while (event := told.get()) is not None:
        name, value = event
        yield f"event: {name}\ndata: {json.dumps(_plain(value), ensure_ascii=False)}\n\n"


def pieces(text: str) -> list[str]:
    """Return the text cut behind its sentences; joined they are the text again."""
    return [piece for piece in _PIECE.findall(text) if piece]


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
