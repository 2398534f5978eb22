"""Markdown: headings, lists, tables and paragraphs by markdown-it; YAML front matter as metadata."""

import re
from collections.abc import Mapping

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.readers.block import Block, Reading
from knowledge.readers.decoding import decode
from knowledge.readers.footnote import as_note
from knowledge.readers.head import head
from knowledge.readers.reflow import join
from knowledge.readers.struck import struck_note
from knowledge.readers.table import table_blocks

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)
_FOOTNOTE = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.+(?:\n(?:[ \t]{2,}|\t)\S.*)*)\n?", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")
_STRUCK_TAG = re.compile(r"<(?P<end>/?)(?:s|strike|del)\b", re.IGNORECASE)
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
    body, notes = _footnotes(body)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    struck = [text for token in tokens for text in _take_out_struck(token)]
    return Reading(
        blocks=tuple(_Blocks(notes).run(tokens)),
        metadata=metadata + more,
        notes=tuple(struck_note(struck)),
    )


def _footnotes(body: str) -> tuple[str, Mapping[str, str]]:
    """Return the text without its footnotes, and each footnote by its mark."""
    notes = {mark: " ".join(text.split()) for mark, text in _FOOTNOTE.findall(body)}
    return (_FOOTNOTE.sub("", body) if notes else body), notes


def _take_out_struck(token: Token) -> list[str]:
    """Take what is struck through out of a token, and return it."""
    struck: list[str] = []
    kept: list[Token] = []
    depth = 0
    for child in token.children or []:
        tag = _STRUCK_TAG.match(child.content) if child.type == "html_inline" else None
        opens = child.type == "s_open" or (tag is not None and not tag["end"])
        closes = child.type == "s_close" or (tag is not None and bool(tag["end"]))
        if opens:
            struck += [""] * (not depth)
        depth = max(0, depth + opens - closes)
        if depth and child.type in ("text", "code_inline"):
            struck[-1] += child.content
        elif not (depth or opens or closes):
            kept.append(child)
    if struck:
        token.children = kept
    return struck


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

    def __init__(self, notes: Mapping[str, str]) -> None:
        self._notes = notes
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
        text = self._noted(text).strip()
        if text:
            self._found.append(Block.model_validate({"kind": kind, "text": text, "level": level}))

    def _noted(self, text: str) -> str:
        """Put the footnotes of a text under it: what they say limits what it says."""
        marks = [mark for mark in _REFERENCE.findall(text) if mark in self._notes]
        for mark in marks:
            text = text.replace(f"[^{mark}]", "")
        said = (self._notes[mark] for mark in dict.fromkeys(marks))
        return "\n".join([text, *map(as_note, said)])


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
