"""A family's phrase book: patterns that are found, look-alikes that pass, and what to tell the person.

Patterns are written for `Views.plain` (lower case, simplified characters, half width). A pattern under `tight` is looked for
with spaces and joining marks taken out as well. A find is dropped where an `allow` pattern covers it, or where the words
before it in the same sentence deny it and the entry says `negatable`.

Patterns name classes of words (`phrases/classes.yaml`) as {class}. A frame is a pair of meanings that offend only together
in one sentence, in either order: a rating and a reward, an ailment and a cure. `unless` names what, close by in the same
sentence, makes the find a supposition, a question or a quotation.
"""

import re
from bisect import bisect_right
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import Field

from agent.domain.draft import Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.domain.value import Value
from agent.guards.views import View, Views

_NEGATED = re.compile(
    r"(?:(?<!要)不要|请勿|切勿|勿|不会|不能|不得|不可|绝不|从不|从未|没有|并未|并没有|禁止|严禁|不支持|无法|不提供|不建议|不鼓励"
    r"|不参与|拒绝|防止|避免|不存在|不涉及|不属于|不具有|不具备|不代表|不等于|不敢|(?<!还)(?<!可)(?<!岂)不是|并非|非(?!常)|不宜|无需|无须|不必|不用"
    r"|不应|不含|没(?!问题)|不以|(?<![特分级区性个识])别(?!说|的)|"
    r"\bdo not|\bdon't|\bnever|\bcannot|\bcan't|\bnot|\bno(?!\.)|\bwon't|\bwithout|\bavoid|n't|\bnor)"
    r"[^。!?;\n,，]{0,14}$"
    r"|(?:您|你|买家)(?:所)?(?:说|提|反映|反馈|提到|质疑|担心)(?:到)?的?[^。!?;\n]{0,14}$|(?:所谓|那些|任何)[“\"「『‘][^。!?;\n]{0,14}$"
    r"|(?:\bnever\b|\bdo not\b|\bdon't\b|\bplease avoid\b|\bwill not\b|\bwon't\b)[^.!?;\n]{0,60}\b(?:or|nor)\b[^.!?;\n,]{0,24}$"
    r"|(?:dont|wont|cant|cannot|never)[a-z]{0,16}$"  # the tight view has no spaces and no apostrophes
    r"|(?:谨防|警惕|小心|骗子|诈骗|冒充|假冒客服|轻信|相信(?:任何)?(?:陌生|要求|所谓)|beware ?of|watch ?out ?for|scam\w*)[^。!?;\n]{0,60}$"
)
_REACH = 72
_DISOWNED = re.compile(
    r"^[^。!?;\n]{0,24}(?:(?:不要|请勿|切勿|勿|别)(?:轻易|随意|去)?(?:相信|理会|轻信|点击|添加|操作|扫(?!错)|进|信|理)|不是(?:我们|本店|店里)(?:店|家)?(?:放|发|印|塞|的)|(?:都|均|绝|并|肯定|一定)不是(?:我们|本店|官方|客服)|(?:请|务必|一定要?|应)(?:您)?(?:拒绝|警惕|当心|报警|举报|挂断)|(?:都|均)?(?:是|属于|涉嫌)(?:骗|诈骗|假|违规|违法)|(?:are|is) (?:a )?(?:scams?|fraud|not allowed))"
)


class Entry(Value):
    """Patterns that share a meaning. `surfaces` empty: all; `severity` on an IM may differ from a public text's."""

    find: tuple[str, ...] = ()
    tight: tuple[str, ...] = ()
    frames: tuple[tuple[str, str], ...] = ()
    reach: int = Field(default=24, ge=0, le=60)
    allow: tuple[str, ...] = ()
    unless: str | None = None
    negatable: bool = False
    severity: Severity = Severity.BLOCK
    im_severity: Severity | None = None
    surfaces: tuple[Surface, ...] = ()
    message: str
    reference: str = ""


