"""The console as a Gradio page: one component whose script draws everything with text nodes.

The component's template is constant and holds no data, because Gradio evaluates `${…}` found in data that reaches a
template; what buyers and documents say arrives as JSON and is set with `textContent`.
"""

import json
from collections.abc import Sequence
from importlib.resources import files

import gradio as gr

from agent.console.review import ReviewRoom

FILTERS = ("open", "overdue", "high_risk", "reviews", "mine", "all")
_KEYS = (
    ("j", "next"), ("k", "previous"), ("a", "approve"), ("Ctrl+Enter", "approve_typing"), ("e", "edit"),
    ("r", "reject"), ("n", "regenerate"), ("t", "switch"), ("s", "escalate"), ("c", "copy"), ("z", "undo"),
    ("/", "search"), ("?", "help"),
)  # fmt: skip
_REJECT = ("wrong_decision", "wrong_fact", "tone", "too_long", "off_topic")
_ESCALATE = ("amount", "angry", "legal", "unsure")


def build_console(room: ReviewRoom, *, shops: Sequence[str], shop: str) -> gr.Blocks:
    """Return the console for the given shops; `shop` is shown first."""
    page: gr.Blocks
    with gr.Blocks(
        title="售后台 Aftersales Desk", analytics_enabled=False, fill_width=True
    ) as page:
        gr.HTML(
            html_template="<div class='as-app'></div>",
            js_on_load=_script(shops, shop),
            server_functions=room.functions(),
            elem_id="console",
        )
    return page


def stylesheet() -> str:
    """Return the console's CSS."""
    return _static("console.css")


def words() -> dict[str, dict[str, str]]:
    """Return the interface's words by language."""
    loaded: dict[str, dict[str, str]] = json.loads(_static("words.json"))
    return loaded


def _script(shops: Sequence[str], shop: str) -> str:
    defaults = {
        "shops": list(shops),
        "shop": shop,
        "filters": FILTERS,
        "keys": _KEYS,
        "reject_reasons": _REJECT,
        "escalate_reasons": _ESCALATE,
    }
    script = _static("console.js")
    for name, value in (("__WORDS__", words()), ("__DEFAULTS__", defaults)):
        script = script.replace(name, json.dumps(value, ensure_ascii=False))
    return script


def _static(name: str) -> str:
    return (files("agent.console") / "static" / name).read_text(encoding="utf-8")
