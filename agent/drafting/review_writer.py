"""Explanations under public reviews, written for whoever reads the review next.

Nothing private, no amount, no blame, no advertising, no word about the rating: promotion in an answer costs trust
(doi 10.1186/s11782-020-00086-2), and personal data may not be shown (消费者权益保护法 art. 29).
"""

import re
from datetime import timedelta
from functools import cached_property

from agent.domain.draft import Draft, Strategy, Surface
from agent.domain.reading import Language, Problem, Risk
from agent.domain.review import Review
from agent.drafting.bank import Bank
from agent.drafting.brief import Brief, Passage
from agent.drafting.cite import as_citation, distinct, source_name
from agent.drafting.details import Details
from agent.drafting.explained import Explained, explained
from agent.drafting.extract import Extractor
from agent.drafting.factual import fact_about
from agent.drafting.naming import listed_points, pleased, thanks
from agent.drafting.points import Point, Points, is_place
from agent.drafting.script import Scripts, is_chinese
from agent.drafting.strategy import choose_strategy
from agent.drafting.title import Titles
from agent.drafting.voice import Voice
from agent.drafting.words import tidy
from knowledge.clause import Citation

__all__ = ["ReviewWriter", "choose_strategy", "may_answer"]

_WINDOW = timedelta(days=30)
_WINDOWED = frozenset({"tmall", "taobao"})
_KINDS = {
    Problem.QUALITY: "quality", Problem.DAMAGED: "pack", Problem.WRONG_ITEM: "wrong",
    Problem.MISSING_ITEM: "missing", Problem.NOT_AS_DESCRIBED: "differs", Problem.SIZE: "size",
    Problem.LATE: "wait", Problem.LOST: "wait", Problem.NOT_SHIPPED: "wait", Problem.SERVICE: "service",
    Problem.PROMISE_BROKEN: "promise", Problem.PRICE_DROP: "price",
}  # fmt: skip
_HOLDS: tuple[tuple[str, frozenset[Risk], frozenset[Problem]], ...] = (
    ("harm", frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE, Risk.MINOR, Risk.SELF_HARM}), frozenset({Problem.SAFETY})),
    ("doubt", frozenset({Risk.COUNTERFEIT}), frozenset({Problem.COUNTERFEIT})),
    ("authority", frozenset({Risk.LEGAL, Risk.REGULATOR, Risk.MEDIA}), frozenset()),
    ("staff", frozenset({Risk.ABUSE_BY_STAFF}), frozenset()),
)  # fmt: skip
_OPINIONS = frozenset({"taste", "price", "place", "portion", "look", "effect", "size", "noise"})
_TRIED = frozenset({"quality", "effect", "noise", "smell", "general"})
_LIKED_FROM = 2
_MOST_DEEDS = 2
_LONGEST_FACT = 60
_LONGEST_FACT_EN = 200
_SOLVED = re.compile(
    r"(已经|已經|后来|後來|后面|後面|第二天|隔天|马上|馬上|很快|当天|當天|客服|店家|卖家|賣家|最后|最後)[^，。！？,.]{0,8}(补|補|换|換|退|修|解决|解決|处理|處理)(来|來|好|发|發|了|过来|過來|寄|上|给|給)|"
    r"(seller|shop|they|support).{0,20}(sent (me )?(a|the|another)? ?(new|replacement|missing)|replaced|refunded|fixed|sorted|resolved)|(was|got|been) (replaced|refunded|fixed|resolved|sorted)",
    re.IGNORECASE,
)
_UNSOLVED = re.compile(
    r"还是|還是|依然|仍|没用|沒用|又(坏|壞|不)|\bstill\b|(没|沒|不|未|拒绝|拒絕|迟迟|遲遲|才|not|never|n't|refus\w+)[^，。,.]{0,6}(补|補|换|換|退|修|解决|解決|处理|處理|replac|refund|fix|resolv)",
    re.IGNORECASE,
)


def may_answer(brief: Brief) -> bool:
    """Whether the platform still takes an answer: not after an appended review, not after 30 days (traderate.explain.add)."""
    review = brief.review
    if review is None or brief.platform not in _WINDOWED:
        return True
    old = review.created_at is not None and brief.now - review.created_at > _WINDOW
    return not (review.appended or old)


