"""HTML pages: what a visitor reads, without scripts, menus and hidden parts, by selectolax."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.readers.block import Block, Reading
from knowledge.readers.decoding import decode
from knowledge.readers.html_hidden import drop_hidden, drop_struck
from knowledge.readers.table import table_blocks

_DROPPED = (
    "script, style, noscript, template, svg, nav, iframe, form, button, select, input, textarea"
)
_BLOCKS = frozenset(
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre "
    "section summary table ul center".split()
)
_AROUND = frozenset(
    "nav navbar navigation topnav sidenav subnav breadcrumb breadcrumbs crumb crumbs crumbtrail bread menu sidebar footer foot footnav copyright toolbar "
    "topbar pagination pager share sns cookie cookies skip-link 面包屑 导航 導航".split()
)
"""Parts of a class or id that mark what stands around the page's text."""
_TRAIL = re.compile(
    r"(?:(?:您的|您|当前|當前|目前|现在|現在|你的)?(?:所在)?位置\s*[:：]\s*|you are here:?\s*)?[^>›»→/|。；：，!?！？]{1,24}(?:\s*(?:[>›»→]+|\s[/|]\s)\s*[^>›»→/|。；：，!?！？]{1,30}){1,6}",
    re.IGNORECASE,
)


def read(data: bytes, name: str) -> Reading:
    """Read an HTML page; `meta` dates (name="valid_from") are metadata."""
    tree = LexborHTMLParser(decode(data, name))
    metadata = tuple(
        (str(node.attributes.get("name")), str(node.attributes.get("content")))
        for node in tree.css("meta[name][content]")
    )
    notes = drop_hidden(tree) + drop_struck(tree)
    for node in reversed(tree.css(_DROPPED)):
        node.decompose()
    _drop_surroundings(tree)
    pictures = sum(1 for node in tree.css("img") if not (node.attributes.get("alt") or "").strip())
    if pictures:
        notes.append(f"{pictures} picture(s) without a description: no text is read from them")
    page = _Page()
    if tree.body is not None:
        page.visit(tree.body)
        page.flush()
    blocks = _without_trail(page.found)
    title = tree.css_first("title")
    if (
        title is not None
        and blocks
        and not any(block.kind == "heading" and block.level == 1 for block in blocks)
    ):
        text = " ".join(title.text().split())
        if text and blocks[0].text != text:
            blocks = [Block(kind="heading", text=text, level=1), *blocks]
    return Reading(blocks=tuple(blocks), metadata=metadata, notes=tuple(notes))


def _drop_surroundings(tree: LexborHTMLParser) -> None:
    """Take out menus, breadcrumbs and footers, known by role, class or id, or by being nothing but short links.

    What holds the page's first heading or a third of its words is the page, whatever its class says.
    """
    whole = len(_words(tree.body)) if tree.body is not None else 0
    # Backwards, so that what stands inside goes before what it stands in: a node is gone with all its parts.
    for node in reversed(
        tree.css(
            "[role=navigation], [role=contentinfo], [role=banner], [class], [id], body > footer, body > header"
        )
    ):
        marks = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
        named = _AROUND & {*marks.split(), *re.split(r"[\s_\-]+", marks)}
        apart = node.attributes.get("role") in (
            "navigation",
            "contentinfo",
            "banner",
        ) or node.tag in ("footer", "header")
        if node.tag not in ("body", "html", "main", "article") and (named or apart):
            if node.css_first("h1, h2, table") is None and len(_words(node)) <= whole / 3:
                node.decompose()
    for node in reversed(tree.css("ul, ol")):
        links = [_words(link) for link in node.css("a")]
        if len(links) >= 3 and max(map(len, links)) <= 15 and "".join(links) == _words(node):
            node.decompose()


def _words(node: LexborNode) -> str:
    return "".join(node.text().split())


def _without_trail(blocks: list[Block]) -> list[Block]:
    """Drop lines of short parts joined by > or › that stand before the first heading: the way to the page."""
    head = next((at for at, block in enumerate(blocks) if block.kind == "heading"), 3)
    return [
        block
        for at, block in enumerate(blocks)
        if not (at < min(head, 6) and block.kind == "text" and _TRAIL.fullmatch(block.text.strip()))
    ]


