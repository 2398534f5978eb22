"""Whether a text only asks: a question by its form, nothing complained of, and what it names at most imagined."""

import re
from dataclasses import dataclass

from agent.understanding.lexicon import phrases, said
from agent.understanding.normalise import Plain, clauses

_HARMLESS = frozenset({"changed_mind", "out_of_stock"})
_MAY = re.compile(r"会|容易|以后|万一|如果|\b(will|would|could|might|prone|if)\b")
_HAPPENED = re.compile(
    r"了|收到|到手|拿到|寄来|发来|还没|一直|坏的|碎的|发错|漏发|怎么办|咋办|怎么没|咋没|不能用|"
    r"\b(arrived|came|got|received|stopped|won't|doesn't|didn't|hasn't|not working|broke|broken|missing)\b"
)
_REMEDY = re.compile(
    r"(怎么|咋|如何)(处理|解决|整|回事|弄的|搞的)|(怎么办|咋办)(?!理)|给个说法|"
    r"\bwhat (will|can|would|do|are|r)? ?(you|u)( guys)? (going to |gonna )?do\b|\bhow (will|would|do|can) (you|u) (fix|solve|handle)"
)
"""Asks what is to be done about what was told: no question on goods or terms."""
_BROKEN = re.compile(
    r"了|[裂破断洞掉脱坏烂塌翘歪漏折瘪]|\b(c[ao]me|broke|torn|tore|cracked|loose|off|out)\b"
)
_SENTENCE_END = re.compile(r"[。！!?？;；\n]|(?<=[a-z])\.")


@dataclass(frozen=True)
class Asking:
    """`form`: there is a question. `only`: the buyer says it is no more than one. `wronged`: something is amiss."""

    form: bool
    only: bool
    wronged: bool

    @property
    def pure(self) -> bool:
        """Return whether it is a question without a complaint."""
        return (self.form or self.only) and not self.wronged


def asking(text: Plain) -> Asking:
    """Return what kind of question a text is."""
    lists = phrases("asking").patterns
    parts = [part for _, part in clauses(text)]
    form = any(lists["form"].search(part) for part in parts)
    only = any(lists["only"].search(part) for part in parts)
    return Asking(form, only, wronged(text))


def wronged(text: Plain) -> bool:
    """Say whether a clause that is no question and imagines nothing names a fault, a danger or displeasure."""
    lists = phrases("asking").patterns
    for at, part in clauses(text):
        piece = Plain(part, text.origin[at : at + len(part)], text.source)
        moods = said(phrases("emotion").find(piece))
        if moods & {"fury", "anger"}:
            return True
        asked = lists["suppose"].search(part) or lists["form"].search(part)
        if asked and (_MAY.search(part) or not _HAPPENED.search(part)):
            continue
        if "unhappy" in moods or said(phrases("problems").find(piece)) - _HARMLESS:
            return True
    return _remedy_sought(text)


def _remedy_sought(text: Plain) -> bool:
    """Say whether something that came about is told and then asked what is to be done about it."""
    lists = phrases("asking").patterns
    told = [
        part
        for _, part in clauses(text)
        if not _REMEDY.search(part) and not lists["form"].search(part)
    ]
    return (
        bool(_REMEDY.search(text.text))
        and not lists["suppose"].search(text.text)
        and not lists["only"].search(text.text)
        and any(_BROKEN.search(part) and not _MAY.search(part) for part in told)
    )


def supposed(text: Plain, at: int) -> bool:
    """Say whether the words at a place lie in a sentence that imagines a case and asks about it."""
    lists = phrases("asking").patterns
    start = max((m.end() for m in _SENTENCE_END.finditer(text.text) if m.end() <= at), default=0)
    ends = [m.end() for m in _SENTENCE_END.finditer(text.text) if m.end() > at]
    sentence = text.text[start : min(ends, default=len(text.text))]
    parts = re.split(r"[,，]", sentence)
    return (
        lists["suppose"].search(sentence) is not None
        and any(lists["form"].search(part) or lists["only"].search(part) for part in parts)
        and lists["demand"].search(sentence) is None
    )
