"""Explanations under public reviews, written for whoever reads the review next.

Nothing private, no amount, no blame, no advertising, no word about the rating: promotion in an answer costs trust
(doi 10.1186/s11782-020-00086-2), and personal data may not be shown (消费者权益保护法 art. 29).
"""

from datetime import timedelta
from functools import cached_property

from agent.domain.draft import Draft, Strategy, Surface
from agent.domain.reading import Language, Problem
from agent.domain.review import Review
from agent.drafting.bank import Bank
from agent.drafting.brief import Brief, Passage
from agent.drafting.cite import as_citation, distinct, source_name
from agent.drafting.details import Details
from agent.drafting.explained import Explained, explained
from agent.drafting.extract import Extractor
from agent.drafting.points import Point, Points, is_place
from agent.drafting.remedy import listed
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
    Problem.MISSING_ITEM: "missing", Problem.NOT_AS_DESCRIBED: "look", Problem.SIZE: "size",
    Problem.LATE: "wait", Problem.LOST: "wait", Problem.NOT_SHIPPED: "wait", Problem.SERVICE: "service",
    Problem.PROMISE_BROKEN: "promise", Problem.PRICE_DROP: "price",
}  # fmt: skip
_OPINIONS = frozenset({"taste", "price", "place", "portion", "look", "effect", "size"})
_FACT_FITS = 0.5
_NAME = 4


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
            return draft.model_copy(update={"text": voice.say("review.hold")})
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
        complaints = self._points.complaints(review.text, voice.language, stars=review.stars)
        praise = self._points.praise(review.text, voice.language)
        place = is_place(review.text)
        happy = review.stars is not None and review.stars >= 4
        if happy and (not complaints or complaints[0].kind == "general"):
            return thanks(
                voice, praise, place, self._points.echoes(review.text, voice.language)
            ), ()
        if not complaints:
            complaints = (self._guessed(voice, place),)
        blamed = {one.kind for one in complaints}
        liked = tuple(one for one in praise if one.kind not in blamed)
        why = explained(review.text, voice.brief.reading.problem, voice.brief.passages)
        why = why if strategy is Strategy.CLARIFY else None
        fact, citation = explanation(voice, why) if why else self._fact(voice, strategy, review)
        shape = strategy if fact or self._explains(voice, complaints[0]) else Strategy.ACCOMMODATE
        parts = [
            voice.say("review.greet"),
            _liked(voice, liked, self._points.echoes(review.text, voice.language)),
            _numbered(voice, why) or self._named(voice, shape, complaints, happy),
            _as_fact(voice, fact, why),
            _after(voice, why) or self._deed(voice, shape, complaints[0]),
            voice.say("review.contact_place" if place else "review.contact"),
            "" if why else voice.say("review.end"),
        ]
        return within(voice, parts), (citation,) if citation else ()

    def _named(
        self, voice: Voice, strategy: Strategy, complaints: tuple[Point, ...], happy: bool
    ) -> str:
        """Return the sentence that names the complaint: a failure is owned, an opinion is taken to heart."""
        first = complaints[0].kind
        slot = "point_opinion" if happy or first in _OPINIONS else "point"
        slot = "point_general" if first == "general" else slot
        points = listed_points(voice, complaints)
        start = f"review.{strategy.value}"
        return voice.say_first(f"{start}.{slot}", f"{start}.point", points=points)

    def _explains(self, voice: Voice, first: Point) -> bool:
        """Whether the bank has something to explain about this kind of complaint; else it is only taken to heart."""
        kind = "quality" if first.kind == "defect" else first.kind
        return bool(voice.say(f"review.clarify.{kind}"))

    def _guessed(self, voice: Voice, place: bool) -> Point:
        """Return the point by the reading's problem where the words hold none that can be named."""
        kind = _KINDS.get(voice.brief.reading.problem, "general")
        kind = "place" if place and kind == "general" else kind
        name = voice.say(f"review.unnamed.{kind}") or voice.say("review.unnamed.general")
        return Point(kind="general" if kind == "place" else kind, name=name)

    def _deed(self, voice: Voice, strategy: Strategy, first: Point) -> str:
        kind = "quality" if first.kind == "defect" else first.kind
        return voice.say_first(
            f"review.{strategy.value}.{kind}", f"review.{strategy.value}.general"
        )

    def _fact(
        self, voice: Voice, strategy: Strategy, review: Review
    ) -> tuple[str, Citation | None]:
        """Return a fact of the shop's that speaks to the complaint; none where nothing fits well."""
        if strategy is not Strategy.CLARIFY:
            return "", None
        fitting = [one for one in voice.brief.passages if is_chinese(one.text) is not voice.english]
        found = self._extractor.best(review.text, fitting, longest=60 if not voice.english else 200)
        if found is None or found.score < _FACT_FITS:
            return "", None
        said = found.text or "，".join(f"{name}：{value}" for name, value in found.cells)
        said = voice.quoted(said).rstrip("。.；;")
        if not said:
            return "", None
        return sourced(voice, found.passage, said)


