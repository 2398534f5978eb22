"""How a public review is met: own a failure, clarify a misperception, or leave it to a lead first.

Accommodating answers to product failures and factual answers to other complaints serve a shop best (Li, Cui & Peng 2018,
Computers in Human Behavior).
"""

import re
from collections.abc import Sequence
from functools import cache

from agent.domain.decision import Decision, Outcome
from agent.domain.draft import Strategy
from agent.domain.reading import Problem, Reading, Risk, Want
from agent.domain.review import Review
from agent.drafting.brief import Passage
from agent.drafting.details import Details
from agent.drafting.explained import explained
from agent.drafting.points import Points

_GRAVE = frozenset({
    Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE, Risk.COUNTERFEIT, Risk.LEGAL, Risk.REGULATOR, Risk.MEDIA,
    Risk.BLACKMAIL, Risk.SELF_HARM, Risk.MINOR, Risk.ABUSE_BY_STAFF,
})  # fmt: skip
_QUESTIONS = frozenset({Want.POLICY, Want.PRODUCT, Want.INVOICE})
_CLARIFIED = frozenset({Problem.SIZE, Problem.CHANGED_MIND, Problem.PRICE_DROP, Problem.LATE})
_FAILED = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM, Problem.SERVICE,
    Problem.PROMISE_BROKEN, Problem.NOT_SHIPPED, Problem.LOST, Problem.OUT_OF_STOCK,
})  # fmt: skip
_EXTORTS = re.compile(
    r"(不|没|沒).{0,4}(赔|賠|退|返|给|給).{0,12}(差评|差評|追评|曝光|投诉)|(赔|賠|退|返|给|給|转|轉).{0,12}(就|才|再).{0,4}(改|删|刪|撤).{0,4}(评|評|好评|差评)?|"
    r"(商家|卖家|賣家|店家|客服).{0,12}(给钱|給錢|红包|紅包|返现|返現|转账|轉帳).{0,8}(删|刪|改)|(if|unless) you .{0,12}(pay|send|refund|give) .{0,30}(review|star|rating)|"
    r"(change|remove|delete) (my|this|the) (review|rating) (if|when|once|after)|(pay|refund|send) me .{0,30}(or|otherwise).{0,20}(review|star)",
    re.IGNORECASE,
)
_MALICE = re.compile(
    r"同行|竞争对手|競爭對手|恶意|惡意|刷(差评|单)|没(买|来|用)过|沒(買|來|用)過|全家(死|去死)|去死|弄死|杀了|砍死"
)
_EXPECTED = re.compile(
    r"以为|以為|想象|想像|期望|期待|预期|預期|没有?图片|沒有?圖片|色差|颜色|顏色|图片|圖片|不会用|不會用|怎么用|怎麼用|看不懂|说明书|說明書|不太会|"
    r"个人(感觉|觉得|口味)|個人(感覺|覺得)|不适合我|不適合我|不(太)?喜欢|不(太)?喜歡|没看清|沒看清|没注意|沒注意|没仔细|沒仔細|没看仔细|沒看仔細|expected|thought it|didn'?t (realis|realiz|know|notice|read)|small print|colou?r|picture|how to use|not for me",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"坏|壞|破|裂|断|斷|碎|漏|开胶|開膠|脱胶|掉色|掉漆|起球|发霉|發霉|变质|變質|故障|不工作|用不了|开不了|充不|错|錯|少发|漏发|少寄|"
    r"态度|態度|客服|服务|服務|敷衍|不理|broke|broken|defect|damag|leak|crack|wrong|missing|stopped|rude|ignored",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"运费|運費|邮费|郵費|快递费|快遞費|差价|差價|降价|降價|便宜|涨价|漲價|原价|原價|优惠|優惠|满减|滿減|折扣|贵|貴|不值|七天无理由|退货规则"
    r"|\b(?:postage|shipping (?:cost|fee|charge)s?|restocking|price\w*|cheaper|discount|coupon|expensive|overpriced|return policy)\b",
    re.IGNORECASE,
)
"""The money of a sale and its terms: what is felt to be unfair there is answered with what holds."""
_RAGE = 3
_OWN = frozenset({"service", "refund", "promise", "missing", "wrong", "pack", "defect"})
_COURIER = re.compile(
    r"快递|快遞|物流|配送|宅配|派送|驿站|驛站|courier|delivery|shipping|postal", re.IGNORECASE
)
_EXPECTATION = re.compile(
    r"偏大|偏小|太大|太小|大了|小了|尺码|尺碼|尺寸|(有点|有點|偏|太|略|稍)(淡|咸|鹹|甜|辣|油|硬|软|軟|薄|厚|重|轻|輕)|贵|貴|性价比|性價比|味道淡|偏淡|偏咸|一般|too (big|small|large|tight|loose|thin|expensive)|overpriced|size",
    re.IGNORECASE,
)


def choose_strategy(
    reading: Reading,
    decision: Decision | None,
    review: Review | None,
    passages: Sequence[Passage] = (),
) -> Strategy:
    """Return the strategy for a review; a review without complaint is accommodated with thanks.

    A complaint that the shop's own words (`passages`) explain is clarified with the fact.
    """
    text = review.text if review else ""
    if _needs_lead(reading, decision, text):
        return Strategy.ESCALATE
    problem = reading.problem
    happy = review is not None and review.stars is not None and review.stars >= 4
    if happy:
        return Strategy.ACCOMMODATE
    if _only_abuse(reading, text):
        return Strategy.ESCALATE
    if explained(text, problem, passages):
        return Strategy.CLARIFY
    if problem in _CLARIFIED and _own_failure(reading, text):
        return Strategy.ACCOMMODATE
    expected = bool(_EXPECTED.search(text)) and not _BROKEN.search(text)
    if problem in _FAILED:
        return Strategy.CLARIFY if expected and problem is Problem.QUALITY else Strategy.ACCOMMODATE
    if problem in _CLARIFIED:
        return Strategy.CLARIFY
    if problem is Problem.NOT_AS_DESCRIBED:
        return Strategy.CLARIFY if expected else Strategy.ACCOMMODATE
    return _by_words(text, asked=reading.wants in _QUESTIONS)


def _needs_lead(reading: Reading, decision: Decision | None, text: str) -> bool:
    if _GRAVE.intersection(reading.risks) or reading.problem in {
        Problem.COUNTERFEIT,
        Problem.SAFETY,
    }:
        return True
    if reading.must_escalate or (decision and decision.outcome is Outcome.ESCALATE):
        return True
    return bool(_EXTORTS.search(text) or _MALICE.search(text))


def _only_abuse(reading: Reading, text: str) -> bool:
    """Whether the review rages and names nothing that could be answered."""
    if reading.emotion < _RAGE or not text:
        return False
    points = _points().complaints(text, reading.language)
    return not any(point.words or point.kind not in {"general", "quality"} for point in points)


def _own_failure(reading: Reading, text: str) -> bool:
    """Whether the review also tells of something only the shop could have done better, which no fact explains away."""
    points = _points().complaints(text, reading.language)
    return any(point.kind in _OWN for point in points)


@cache
def _points() -> Points:
    return Points(Details())


def _by_words(text: str, *, asked: bool) -> Strategy:
    """Return the strategy where the reading names no problem; `asked`: the review puts a question on goods or terms."""
    if _BROKEN.search(text):
        return Strategy.ACCOMMODATE
    if asked or _TERMS.search(text):
        return Strategy.CLARIFY
    mild = _COURIER.search(text) or _EXPECTED.search(text) or _EXPECTATION.search(text)
    return Strategy.CLARIFY if mild else Strategy.ACCOMMODATE