class Book(Value):
    """One family: its kind and entries; `allow` holds for every entry."""

    kind: FindingKind
    reference: str = ""
    allow: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = Field(min_length=1)


class _Compiled:
    """An entry with its patterns made ready."""

    def __init__(self, book: Book, entry: Entry) -> None:
        self.kind, self.entry = book.kind, entry
        self.reference = entry.reference or book.reference
        self.find = _any((*entry.find, *(_frame(*pair, entry.reach) for pair in entry.frames)))
        self.tight = _any(entry.tight)
        self.allow = _any((*entry.allow, *book.allow))
        self.unless = _any((entry.unless,)) if entry.unless else None

    def findings(self, views: Views, surface: Surface) -> list[Finding]:
        """Return what this entry sees."""
        if self.entry.surfaces and surface not in self.entry.surfaces:
            return []
        spans = self._spans(views.plain, self.find) + self._spans(views.tight, self.tight)
        severity = self.entry.severity
        if surface is Surface.IM and self.entry.im_severity:
            severity = self.entry.im_severity
        return [
            Finding(
                kind=self.kind,
                severity=severity,
                span=span,
                message=self.entry.message,
                reference=self.reference,
            )
            for span in spans
        ]

    def _spans(self, view: View, pattern: re.Pattern[str] | None) -> list[tuple[int, int]]:
        if pattern is None:
            return []
        found = [
            match.span() for match in pattern.finditer(view.text) if match.end() > match.start()
        ]
        if not found:
            return []
        passed = [match.span() for match in self.allow.finditer(view.text)] if self.allow else []
        kept = [span for span in found if not _covered(span, passed)]
        if self.entry.negatable:
            kept = [span for span in kept if not denied(view.text, *span)]
        if self.unless:
            kept = [span for span in kept if not self.unless.search(_around(view.text, *span))]
        return [view.span(*span) for span in kept]


def denied(text: str, start: int, end: int) -> bool:
    """Return whether the words before or after the stretch, in its sentence, deny it, forbid it or warn of it."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + 40]
    return bool(_NEGATED.search(before) or _DISOWNED.match(after))


def _covered(span: tuple[int, int], passed: list[tuple[int, int]]) -> bool:
    """Return whether one of the passed stretches, in order and apart from each other, holds the span."""
    at = bisect_right(passed, span[0], key=lambda stretch: stretch[0])
    return at > 0 and span[1] <= passed[at - 1][1]


def _around(text: str, start: int, end: int) -> str:
    """Return the stretch with what stands near it in its sentence."""
    before = re.split(r"[。!?;\n]", text[max(0, start - 24) : start])[-1]
    after = re.match(r"[^。!;\n]{0,16}", text[end : end + 16])
    return before + text[start:end] + (after[0] if after else "")


def read_yaml(name: str) -> Any:
    """Return one file of the phrase folder."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("agent.guards.phrases") / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(
        text, Loader=loader
    )  # a safe loader either way; the C one where the wheel has it


@lru_cache(maxsize=32)
def _entries(name: str) -> tuple[_Compiled, ...]:
    book = Book.model_validate(read_yaml(name))
    return tuple(_Compiled(book, entry) for entry in book.entries)


def check_book(name: str, views: Views, surface: Surface) -> list[Finding]:
    """Return what the named phrase book finds."""
    return [finding for entry in _entries(name) for finding in entry.findings(views, surface)]


def _frame(one: str, other: str, reach: int) -> str:
    """Return the pattern of two meanings in one sentence, in either order, at most `reach` characters apart."""
    gap = rf"(?:[^。!?;\n.]|\.(?=\d)){{0,{reach}}}?"
    return f"(?:{one}){gap}(?:{other})|(?:{other}){gap}(?:{one})"


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {str(name): str(words) for name, words in read_yaml("classes").items()}


def _any(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    classes = _classes()
    named = re.sub(
        r"\{([a-z]+)\}", lambda match: classes.get(match[1], match[0]), joined
    )  # {0,6} and \{…\} name no class
    return re.compile(named, re.ASCII)