def sourced(voice: Voice, passage: Passage, said: str) -> tuple[str, Citation]:
    """Return the fact with where it stands."""
    source = source_name(voice, passage.path, passage.heading)
    return voice.say("review.clarify.sourced", cite=source, fact=said), as_citation(passage, said)


def explanation(voice: Voice, why: Explained) -> tuple[str, Citation | None]:
    """Return the shop's sentence that explains the complaint; "" where it is in another language."""
    said = voice.quoted(why.text).rstrip("。.；;")
    if not said or is_chinese(said) is voice.english:
        return "", None
    text, citation = sourced(voice, why.passage, said)
    if why.number:
        comma = ", " if voice.english else "，"
        text = comma.join((text, voice.say("review.clarify.in_range", number=why.number)))
    return text, citation.model_copy(update={"quote": why.text})


def _liked(voice: Voice, liked: tuple[Point, ...], echoes: tuple[str, ...]) -> str:
    """Return the thanks for what the reviewer liked beside the complaint, in their words where those are fit."""
    if echoes:
        said = "、".join(voice.quoted(echo) or echo for echo in echoes)
        return voice.say("review.echoed", point=said)
    return voice.say("review.liked", point=listed_points(voice, liked)) if liked else ""


def _numbered(voice: Voice, why: Explained | None) -> str:
    """Return what is answered by the measure the reviewer told; "" where they told none."""
    return voice.say("review.clarify.number", number=why.number) if why and why.number else ""


def _as_fact(voice: Voice, fact: str, why: Explained | None) -> str:
    if not fact:
        return ""
    return fact + voice.say("stop") if why else voice.say("review.clarify.fact", fact=fact)


def _after(voice: Voice, why: Explained | None) -> str:
    return (
        voice.say(f"review.clarify.{'care' if why.kind == 'care' else 'explained'}") if why else ""
    )


def thanks(
    voice: Voice, praise: tuple[Point, ...], place: bool, echoes: tuple[str, ...] = ()
) -> str:
    """Return the short answer to a review without complaint, with one thing the reviewer praised."""
    suffix = "_place" if place else ""
    if echoes:
        said = "、".join(voice.quoted(echo) or echo for echo in echoes)
        return voice.say(f"review.thanks.echo{suffix}", point=said)
    if praise:
        return voice.say(f"review.thanks.concrete{suffix}", point=listed_points(voice, praise))
    return voice.say(f"review.thanks.plain{suffix}")


def listed_points(voice: Voice, points: tuple[Point, ...]) -> str:
    """Return the points as a spoken list in the draft's script."""
    names = [voice.quoted(point.name) or point.name for point in points]
    if voice.english or len(names) == 1:
        return listed(voice, names)
    # Clauses in the reviewer's words stand side by side; names of things are joined.
    short = all(len(name) <= _NAME for name in names)
    return f"{names[0]}和{names[1]}" if short else "、".join(names)


def within(voice: Voice, parts: list[str]) -> str:
    """Return the text within the platform's limit: the closing words go first."""
    kept = [part for part in parts if part]
    while len(kept) > 2 and len(voice.join(*kept)) > voice.brief.max_chars:
        kept.pop()
    return tidy(voice.join(*kept))[: voice.brief.max_chars]
