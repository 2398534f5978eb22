"""The judge: sentences of a draft weighed by meaning, for what no list of words foresees (a veiled threat, mockery, hints).

It adds to the word lists, and where a list of mere words blocks a sentence that the judge holds for innocent, a warning is
left of it (`softened`). Exact rules (personal data, handles, amounts, freight) are never softened. What a draft quotes of the
buyer is not weighed, and what a sentence may promise depends on the decision. A quick sentence model looks at every sentence;
where it is not sure that one is innocent, a second, slower model is asked too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.domain.decision import Freight, Outcome
from agent.domain.draft import Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.acquittal import asks_to_see, pieces, quotes, repeats
from agent.guards.acts import commitments
from agent.guards.commitments import on_terms
from agent.guards.guard import GuardContext
from agent.guards.judgement import Judgement, load_judgement
from agent.guards.phrasebook import read_yaml
from agent.guards.sentences import Stretch, sentences
from agent.guards.views import Views, fold
from knowledge.search.embedder import Embedder

_PROMISES = frozenset({"promise", "freight", "blanket"})
_GIVING_NOTHING = (None, Outcome.INFORM, Outcome.DECLINE, Outcome.ESCALATE)
_SOFT = frozenset({FindingKind.TONE, FindingKind.THREAT, FindingKind.BLAME})
_FIRMER = frozenset({FindingKind.RATING_BRIBE, FindingKind.MEDICAL_CLAIM})
_BY_WORDS = _SOFT | _FIRMER | {FindingKind.PROMISE, FindingKind.FREIGHT_MISSING}
_INNOCENT, _QUITE_INNOCENT, _NO_PROMISE, _HALF_INNOCENT = -0.5, -0.65, -0.7, -0.25
"""Scores below which a sentence is held for innocent: alone, alone where more is at stake, of a promise, and where its words
deny the fault."""
_DENIED, _REFUSED = 0.3, 1.6
"""What a denial takes off a score, and what a refusal takes off that of a promise."""
_COMPANY = 0.2
"""What a text without another fault asks of a sentence beyond its bar: every courteous sentence beside it is one more chance
of a false alarm, and a clerk who is courteous throughout seldom offends in between."""
# Who tells the buyer to pay gives nothing away; what else the sentence may grant, the exact rules read.
_BUYER_PAYS = re.compile(
    r"(运费|邮费|運費|郵費)[^，,。；;不无無免]{0,6}(您|买家|買家)[^，,。；;]{0,4}(出|承担|承擔|负担|負擔|付)"
)
_FEW = 3
"""Other units that a text needs for their innocence to count in full."""
_CLEAR = -0.3
"""Score under which the quick model alone acquits a sentence."""
_FIRM = 0.4
"""Score from which a kind is named beside the likeliest one."""
_SHORTEST, _LONGEST, _MOST = 2, 160, 40  # characters of a unit; units of a text
_FRAGMENT, _TOGETHER = (
    7,
    80,
)  # a shorter sentence joins its neighbour; a shorter text is also weighed as a whole
_KEPT = 2_000
"""Sentences whose scores are kept."""
_OF_A_CLAUSE = frozenset({"tone", "threat", "rating_bribe"})
_ASKED_TO_SHOW = frozenset({"blame", "off_platform", "tone"})
_LINK = re.compile(r"https?://[^\s\u3000-\uffff]+")
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

    def score(self, head: str) -> float:
        """Return how far a head holds the unit for a fault; words that deny it take from that."""
        less = _REFUSED if head in _PROMISES else _DENIED
        return self.scores[head] - (less if head in self.denied else 0.0)

    def faults(self, bars: Mapping[str, tuple[float, float]], more: float) -> dict[str, Severity]:
        """Return the likeliest of the heads if it reaches its bar, and with it those that are sure.

        `bars` has each head's scores to block and to warn; it takes `more` than the bar to block.
        """
        likeliest = max(bars, key=lambda head: self.score(head) - bars[head][1])
        if self.score(likeliest) < bars[likeliest][1]:
            return {}
        return {
            head: Severity.BLOCK if self.score(head) >= block + more else Severity.WARN
            for head, (block, _) in bars.items()
            if head == likeliest or self.score(head) >= _FIRM
        }

    def innocent_of(self, kind: FindingKind) -> bool:
        """Return whether nothing here speaks for a fault of this kind, nor for another."""
        if kind is FindingKind.PROMISE:
            return self.scores["promise"] < _NO_PROMISE
        worst = max(self.scores.values())
        return (
            (worst < _INNOCENT and kind in _SOFT)
            or (worst < _QUITE_INNOCENT and kind in _FIRMER)
            or (worst < _HALF_INNOCENT and kind.value in self.denied)
        )


class Judge:
    """Weighs the sentences of a draft with a quick sentence model and a second one; without any, by their characters alone."""

    def __init__(self, quick: Embedder | None = None, second: Embedder | None = None) -> None:
        self._models = [model for model in (quick, second) if model is not None]
        self._known: dict[tuple[str, tuple[str, ...]], dict[str, float]] = {}

    def weighed(
        self, views: Views, context: GuardContext, found: Sequence[Finding]
    ) -> list[Finding]:
        """Return what the rules found, softened where the judge disagrees, with what the judge finds itself."""
        heads = _heads(context)
        opinions = self.opinions(views.plain.text, heads)
        kept = _softened(found, views, opinions)
        opinions = [
            replace(one, scores={**one.scores, **dict.fromkeys(innocent, -1.0)})
            for one, innocent in zip(opinions, _cleared(opinions, context), strict=True)
        ]
        judgement = _judgement(self._names())
        bars = {head: judgement.bar(head) for head in heads}
        for one, more in zip(opinions, _asked(opinions, heads), strict=True):
            kept += [
                _finding(views, one, head, severity)
                for head, severity in one.faults(bars, more).items()
            ]
        return kept

    def opinions(self, text: str, heads: tuple[str, ...]) -> list[Opinion]:
        """Return the scores of every unit of a folded text; doubt about one of the `heads` asks the second model."""
        units = _units(_without_quotes(text))
        scores = self._scores([unit.text.strip() for unit in units], heads)
        return [
            Opinion(unit, row, _denied(unit.text)) for unit, row in zip(units, scores, strict=True)
        ]

    def _scores(self, texts: Sequence[str], heads: tuple[str, ...]) -> list[dict[str, float]]:
        """Return each text's scores, weighing only what was not seen lately: an edit changes few sentences."""
        known = {text: self._known[text, heads] for text in texts if (text, heads) in self._known}
        open_ = list(dict.fromkeys(text for text in texts if text not in known))
        for count in range(min(1, len(self._models)), len(self._models) + 1):
            known.update(zip(open_, self._weigh(open_, count), strict=True))
            open_ = [text for text in open_ if max(known[text][head] for head in heads) >= _CLEAR]
        kept = {} if len(self._known) > _KEPT else self._known
        self._known = {**kept, **{(text, heads): known[text] for text in known}}
        return [known[text] for text in texts]

    def _weigh(self, texts: Sequence[str], count: int) -> list[dict[str, float]]:
        """Return the scores of texts by the first `count` models."""
        if not texts:
            return []
        judgement = _judgement(self._names(count))
        vectors = [model.encode_query(texts) for model in self._models[:count]]
        rows = judgement.scores(texts, vectors)
        return [dict(zip(judgement.heads, map(float, row), strict=True)) for row in rows]

    def _names(self, count: int = 2) -> tuple[str, ...]:
        return tuple(model.name for model in self._models[:count])


