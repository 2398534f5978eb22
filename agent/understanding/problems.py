"""What went wrong in the buyer's eyes."""

import re
from collections.abc import Sequence

from agent.domain.reading import Problem, Risk, Want
from agent.understanding.asking import asking
from agent.understanding.lexicon import phrases, said
from agent.understanding.normalise import Plain, plain
from agent.understanding.record import NO_RECORD, Record
from agent.understanding.returning import sent_back
from agent.understanding.standing import FAMILY
from agent.understanding.turns import Turns

_DANGER = frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE})
_ASKING = frozenset({
    Want.POLICY, Want.PRODUCT, Want.INVOICE, Want.CHANGE_ORDER, Want.STATUS, Want.NONE, Want.HUMAN
})  # fmt: skip
_UNDEMANDING = _ASKING | {Want.COMPLAINT}
_SURE = 0.55
_CERTAIN = 0.8
_LIKELY_LEAD = 0.4
_SURE_LEAD = 0.75
_HALF = 0.5
_MILD = frozenset({"changed_mind", "price_drop"})
_SOUND = re.compile(
    r"(?<!坏)没(有)?坏(?!处)|(质量|品质|东西|商品|机器|货)(都|也|是|本身)*(没(有|啥|什么)?(任何)?(问题|毛病|话说)|好的|完好|很好|挺好)|"
    r"没(有|啥|什么)?(任何)?(毛病|瑕疵)|不是(质量|品质)(的)?(问题|不好)?|不关质量|功能(都)?正常|"
    r"\b(nothing (is )?wrong with|(it's|is|are|was)(n't| not) (faulty|broken|defective|damaged)|no (fault|defects?)\b|works? (fine|perfectly|as it should))"
)
_TASTE = re.compile(
    r"不(太|够|怎么|是很|大)?(顺手|舒服|习惯|合(我|他|她|孩子)?的?(口味|胃口|眼缘|穿|适|身|脚)|喜欢|好吃|甜|爱|想吃|中意)|用不惯|睡不惯|"
    r"太(酸|甜|咸|辣|腻|淡|香|高|低|软|硬|花哨|老气)|不是我(喜欢|想要|要)的|(手感|脚感|口感|味道|音色|款式)(很|太|也|就)?(一般|普通|不行|不对)|"
    r"\b(don't|didn't|not|doesn't) (really |much )?(like|enjoy|for me|comfortable|my (style|taste|thing))|\b(isn't|not) for me\b|\bsounds? bad\b"
)
TURNED_DOWN = re.compile(
    r"(?:闻|嗅|看|瞅|舔|尝)(?:了|一|上)*(?:下|口|眼)?(?:就|扭头|转身|掉头)+(?:走|跑|不|扭|转)|(?:闻|碰|看|舔|尝|瞅|理)都(?:不|没|懒得)(?:闻|碰|看|舔|尝|瞅|理)|"
    r"(?:都|也|从来|压根)(?:不|没)碰|一口(?:都|也)?(?:不|没)(?:吃|动|喝|碰|尝)|\b(?:won't|wouldn't|didn't|doesn't|refuse[sd]? to) (?:even )?(?:touch|sniff|try|eat)\b"
)
"""Words of an animal or a child that turned a thing down: what nobody took hurt nobody."""
_SENSED = re.compile(
    r"(手感|脚感|口感|味道|音色|款式|风格|颜色|样式|感觉|触感)[^,。!?]{0,4}不是我(想|要|喜欢|期待)"
)
_OWN_SLIP = re.compile(
    r"(?<!你们)(?<!商家)(?<!店家)(?<!仓库)(自己|我|本人|不小心|手滑|老公|老婆|孩子|家里人)?[^,。!?你们]{0,4}(选|拍|买|下单?|订|点|填|看|写|输|打)错|\b(i|we|my \w+) (\w+ )?(picked|chose|ordered|selected|clicked|bought)( \w+){0,3} wrong|\bmy (own )?mistake\b"
)
_SHOPS_SLIP = re.compile(
    r"(发|寄|配|送|装|拿|给|弄|搞)错|发来|寄来|\b(sent|received|got|shipped)\b"
)
_HELD = re.compile(
    r"收到|到手|拿到|到货|拆开|打开|开箱|[穿用戴吃喝装试]|\b(arrived|came|got|received|opened|box|wore|used|tried)\b"
)
"""Words of who has the goods in hand, whatever the record says."""
_NOT_YET = re.compile(
    r"(没|没有|还没|未|不曾|从未)[^,。!?]{0,3}(收到|到手|拿到|到货)|\b(not|never|haven't|hasn't|didn't|yet to)( yet| been| be)? (arrive|arrived|receive|received|come|came|got|get)\b"
)
_HOW_TO = re.compile(
    r"(装|安|拼|组|扣|盖|塞|卡|套|放)[^,。]{0,2}不回(去|原)|(说明书|图纸|教程)[^,。]{0,10}(看不懂|看不明白|天书|外星|鬼画符|写给|写的(什么|啥))|看不懂[^,。]{0,4}(说明书|图纸|教程)|"
    r"\b(instructions?|manual|diagram)\b[^.!?]{0,30}\b(no sense|useless|gibberish|impossible)|\b(figure|work) out how to\b"
)
"""Words of who cannot manage what others can: help is needed, and nothing is said to be broken."""
_OF_GOODS = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM, Problem.NOT_AS_DESCRIBED, Problem.SIZE,
})  # fmt: skip
_GOES_BACK = frozenset({Want.RETURN_REFUND, Want.EXCHANGE, Want.REPAIR})
_WITHOUT_WORDS = 0.18
"""A problem that no word names and of which the classifier believes less than this is none."""
_OF_TASTE = _MILD | {"size"}
_WORDED = 0.15


