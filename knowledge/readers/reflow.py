"""Hard-wrapped lines (text files, pdf pages) into paragraphs again."""

import re

from knowledge.readers import numbering
from knowledge.readers.pieces import width

_ENDED = re.compile(r"[。！？!?；;：:.…][”’」』）)\"]*$")
_HAN_END = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]$")


def reflow(text: str, full: float | None = None) -> list[str]:
    """Return the paragraphs of a text; a line that fills the column and ends in mid-sentence goes on in the next one.

    `full` is the width from which a line fills the column, where the caller knows more of the column than `text` shows.
    """
    lines = text.replace("\f", "\n\n").expandtabs(4).split("\n")
    full = column(lines) if full is None else full
    found: list[str] = []
    open_line = ""
    for raw in lines:
        line = raw.strip(" \t\u3000\xa0\ufeff")
        indented = bool(re.match(r"[ \t\u3000\xa0]{2}", raw)) and not re.match(
            r"[ \t\u3000\xa0]{2}", open_line
        )
        if not line:
            open_line = ""
            continue
        if found and open_line and _goes_on(open_line, line, full, indented):
            found[-1] = join(found[-1], line)
        else:
            found.append(line)
        open_line = raw.rstrip()
    return found


def join(left: str, right: str) -> str:
    """Join two parts of one sentence: without a space next to Chinese, without the hyphen of a divided word."""
    if re.search(r"[a-z]-$", left) and right[:1].islower():
        return left[:-1] + right
    if _HAN_END.search(left) or re.match(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]", right):
        return left + right
    return f"{left} {right}"


def column(lines: list[str], wrapped: bool = False) -> float:
    """Return the width from which a line counts as full; 0 where lines are not wrapped at all.

    `wrapped` says that all lines are broken by layout (a pdf), so that a single full line already shows the column.
    """
    widths = sorted(width(line.strip()) for line in lines if line.strip())
    if wrapped and widths and widths[-1] >= 18:
        return widths[-1] * 0.85
    if len(widths) < 4:
        return 0.0
    widest = widths[-max(1, len(widths) // 20)]
    full = sum(size >= widest * 0.8 for size in widths)
    return (
        widest * 0.8 if widest <= 75 and widest >= 15 and full >= max(3, len(widths) * 0.2) else 0.0
    )


def _goes_on(before: str, line: str, full: float, indented: bool) -> bool:
    if full and re.search(r"[a-z]{2}-$", before.rstrip()) and line[:1].islower():
        return True
    if not full or indented or width(before.strip()) < full or _ENDED.search(before):
        return False
    return not (
        numbering.article(line)
        or numbering.division(line)
        or numbering.item(line)
        or numbering.question(line)
    )