class ReviewWriter:
    """Writes the public answer; `Draft.text` is None where the platform takes none any more."""

    def __init__(self) -> None:
        self._banks: dict[Language, Bank] = {}

    def write(self, brief: Brief) -> Draft:
        """Return the explanation with the strategy it follows."""
        strategy = brief.strategy or choose_strategy(
            brief.reading, brief.decision, brief.review, brief.passages
        )
        draft = Draft(
            surface=Surface.PUBLIC_REVIEW,
            strategy=strategy,
            writer="template",
            language=brief.language.value,
            version=brief.version,
        )
        if not may_answer(brief):
            return draft
        voice = self._voice(brief)
        if strategy is Strategy.ESCALATE:
            return draft.model_copy(update={"text": voice.say(f"review.hold.{held_for(brief)}")})
        text, citations = self._explain(voice, strategy, brief.review or Review())
        return draft.model_copy(update={"text": text, "citations": distinct(citations)})

    def _voice(self, brief: Brief) -> Voice:
        if brief.language not in self._banks:
            self._banks[brief.language] = Bank(brief.language)
        return Voice(brief, self._banks[brief.language], self._scripts, self._titles)

    @cached_property
    def _scripts(self) -> Scripts:
        return Scripts()

    @cached_property
    def _titles(self) -> Titles:
        return Titles()

    @cached_property
    def _points(self) -> Points:
        return Points(Details())

    @cached_property
    def _extractor(self) -> Extractor:
        return Extractor()

    def _explain(
        self, voice: Voice, strategy: Strategy, review: Review
    ) -> tuple[str, tuple[Citation, ...]]:
        """Return what is said: the points, what the shop does about them, a fact where one speaks of them, where to go on."""
        place = is_place(review.text)
        happy = review.stars is not None and review.stars >= 4
        points = tuple(
            point
            for point in self._points.complaints(review.text, voice.language, stars=review.stars)
            if not _SOLVED.search(point.clause) or _UNSOLVED.search(point.clause)
        )
        liked = self._liked(voice.language, review, points)
        if happy and (not points or points[0].kind == "general"):
            return thanks(voice, liked, place), ()
        points = self._of_kinds(voice, points, place)
        fact, citation, after = self._fact(voice, strategy, review, points)
        explains = any(self._explains(voice, point) for point in points)
        shape = strategy if fact or explains else Strategy.ACCOMMODATE
        solved = _SOLVED.search(review.text) and not _UNSOLVED.search(review.text)
        deeds = (
            voice.say("review.solved")
            if solved
            else after or self._deeds(voice, shape, points, place=place)
        )
        plan = [
            voice.say("review.greet"),
            pleased(voice, liked),
            self._named(voice, shape, points, happy),
            fact,
            deeds,
            voice.say("review.contact_place" if place else "review.contact"),
        ]
        return within(voice, plan), (citation,) if citation else ()

    def _liked(
        self, language: Language, review: Review, points: tuple[Point, ...]
    ) -> tuple[Point, ...]:
        """Return what the reviewer liked beside the complaint: in their words where those are fit, else by name."""
        if review.stars is not None and review.stars < _LIKED_FROM:
            return ()
        echoes = self._points.echoes(review.text, language, stars=review.stars)
        blamed = {point.kind for point in points}
        named = self._points.praise(review.text, language)
        return tuple(Point(kind="liked", words=echo) for echo in echoes) or tuple(
            one for one in named if one.kind not in blamed
        )

    def _named(
        self, voice: Voice, strategy: Strategy, points: tuple[Point, ...], happy: bool
    ) -> str:
        """Return the sentence that names the complaint: a failure is owned, an opinion is taken to heart."""
        kinds = {point.kind for point in points}
        slot = "point_opinion" if happy or kinds <= _OPINIONS else "point"
        slot = "point_general" if kinds == {"general"} and not points[0].words else slot
        start = f"review.{strategy.value}"
        return voice.say_first(
            f"{start}.{slot}", f"{start}.point", points=listed_points(voice, points)
        )

    def _explains(self, voice: Voice, first: Point) -> bool:
        """Whether the bank has something to explain about this kind of complaint; else it is only taken to heart."""
        return bool(voice.say(f"review.clarify.{_answered(first)}"))

    def _of_kinds(self, voice: Voice, points: tuple[Point, ...], place: bool) -> tuple[Point, ...]:
        """Return the points with a kind for what is told in no known form: the reading's problem; and one point at least."""
        kind = _KINDS.get(voice.brief.reading.problem, "general")
        if any(point.kind not in {"told", "general"} for point in points):
            return points  # what is known of the others need not hold for what is only told
        kind = "queue" if place and kind == "wait" else kind
        if points:
            return tuple(
                point.model_copy(update={"kind": kind}) if point.kind == "told" else point
                for point in points
            )
        kind = "place" if place and kind == "general" else kind
        name = voice.say(f"review.unnamed.{kind}") or voice.say("review.unnamed.general")
        text = voice.brief.review.text if voice.brief.review else ""
        return (Point(kind="general" if kind == "place" else kind, name=name, clause=text),)

    def _deeds(
        self, voice: Voice, strategy: Strategy, points: tuple[Point, ...], *, place: bool
    ) -> str:
        """Return what is done about the points, one sentence a kind."""
        said = []
        for kind in dict.fromkeys(_answered(point) for point in points):
            slot = f"review.{strategy.value}.{kind}"
            said.append(voice.say_first(*([f"{slot}_place"] if place else []), slot))
        said = list(dict.fromkeys(filter(None, said)))[:_MOST_DEEDS]
        return voice.join(*said) or voice.say(f"review.{strategy.value}.general")

    def _fact(
        self, voice: Voice, strategy: Strategy, review: Review, points: tuple[Point, ...]
    ) -> tuple[str, Citation | None, str]:
        """Return a fact of the shop's that speaks to the complaint, and what is said after one that explains it."""
        brief = voice.brief
        if strategy is Strategy.CLARIFY:
            why = explained(review.text, brief.reading.problem, brief.passages)
            fact, citation = explanation(voice, why) if why else ("", None)
            if why and fact:
                return fact, citation, voice.say(f"review.clarify.{_tone(why)}")
        fitting = [one for one in brief.passages if is_chinese(one.text) is not voice.english]
        bought = brief.order.titles if brief.order else ()
        found = fact_about(
            points,
            fitting,
            extractor=self._extractor,
            titles=self._titles,
            goods=" ".join((review.text, *bought)),
            longest=_LONGEST_FACT_EN if voice.english else _LONGEST_FACT,
        )
        said = voice.quoted(found.text) if found else ""
        if not found or not said:
            return "", None, ""
        text, citation = sourced(voice, found.passage, said)
        tried = strategy is Strategy.ACCOMMODATE and _answered(points[0]) in _TRIED
        return text, citation, voice.say("review.tried") if tried else ""


