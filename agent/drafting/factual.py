"""A sentence of the shop's documents that speaks of the very point a review makes, fit to stand in a public answer."""

import re
from collections.abc import Sequence

from agent.domain.value import Value
from agent.drafting.brief import Passage
from agent.drafting.extract import Extractor, pair_question
from agent.drafting.points import Point
from agent.drafting.relevance import Relevance, content
from agent.drafting.title import Titles

_LOOKED_AT = 4
_BEST = 0.8
_SHARE = 0.6
# What these complain of is how somebody acted; no document explains that away.
_ACTS = frozenset({"wait", "service", "price", "refund", "promise", "queue"})
_FITS = 0.3
# What documents say of a kind of complaint stands under headings with these words.
_TOPICS = {
    "size": re.compile(r"尺码|尺碼|尺寸|大小|规格|規格|\bsiz(e|es|ing)\b|\bfit\b|measure|dimension", re.IGNORECASE),
    "look": re.compile(r"色差|颜色|顏色|图片|圖片|实物|實物|照片|外观|外觀|colou?r|photo|picture|look", re.IGNORECASE),
    "noise": re.compile(r"声音|聲音|噪|分贝|分貝|\bnois|\bsound|decibel", re.IGNORECASE),
    "smell": re.compile(r"味|smell|odou?r", re.IGNORECASE),
    "effect": re.compile(r"使用|用法|怎么用|怎麼用|安装|安裝|how to|use|using|instructions?", re.IGNORECASE),
}  # fmt: skip
# Money, remedies and what staff may do belong into a chat, not under a review; nor do limits that would sound like blame.
_PRIVATE = re.compile(
    r"[元¥$€£%]|\d+ ?块|赔|賠|退|补|補|返|券|换新|換新|更换|更換|免费|免費|运费|運費|客服|店长|店長|主管|不保修|不算|保修外|不在保修|"
    r"refund|return|replace|compensat|coupon|free|pays?\b|not covered|void|staff|support (agent|team)|usd",
    re.IGNORECASE,
)
_BARE = re.compile(r"^[\s\-*•·#>\d.、)）一二三四五六七八九十]+(?=\D)")


class Fact(Value):
    """What the shop's documents say about a point."""

    passage: Passage
    text: str


def fact_about(
    points: Sequence[Point],
    passages: Sequence[Passage],
    *,
    extractor: Extractor,
    titles: Titles,
    goods: str,
    longest: int,
) -> Fact | None:
    """Return the fact for the first point that a passage speaks of; None where none does.

    A passage speaks of a point where its heading (or the question it answers) holds most of what the heading is about in
    the reviewer's clause, or where it is the best one found and its heading is of the complaint's kind; never where it
    names other goods than `goods`, the review and the titles of the order.
    """
    relevance = Relevance(titles)
    for point in (one for one in points if one.kind not in _ACTS):
        topic = _TOPICS.get(point.kind)
        for passage in passages[:_LOOKED_AT]:
            asked = pair_question(passage.text) or passage.heading.split(" > ")[-1]
            best = passage is passages[0] and passage.score >= _BEST
            of_kind = bool(best and topic and topic.search(asked))
            if not (of_kind or _names(asked, point.clause, titles)):
                continue
            if not relevance.same_goods(goods, f"{asked} {passage.text}"):
                continue
            found = extractor.best(point.clause or asked, [passage], longest=longest)
            loose = (
                found is None or found.score < _FITS
            )  # the heading says more than any one sentence
            said = _public(found.text if found and not loose else passage.text)
            said = said if len(said) <= longest else _public(found.text if found else "")
            if said:
                return Fact(passage=passage, text=said)
    return None


def _names(topic: str, clause: str, titles: Titles) -> bool:
    """Whether the clause speaks of what the heading is about; the goods' own name does not count."""
    for noun in titles.nouns(topic):
        topic = topic.replace(noun, " ")
    units, low = content(_BARE.sub("", topic)), clause.lower()
    words = {unit for unit in units if unit.isascii() and unit.isalpha()}
    signs = set("".join(units - words))
    if words and not signs:
        return len([word for word in words if word in low]) >= max(1, _SHARE * len(words))
    held = [sign for sign in signs if sign in low]
    return len(held) >= 2 and len(held) >= _SHARE * len(signs)


def _public(text: str) -> str:
    """Return the sentences of the text that may stand in public."""
    english = not re.search(r"[\u3400-\u9fff]", text)
    pieces = re.split(r"(?<=\.)\s+(?=[A-Z])" if english else r"[。；！!]+", text)
    kept = [piece.strip().rstrip(".;；。") for piece in pieces if piece.strip()]
    kept = [piece for piece in kept if not _PRIVATE.search(piece)]
    return (". " if english else "，").join(kept)