def _cleared(opinions: Sequence[Opinion], context: GuardContext) -> list[frozenset[str]]:
    """Return for each sentence the heads that have no say in it, whatever it sounds like.

    What a clause of the shop says promises nothing new and blames nobody. In a chat it does not advertise either, as a coupon
    that the clause grants; in public an offer is out of place anyhow. The clause itself, told as it stands, has no tone and
    bribes nobody. A request for a picture is no blame and no other channel.
    """
    granted = _PROMISES if context.surface is Surface.PUBLIC_REVIEW else _PROMISES | {"promotion"}
    stated = pieces("\n".join(fold(ground) for ground in context.grounds))
    cleared = []
    for text in (one.unit.text for one in opinions):
        told = repeats(text, stated)
        given = told or bool(_BUYER_PAYS.search(text)) or on_terms(text, context.grounds)
        shown = _ASKED_TO_SHOW if asks_to_see(text) else frozenset()
        quoted = _OF_A_CLAUSE if quotes(text, stated) else frozenset()
        own = quoted | {"blame"} if told else quoted
        cleared.append((granted if given else frozenset()) | shown | own)
    return cleared


def _asked(opinions: Sequence[Opinion], heads: Sequence[str]) -> list[float]:
    """Return how far beyond its bar each unit must score to block, by how innocent the others are."""
    worst = [max(one.score(head) for head in heads) for one in opinions]
    others = max(_FEW, len(worst) - 1)
    return [_COMPANY * max(0.0, -(sum(worst) - own) / others) for own in worst]


def _softened(found: Sequence[Finding], views: Views, opinions: Sequence[Opinion]) -> list[Finding]:
    """Return the findings, as warnings where they rest on words alone and the sentence around them is held for innocent.

    An act that was read into innocent words is not agreed to, so that no word on its freight is owed either. A remedy that the
    shop itself says it gives is no matter of opinion.
    """
    acts = {
        views.plain.span(one.start, one.end)
        for one in commitments(views.plain.text)
        if not one.firm
    }
    doubtful = {
        one.span
        for one in found
        if one.kind in _SOFT | _FIRMER or (one.kind is FindingKind.PROMISE and one.span in acts)
        if one.span and _acquitted(one.kind, one.span, views, opinions)
    }
    return [
        one.model_copy(update={"severity": Severity.WARN})
        if one.span in doubtful and one.kind in _BY_WORDS
        else one
        for one in found
    ]


def _acquitted(
    kind: FindingKind, span: tuple[int, int], views: Views, opinions: Sequence[Opinion]
) -> bool:
    around = [
        one for one in opinions if _overlap(views.plain.span(one.unit.start, one.unit.end), span)
    ]
    return bool(around) and all(one.innocent_of(kind) for one in around)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _denied(text: str) -> frozenset[str]:
    return frozenset(head for head, pattern in _denials().items() if pattern.search(text))


def _heads(context: GuardContext) -> tuple[str, ...]:
    """Return the heads that matter here: what is promised is weighed against what was decided."""
    heads = [head for head in _words() if head not in _PROMISES]
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
    """Return the text with addresses of pages and the buyer's quoted words blanked, every place kept."""
    text = _LINK.sub(lambda match: " " * len(match[0]), text)
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
def _judgement(models: tuple[str, ...]) -> Judgement:
    return load_judgement(models)


@lru_cache(maxsize=1)
def _denials() -> dict[str, re.Pattern[str]]:
    return {head: re.compile(str(words)) for head, words in read_yaml("denials").items()}


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = read_yaml("kinds")
    return words