def choose_problem(
    said_by_buyer: Turns,
    guess: dict[str, dict[str, float]],
    want: Want,
    risks: Sequence[Risk],
    *,
    broken: bool,
    record: Record = NO_RECORD,
    listed: Problem | None = None,
) -> Problem:
    """Return the problem: a danger before all else, then the `listed` one, then what classifier or words bear out.

    `listed` is the one that the buyer picked from the platform's list of reasons for a claim.
    """
    if _DANGER & set(risks):
        return Problem.SAFETY
    if Risk.COUNTERFEIT in risks:
        return Problem.COUNTERFEIT
    if listed is not None:
        told = _from_before(said_by_buyer)
        # Many pick 「不想要了」 because it is quick; the fault that they told of in the chat is the reason all the same.
        return told if listed is Problem.CHANGED_MIND and told in _OF_GOODS else listed
    shares = _possible(said_by_buyer.latest, guess, record)
    if record.arrived and want in _GOES_BACK:
        shares.pop(Problem.LATE, None)  # 「都12天了还能退吗」 counts the days since it came
    best = max(shares, key=lambda problem: shares[problem])
    if broken and shares[best] < _SURE:
        return Problem.PROMISE_BROKEN
    words = _worded(said_by_buyer.latest) & {name.value for name in shares}
    plainly = _plainly(plain(said_by_buyer.latest), words, want, sure=shares[best] >= _CERTAIN)
    if plainly is not None:
        return plainly
    if want is Want.COMPLAINT and guess["also"].get(want, 0.0) >= _HALF:
        shares.pop(Problem.NONE, None)  # who complains has something to complain of
    believed = _believed(shares, words)
    before = _from_before(said_by_buyer) if want not in _ASKING else Problem.NONE
    if believed is Problem.CHANGED_MIND and not words and before is not Problem.NONE:
        return before  # a bare 「那退款吧」 goes back on no fault told before it
    return believed or before


def _believed(shares: dict[Problem, float], words: set[str]) -> Problem | None:
    """Return the problem that is beyond doubt, else one of those the words name, else the likeliest; None for none."""
    best = max(shares, key=lambda problem: shares[problem])
    worded = [problem for problem in words if shares.get(Problem(problem), 0.0) >= _WORDED]
    if best is not Problem.NONE and (shares[best] >= _CERTAIN or best.value in words):
        return best
    if worded:
        return Problem(max(worded, key=lambda problem: shares[Problem(problem)]))
    if best is Problem.PRICE_DROP and shares[best] < _HALF and len(shares) > 1:
        # A fallen price that no word names was only guessed, and meets with the wrong regret and rule.
        return _believed({one: share for one, share in shares.items() if one is not best}, words)
    sure = shares[best] >= (_SURE if best is Problem.SAFETY else _WITHOUT_WORDS)
    return best if best is not Problem.NONE and sure else None


