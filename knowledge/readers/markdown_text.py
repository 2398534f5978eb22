"""Markdown: headings, lists, tables and paragraphs by markdown-it; YAML front matter as metadata."""

import re

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.readers.block import Block, Reading
from knowledge.readers.decoding import decode
from knowledge.readers.head import head
from knowledge.readers.reflow import join
from knowledge.readers.table import table_blocks

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)
_MARK = re.compile(
    r"[（(]?[\d一二三四五六七八九十]{1,3}[）).．、]|第[^条條]{1,8}[条條]|[①-⑳•●]|[问問答QA][：:]"
)


def read(data: bytes, name: str) -> Reading:
    """Read a Markdown file."""
    return from_text(decode(data, name))


def from_text(text: str) -> Reading:
    """Read Markdown text."""
    metadata, body = _front_matter(text)
    more, body = head(body)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    return Reading(blocks=tuple(_Blocks().run(tokens)), metadata=metadata + more)


def _front_matter(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    found = _FRONT.match(text)
    if not found:
        return (), text
    try:
        values = yaml.safe_load(found.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        return (), text
    if not isinstance(values, dict):
        return (), text
    pairs = []
    for key, value in values.items():
        shown = "、".join(map(str, value)) if isinstance(value, list) else str(value)
        pairs.append((str(key), shown))
    return tuple(pairs), text[found.end() :]


class _Blocks:
    """One pass over the tokens with the open lists."""

    def __init__(self) -> None:
        self._found: list[Block] = []
        self._depth = 0
        self._marker: str | None = None

    def run(self, tokens: list[Token]) -> list[Block]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "heading_open":
                self._add("heading", inline(tokens[at + 1]), int(token.tag[1]))
                at += 3
            elif token.type == "table_open":
                at = self._table(tokens, at)
            else:
                self._plain(token)
                at += 1
        return self._found

    def _plain(self, token: Token) -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self._depth += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._depth -= 1
        elif kind == "list_item_open":
            self._marker = f"{token.info}{token.markup} " if token.info else ""
        elif kind == "inline":
            self._paragraph(token)
        elif kind in ("fence", "code_block"):
            self._add("text", token.content)
        elif kind == "html_block":
            self._add("text", _TAG.sub("", token.content))

    def _paragraph(self, token: Token) -> None:
        text = inline(token)
        if self._depth and self._marker is not None:
            self._add("item", self._marker + text, self._depth)
            self._marker = None
        elif _is_strong(token):
            self._add("heading", text, 0)
        else:
            self._add("text", text, self._depth)

    def _table(self, tokens: list[Token], at: int) -> int:
        rows: list[list[str]] = []
        while tokens[at].type != "table_close":
            if tokens[at].type == "tr_open":
                rows.append([])
            elif tokens[at].type == "inline":
                rows[-1].append(inline(tokens[at]))
            at += 1
        self._found.extend(table_blocks(rows, sure=len(rows) > 1))
        return at + 1

    def _add(self, kind: str, text: str, level: int = 0) -> None:
        if text.strip():
            self._found.append(
                Block.model_validate({"kind": kind, "text": text.strip(), "level": level})
            )


def inline(token: Token) -> str:
    """Return the text as a reader of the page sees it; a wrapped line is joined, unless the next begins with a mark."""
    text = ""
    lines: list[str] = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            text += child.content
        elif child.type == "image":
            text += child.content
        elif child.type == "html_inline" and re.match(r"<br", child.content, re.IGNORECASE):
            lines, text = [*lines, text], ""
        elif child.type == "hardbreak":
            lines, text = [*lines, text], ""
        elif child.type == "softbreak":
            text += "\r"
    joined = []
    for line in [*lines, text]:
        parts = [part.strip() for part in line.split("\r")]
        whole = parts[0]
        for part in parts[1:]:
            whole = (
                f"{whole}\n{part}"
                if _MARK.match(part) or not part or _complete(whole)
                else join(whole, part)
            )
        joined.append(whole)
    return "\n".join(joined).strip()


def _complete(line: str) -> bool:
    return bool(re.search(r"[。！？；：]$", line))


def _is_strong(token: Token) -> bool:
    children = [
        child for child in token.children or [] if child.type != "text" or child.content.strip()
    ]
    if (
        len(children) < 3
        or children[0].type != "strong_open"
        or children[-1].type != "strong_close"
    ):
        return False
    closes = sum(child.type == "strong_close" for child in children)
    text = "".join(child.content for child in children)
    return closes == 1 and len(text) <= 40 and text[-1:] not in "。！；，.!;,"
