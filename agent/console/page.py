"""The console as a Gradio page: one component whose script draws everything with text nodes.

The component's template is constant and holds no data, because Gradio evaluates `${…}` found in data that reaches a
template; what buyers and documents say arrives as JSON and is set with `textContent`. Script and styles lie in small
files by noun and are joined here, in the order of `_SCRIPTS` and `_STYLES`.
"""

import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import gradio as gr

from agent.console.words import packs, words
from agent.domain.authority import LEADS
from agent.domain.override import FINAL

FIRST = "/console/first"
FILTERS = ("open", "overdue", "high_risk", "reviews", "mine", "snoozed", "by_hand", "failed", "all")
_KEYS = (
    ("j", "next"), ("k", "previous"), ("a", "approve"), ("y", "confirm"), ("e", "edit"), ("r", "reject"),
    ("n", "regenerate"), ("t", "switch"), ("u", "escalate"), ("s", "snooze"), ("l", "lock"), ("x", "select"),
    ("A", "bulk"), ("c", "copy"), ("z", "undo"), ("o", "source"), ("/", "search"), ("?", "help"),
)  # fmt: skip
_REJECT = ("wrong_decision", "wrong_fact", "tone", "too_long", "off_topic")
_ESCALATE = ("amount", "angry", "legal", "unsure")
_SNOOZE = ("10m", "1h", "3h", "morning")
_WISHES = ("shorter", "formal", "warmer", "other")
_SCRIPTS = (
    "base", "preferences", "frame", "dialog", "queue", "diff", "case", "editor", "grounds", "acts", "bulk", "reviews",
    "paste", "practice", "knowledge", "rules", "chart", "insights", "keys", "start",
)  # fmt: skip
_STYLES = ("base", "queue", "case", "grounds", "pages", "phone")


def build_console(
    functions: Sequence[Callable[..., Any]],
    *,
    shops: Sequence[str],
    shop: str,
    pages: Sequence[str],
    door: bool,
) -> gr.Blocks:
    """Return the console for the given shops; `shop` is shown first, `door` says that people sign in (and out)."""
    defaults = {
        "shops": list(shops),
        "shop": shop,
        "pages": list(pages),
        "door": door,
        "filters": FILTERS,
        "keys": _KEYS,
        "reject_reasons": _REJECT,
        "escalate_reasons": _ESCALATE,
        "snoozes": _SNOOZE,
        "wishes": _WISHES,
        "final": sorted(FINAL),
        "leads": sorted(LEADS),
    }
    page: gr.Blocks
    with gr.Blocks(
        title="售后台 Aftersales Desk", analytics_enabled=False, fill_width=True
    ) as page:
        gr.HTML(
            html_template="<div class='as-app'></div>",
            js_on_load=script(defaults),
            server_functions=list(functions),
            elem_id="console",
            apply_default_css=False,
        )
    return page


def head(shop: str) -> str:
    """Return what the page's head does: ask for the first queue while Gradio's own scripts are still loading."""
    named = json.dumps(shop).replace("<", "\\u003c")
    return (
        "<script>{const view = new URLSearchParams(location.search).get('view') ?? 'review';"
        f" const asked = new URLSearchParams({{shop: {named}, filter: view === 'reviews' ? 'reviews' : 'open'}});"
        f" if (view.startsWith('review')) window.aftersalesFirst = fetch('{FIRST}?' + asked)"
        ".then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);}</script>"
    )


def theme() -> gr.Theme:
    """Return a theme without web fonts: the console brings its own styles, and a font is 100 KB."""
    return gr.themes.Base(font=("system-ui", "sans-serif"), font_mono=("monospace",))


def stylesheet() -> str:
    """Return the console's CSS."""
    return "\n".join(_static("styles", f"{name}.css") for name in _STYLES)


def script(defaults: dict[str, Any]) -> str:
    """Return the page's script with its words and defaults set in."""
    joined = "\n".join(_static("scripts", f"{name}.js") for name in _SCRIPTS)
    for name, value in (("__WORDS__", words()), ("__PACKS__", packs()), ("__DEFAULTS__", defaults)):
        joined = joined.replace(name, json.dumps(value, ensure_ascii=False))
    return joined


def _static(*name: str) -> str:
    return files("agent.console").joinpath("static", *name).read_text(encoding="utf-8")