def _plainly(text: Plain, words: set[str], want: Want, *, sure: bool) -> Problem | None:
    """Return what the form of the words settles: goods said to be sound are unwanted, a mere question has no problem."""
    if want in FAMILY and not words - _MILD and _SOUND.search(text.text):
        return Problem.CHANGED_MIND
    if want in FAMILY and not words - _OF_TASTE and _disliked(text.text):
        return Problem.SIZE if "size" in words else Problem.CHANGED_MIND
    if not words and want in _UNDEMANDING and _HOW_TO.search(text.text):
        return Problem.NONE
    if want in _ASKING and not sure and asking(text).pure:
        return Problem.NONE
    return None


def _disliked(text: str) -> bool:
    return bool(_TASTE.search(text) or TURNED_DOWN.search(text))


def _possible(
    text: str, guess: dict[str, dict[str, float]], record: Record
) -> dict[Problem, float]:
    """Return the classifier's shares without what the words, or what the order's record rules out."""
    heard = plain(text)
    seen = heard.text
    barred = _ruled_out(record, seen, _worded(text))
    if guess["lead"]["yes"] < _LIKELY_LEAD:
        # Without a word of danger discomfort is no danger, and doubt no accusation.
        barred |= {Problem.SAFETY, Problem.COUNTERFEIT, Problem.PROMISE_BROKEN}
    if _SOUND.search(seen):
        barred |= {Problem.QUALITY, Problem.DAMAGED}
    if sent_back(heard):
        barred |= {Problem.LOST, Problem.LATE, Problem.NOT_SHIPPED}
    if _SENSED.search(seen) or (_OWN_SLIP.search(seen) and not _SHOPS_SLIP.search(seen)):
        barred.add(Problem.WRONG_ITEM)
    shares = {Problem(name): share for name, share in guess["problem"].items()}
    if record.sent:  # the record shows it on its way: what has not come is late
        barred.add(Problem.NOT_SHIPPED)
        shares[Problem.LATE] += shares[Problem.NOT_SHIPPED]
    lead, unsure = guess["lead"]["yes"], shares[Problem.SAFETY] < _SURE
    if _LIKELY_LEAD <= lead < _SURE_LEAD and unsure:
        barred.add(Problem.SAFETY)
    complained = guess["also"].get(Want.COMPLAINT, 0.0) >= _SURE
    if Problem.SAFETY in barred and (lead < _LIKELY_LEAD or complained):
        shares[Problem.QUALITY] += shares[Problem.SAFETY]  # what broke and hurt nobody is a fault
    return {problem: share for problem, share in shares.items() if problem not in barred}


def _ruled_out(record: Record, seen: str, words: set[str]) -> set[Problem]:
    """Return what cannot be by the record: nothing is late that was never sent, nothing broken that is not there."""
    barred: set[Problem] = {Problem.NOT_SHIPPED} if record.arrived or record.held else set()
    if record.unsent:
        barred |= {Problem.LATE, Problem.LOST}
    if record.held:  # who sends the goods back complains of the goods
        barred |= {Problem.LOST, Problem.MISSING_ITEM}
    elsewhere = (record.sent or record.unsent) and not (record.arrived or record.held)
    if elsewhere and not _HELD.search(_NOT_YET.sub("", seen)):
        barred |= {problem for problem in _OF_GOODS if problem.value not in words}
    return barred


def _worded(text: str) -> set[str]:
    return said(phrases("problems").find(plain(text)))


def _from_before(said_by_buyer: Turns) -> Problem:
    """Return the problem an earlier turn named, the latest first: 「杯子碎了」 … 「那就退吧」."""
    for text in reversed(said_by_buyer.earlier):
        found = _worded(text)
        for problem in Problem:
            if problem.value in found:
                return problem
    return Problem.NONE