class _Page:
    """One pass over the tree in reading order."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._text = ""
        self._kind = "text"
        self._level = 0
        self._prefix = ""

    def visit(self, node: LexborNode, lists: int = 0) -> None:
        """Add what stands in the node; `lists` is how many lists are open around it."""
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._text += re.sub(r"[ \t\r\n]+", " ", child.text_content or "")
            elif tag == "br":
                self._text += "\n"
            elif tag == "-comment":
                continue
            elif tag == "table":
                self._table(child)
            elif re.fullmatch(r"h[1-6]", tag):
                self._block(child, "heading", int(tag[1]), "", lists)
            elif tag in ("ul", "ol"):
                self._list(child, lists + 1)
            elif tag == "dt" or tag == "summary":
                self._block(child, "heading", 0, "", lists)
            elif tag in _BLOCKS:
                self._part(child, lists)
            else:
                self.visit(child, lists)

    def flush(self) -> None:
        """Close the open block."""
        lines = [line.strip() for line in self._text.replace("\xa0", " ").split("\n")]
        text = "\n".join(line for line in lines if line)
        if text:
            self.found.append(
                Block.model_validate(
                    {"kind": self._kind, "text": self._prefix + text, "level": self._level}
                )
            )
            self._prefix, self._kind, self._level = "", "text", 0
        self._text = ""

    def _block(self, node: LexborNode, kind: str, level: int, prefix: str, lists: int) -> None:
        self.flush()
        self._kind, self._level, self._prefix = kind, level, prefix
        self.visit(node, lists)
        self.flush()
        self._kind, self._level, self._prefix = "text", 0, ""

    def _part(self, node: LexborNode, lists: int) -> None:
        self.flush()
        self.visit(node, lists)
        self.flush()
        if node.tag in ("dl", "details"):
            self.found.append(Block(kind="heading", text=""))

    def _list(self, node: LexborNode, lists: int) -> None:
        self.flush()
        start = node.attributes.get("start") or "1"
        number = int(start) if start.isdigit() else 1
        for child in node.iter():
            if child.tag == "li":
                prefix = f"{number}. " if node.tag == "ol" else ""
                self._block(child, "item", lists, prefix, lists)
                number += 1
            elif child.tag in ("ul", "ol"):
                self._list(child, lists + 1)

    def _table(self, node: LexborNode) -> None:
        self.flush()
        nested = node.css("table table")
        if nested or len(node.css("tr")) < 2:
            for cell in node.css("td, th"):
                if not cell.css("table"):
                    self._block(cell, "text", 0, "", 0)
            return
        caption = node.css_first("caption")
        if caption is not None:
            self.found.append(
                Block(kind="heading", text=" ".join(caption.text().split()) or "-", level=0)
            )
        self.found.extend(table_blocks(_grid(node), sure=_names_columns(node)))


def _grid(table: LexborNode) -> list[list[str]]:
    """Return the table's cells with row and column spans filled in."""
    spans: dict[tuple[int, int], str] = {}
    rows: list[list[str]] = []
    for at, row in enumerate(table.css("tr")):
        cells: list[str] = []
        for cell in row.css("td, th"):
            while (at, len(cells)) in spans:
                cells.append(spans[at, len(cells)])
            text = _cell(cell)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for below in range(1, down):
                spans.update({(at + below, len(cells) + right): text for right in range(across)})
            cells.extend([text] * across)
        while (at, len(cells)) in spans:
            cells.append(spans[at, len(cells)])
        rows.append(cells)
    return rows


def _names_columns(table: LexborNode) -> bool:
    first = table.css_first("tr")
    return first is not None and len(first.css("th")) > 1 and not first.css("td")


def _span(cell: LexborNode, name: str) -> int:
    written = cell.attributes.get(name) or "1"
    return min(100, max(1, int(written))) if written.isdigit() else 1


def _cell(cell: LexborNode) -> str:
    return re.sub(
        r"[ \t\xa0]*\n\s*",
        "\n",
        "\n".join(" ".join(part.split()) for part in cell.text(separator="\n").split("\n")),
    ).strip()
