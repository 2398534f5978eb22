"""Parts of an HTML page that a visitor does not see, or sees struck through: left out, and said where they hold words."""

import re

from selectolax.lexbor import LexborHTMLParser

from knowledge.readers.struck import struck_note

_BY_ATTRIBUTE = "[hidden], [aria-hidden=true], [style]"
_INLINE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK = frozenset({"s", "strike", "del"})
_LINE = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_BLOCK = re.compile(r"@[^{;]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_PLAIN = re.compile(r"[\w\-.# >]+")
_WORTH_SAYING = 8


def drop_hidden(tree: LexborHTMLParser) -> list[str]:
    """Take hidden parts out of the tree; return one note that names the first of those with words.

    Hidden is what an attribute or the page's own style sheet hides always: a class that another rule shows again belongs to
    tabs and folds, which a visitor can open, and is read.
    """
    said: list[str] = []
    nodes = [
        node
        for node in tree.css(_BY_ATTRIBUTE)
        if node.attributes.get("hidden", "-") != "-"
        or node.attributes.get("aria-hidden") == "true"
        or _INLINE.search(node.attributes.get("style") or "")
    ]
    for selector in _hiding(" ".join(node.text() for node in tree.css("style"))):
        nodes.extend(tree.css(selector))
    for node in reversed(nodes):
        if node.tag in ("body", "html"):
            continue
        words = " ".join(node.text().split()) if node.tag not in ("script", "style") else ""
        if len(words) >= _WORTH_SAYING:
            said.append(words)
        node.decompose()
    if not said:
        return []
    return [f"{len(said)} hidden part(s) left out ({said[-1][:20]}…); show them to have them read"]


def drop_struck(tree: LexborHTMLParser) -> list[str]:
    """Take text that is struck through out of the tree, and say so."""
    found = {  # a node that two of the selectors meet is given twice
        node.mem_id: node
        for node in tree.css("s, strike, del, [style]")
        if node.tag in _STRUCK or _LINE.search(node.attributes.get("style") or "")
    }
    struck = [node.text() for node in found.values()]
    for node in reversed(found.values()):
        node.decompose()
    return struck_note(struck)


def _hiding(sheet: str) -> list[str]:
    """Return the plain selectors that hide always, those that another rule shows again left out."""
    hides: list[str] = []
    shows = ""
    for names, body in _RULE.findall(_BLOCK.sub("", sheet)):
        selectors = [one.strip() for one in names.split(",")]
        if _INLINE.search(body):
            hides += [one for one in selectors if _PLAIN.fullmatch(one)]
        elif re.search(r"display\s*:|visibility\s*:\s*visible", body):
            shows += " ".join(selectors) + " "
    shown = set(re.findall(r"[.#][\w\-]+", shows))
    return [
        one
        for one in hides
        if re.search("[.#]", one) and not shown & set(re.findall(r"[.#][\w\-]+", one))
    ]
