"""The judge: sentences of a draft weighed by meaning, for what no list of words foresees (a veiled threat, mockery, hints).

It adds to the word lists, and where a list of mere words blocks a sentence that the judge holds for innocent, a warning is
left of it (`softened`). Alone it blocks only what it is very sure of, and kinds that need a word of their own (a channel, a
rating, an ailment) only beside such a word (`phrases/anchors.yaml`); of the rest it warns. Exact rules (personal data, handles, amounts, freight) are never softened. What a draft quotes of the buyer
is not weighed, and what a sentence may promise depends on the decision. Each sentence is embedded once, all of them in one call.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from agent.domain.decision import Freight, Outcome
from agent.domain.draft import Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.guard import GuardContext
from agent.guards.judgement import NO_VECTOR, Judgement, load_judgement
from agent.guards.phrasebook import read_yaml
from agent.guards.sentences import Stretch, sentences
from agent.guards.traits import Matrix
from agent.guards.views import Views, fold
from knowledge.search.embedder import Embedder

_PROMISES = frozenset({"promise", "freight", "blanket"})
_GIVING_NOTHING = (None, Outcome.INFORM, Outcome.DECLINE, Outcome.ESCALATE)
_SOFT = frozenset({FindingKind.TONE, FindingKind.THREAT, FindingKind.BLAME})
_SOFT_IF_DENIED = _SOFT | {FindingKind.RATING_BRIBE}
_INNOCENT, _HALF_INNOCENT, _DENIED, _REFUSED = -0.5, -0.25, 0.3, 1.6
"""Scores below which a sentence is held for innocent, alone or where its words deny the fault; what a denial takes
off, and what a refusal takes off a promise."""
_SHARED = 0.4
"""Share of a sentence that a clause must hold for it to count as the clause's own words."""
_SHORTEST, _LONGEST, _MOST = 2, 160, 40  # characters of a unit; units of a text
_FRAGMENT, _TOGETHER = (
    7,
    80,
)  # a shorter sentence joins its neighbour; a shorter text is also weighed as a whole
_KEPT = 1_000
"""Sentences whose vectors are kept: 2 MB."""
_QUOTED = re.compile(
    r"(?P<who>(?:您|你|买家|顾客|评价|评论|留言|消息|客服|同事|店员|对方|骗子|卡片|页面|\byou\b|\byour\b|\bagent\b|\bthey\b|\bcard\b)[^。!?;\n\"“「『‘]{0,24})"
    r"[\"“「『‘][^\"”」』’\n]{1,120}[\"”」』’]"
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the judge holds of one unit of text: each head's score (1 an offence, -1 none), and the heads its words deny."""

    unit: Stretch
    scores: dict[str, float]
    denied: frozenset[str]

    def reaches(self, head: str, bar: float) -> bool:
        """Return whether the unit is over the bar of a head; one whose words deny it must be surer."""
        less = _REFUSED if head in _PROMISES else _DENIED
        return self.scores[head] - (less if head in self.denied else 0.0) >= bar

    def innocent_of(self, head: str) -> bool:
        """Return whether nothing here speaks for this fault, nor for another."""
        worst = max(self.scores.values())
        return (worst < _INNOCENT and head in _SOFT) or (
            worst < _HALF_INNOCENT and head in self.denied
        )


class Judge:
    """Weighs the sentences of a draft with a sentence model; without one, by their characters alone."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder
        self._name = embedder.name if embedder else NO_VECTOR
        self._known: dict[str, Matrix] = {}

    def weighed(
        self, views: Views, context: GuardContext, found: Sequence[Finding]
    ) -> list[Finding]:
        """Return what the rules found, softened where the judge disagrees, with what the judge finds itself."""
        opinions = self.opinions(views.plain.text)
        stated = _pieces("\n".join(fold(ground) for ground in context.grounds))
        opinions = [_granted(one) if _rests(one.unit.text, stated) else one for one in opinions]
        kept = [_softened(one, views, opinions) for one in found]
        bars, heads = _bars(self._name), _heads(context)
        over = [
            {head: level for head in heads if (level := _level(one, head, bars[head])) is not None}
            for one in opinions
        ]
        blocked = any(one.severity is Severity.BLOCK for one in kept)
        blocked = blocked or any(0 in levels.values() for levels in over)
        # A text that is blocked anyway names its lesser faults too; elsewhere they are at most worth a warning.
        for one, levels in zip(opinions, over, strict=True):
            kept += [
                _finding(views, one, head, _severity(one, head, level, blocked=blocked))
                for head, level in levels.items()
                if blocked or level < 2
            ]
        return kept

    def opinions(self, text: str) -> list[Opinion]:
        """Return the scores of every unit of a folded text."""
        units = _units(_without_quotes(text))
        if not units:
            return []
        texts = [unit.text.strip() for unit in units]
        vectors = self._vectors(self._embedder, texts) if self._embedder else None
        judgement = _judgement(self._name)
        scores = judgement.scores(texts, vectors)
        return [
            Opinion(
                unit, dict(zip(judgement.heads, map(float, row), strict=True)), _denied(unit.text)
            )
            for unit, row in zip(units, scores, strict=True)
        ]

    def _vectors(self, embedder: Embedder, texts: Sequence[str]) -> Matrix:
        """Return the vectors of sentences, embedding only what was not seen lately: an edit changes few of them."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        seen = dict(self._known)
        if new:
            seen.update(zip(new, embedder.encode_query(new), strict=True))
        self._known = {} if len(seen) > _KEPT else seen
        return np.stack([seen[text] for text in texts])


def _granted(one: Opinion) -> Opinion:
    """Return the opinion of a sentence that says what a clause of the shop says: it promises nothing new."""
    return replace(one, scores={**one.scores, **dict.fromkeys(_PROMISES, -1.0)})


def _rests(text: str, stated: frozenset[str]) -> bool:
    pieces = _pieces(text)
    return bool(pieces) and len(pieces & stated) >= _SHARED * len(pieces)


def _pieces(text: str) -> frozenset[str]:
    """Return the runs of four letters or characters of a text."""
    dense = "".join(char for char in text if char.isalnum())
    return frozenset(dense[at : at + 4] for at in range(len(dense) - 3))


def _level(one: Opinion, head: str, bars: Sequence[float]) -> int | None:
    """Return the highest bar that a unit reaches (0 block, 1 warn, 2 name beside another fault), or None."""
    level = next((level for level, bar in enumerate(bars) if one.reaches(head, bar)), None)
    return 1 if level == 0 and not _anchored(head, one.unit.text) else level


def _anchored(head: str, text: str) -> bool:
    """Return whether a sentence has a word that the kind can't do without, for kinds that have such words."""
    words = _anchors().get(head)
    return words is None or bool(words.search(text))


def _severity(one: Opinion, head: str, level: int, *, blocked: bool) -> Severity:
    sure = level == 0 or (blocked and _anchored(head, one.unit.text))
    return Severity.BLOCK if sure else Severity.WARN


def _softened(finding: Finding, views: Views, opinions: Sequence[Opinion]) -> Finding:
    """Return the finding, as a warning where it rests on words alone and the sentence around them is held for innocent."""
    if (
        finding.kind not in _SOFT_IF_DENIED
        or finding.severity is not Severity.BLOCK
        or not finding.span
    ):
        return finding
    around = [
        one
        for one in opinions
        if _overlap(views.plain.span(one.unit.start, one.unit.end), finding.span)
    ]
    if around and all(one.innocent_of(finding.kind.value) for one in around):
        return finding.model_copy(update={"severity": Severity.WARN})
    return finding


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _denied(text: str) -> frozenset[str]:
    return frozenset(head for head, pattern in _denials().items() if pattern.search(text))


def _heads(context: GuardContext) -> tuple[str, ...]:
    """Return the heads that matter here: what is promised is weighed against what was decided."""
    heads = [head for head in _words() if head not in _PROMISES and head != "promotion"]
    if context.surface is Surface.PUBLIC_REVIEW:
        heads.append("promotion")
    decided = context.decided
    if decided is None or decided.outcome in _GIVING_NOTHING:
        return (*heads, "promise")
    freight = ("freight",) if decided.freight is Freight.BUYER else ()
    return (*heads, "blanket", *freight)


def _finding(views: Views, one: Opinion, head: str, severity: Severity) -> Finding:
    words = _words()[head]
    lead = len(one.unit.text) - len(one.unit.text.lstrip())
    return Finding(
        kind=FindingKind.PROMISE if head in _PROMISES else FindingKind(head),
        severity=severity,
        span=views.plain.span(one.unit.start + lead, one.unit.start + len(one.unit.text.rstrip())),
        message=words["message"],
        reference=words["reference"],
    )


def _without_quotes(text: str) -> str:
    """Return the text with the buyer's quoted words blanked, every place kept."""
    return _QUOTED.sub(
        lambda match: match["who"] + " " * (match.end() - match.start() - len(match["who"])), text
    )


def _units(text: str) -> list[Stretch]:
    """Return the sentences, fragments joined to what stands before them, and a short text as a whole too."""
    units: list[Stretch] = []
    for one in sentences(text):
        before = units[-1] if units else None
        small = len(one.text.strip()) < _FRAGMENT or (
            before is not None and len(before.text.strip()) < _FRAGMENT
        )
        if before is not None and small and before.end == one.start:
            units[-1] = Stretch(before.text + one.text, before.start)
        else:
            units.append(one)
    whole = [Stretch(text, 0)] if len(units) > 1 and len(text) <= _TOGETHER else []
    return [
        Stretch(unit.text[:_LONGEST], unit.start)
        for unit in (units + whole)[:_MOST]
        if len(unit.text.strip()) >= _SHORTEST
    ]


@lru_cache(maxsize=4)
def _judgement(name: str) -> Judgement:
    return load_judgement(name)


@lru_cache(maxsize=4)
def _bars(name: str) -> dict[str, Sequence[float]]:
    judgement = _judgement(name)
    return {
        head: tuple(float(bar) for bar in np.asarray(judgement.bars)[:, at])
        for at, head in enumerate(judgement.heads)
    }


@lru_cache(maxsize=1)
def _denials() -> dict[str, re.Pattern[str]]:
    return {head: re.compile(str(words)) for head, words in read_yaml("denials").items()}


@lru_cache(maxsize=1)
def _anchors() -> dict[str, re.Pattern[str]]:
    return {head: re.compile(str(words)) for head, words in read_yaml("anchors").items()}


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = read_yaml("kinds")
    return words