def held_for(brief: Brief) -> str:
    """Return what a lead must look at: harm, a doubt about the goods, an authority named, staff; "other" where none is named."""
    risks, problem = set(brief.reading.risks), brief.reading.problem
    return next((name for name, grave, of in _HOLDS if grave & risks or problem in of), "other")


def sourced(voice: Voice, passage: Passage, said: str) -> tuple[str, Citation]:
    """Return the fact with where it stands."""
    source = source_name(voice, passage.path, passage.heading)
    return voice.say("review.clarify.sourced", cite=source, fact=said) + voice.say(
        "stop"
    ), as_citation(passage, said)


def explanation(voice: Voice, why: Explained) -> tuple[str, Citation | None]:
    """Return the shop's sentence that explains the complaint; "" where it is in another language."""
    said = voice.quoted(why.text).rstrip("。.；;")
    if not said or is_chinese(said) is voice.english:
        return "", None
    if why.number:
        comma = ", " if voice.english else "，"
        said = comma.join((said, voice.say("review.clarify.in_range", number=why.number)))
    text, citation = sourced(voice, why.passage, said)
    return text, citation.model_copy(update={"quote": why.text})


def _tone(why: Explained) -> str:
    return "care" if why.kind == "care" else "explained"


def _answered(point: Point) -> str:
    """Return the kind of sentence that answers a point."""
    return "quality" if point.kind == "defect" else point.kind


def within(voice: Voice, parts: list[str]) -> str:
    """Return the text within the platform's limit: the closing words go first."""
    kept = [part for part in parts if part]
    while len(kept) > 2 and len(voice.join(*kept)) > voice.brief.max_chars:
        kept.pop()
    return tidy(voice.join(*kept))[: voice.brief.max_chars]
