"""What of a buyer's words still stands: denied and retracted demands, and words meant for a machine, taken out."""

import re
from dataclasses import dataclass, replace

from agent.domain.reading import CLAIM_WANTS, Want
from agent.understanding.asking import asking, supposed
from agent.understanding.injection import find_injection
from agent.understanding.lexicon import phrases
from agent.understanding.normalise import Plain, clauses, plain
from agent.understanding.risks import find_dangers

FAMILY = frozenset({Want.REFUND, Want.RETURN_REFUND, Want.CANCEL})
"""Ways to give goods or order up for money: whoever denies one of them denies them all."""

_NAMES = frozenset(want.value for want in Want)
_BY_DENIAL: dict[str, frozenset[Want]] = {
    "return": FAMILY,
    "exchange": frozenset({Want.EXCHANGE}),
    "repair": frozenset({Want.REPAIR}),
    "reship": frozenset({Want.RESHIP}),
    "compensate": frozenset({Want.COMPENSATE}),
}
_OF_A_CLAIM = re.compile(
    r"^.{0,4}(退|换货|补发|赔|售后)|^ ?(of )?(my|the|a|this|that) (earlier |previous )?(return|refund|exchange|claim)"
)
_THING = re.compile(
    r"^(?:货|款|换)?(?:货)?的?(?:运费|邮费|油费|快递费|寄费|地址|规则|规定|政策|流程|条件|要求|期限|时限|时效|单号|进度|进展|险)"
    r"|^(?:款|货)?(?:的?申请|单)?(?:也|都|已经?|早就?)*(?:(?:点|交|提交|申请|发起)(?:了|过|好)|(?:处理|办理?|弄)(?:好|完|到哪))"
    r"|^(?:款)?(?:也|都|已经?|早就?|说)*(?:(?:批|通过|同意|审核|受理)(?:了|过)|到账|成功)"
    r"|^ (?:(?:has|have|had) been|was|were|is|got) (?:\w+ )?(?:approved|accepted|processed|issued|confirmed|granted)\b"
)
"""What makes the word before it a name and no demand: 「退货地址」, 「退款进度」, 「退货单号」."""
_NOT_GOODS = re.compile(
    r"^(?:一下|个|成|到|别的|其他|新)*(?:的)?(?:收货|收件|送货|寄送)?(?:地址|电话|手机号?|号码|收件人|收货人|名字|姓名|快递|物流|抬头|时间|门市|支付)"
)
_HOW_OFTEN = re.compile(
    r"(多久|多长时间|几(个)?(天|周|星期|月|年|小时)|多少(天|次|小时|公里))[^,，。!?能给帮可才]{0,6}$"
)
"""What makes 「换」 the upkeep of a thing in use: 「滤芯多久换一次」."""
_NEEDED = re.compile(
    r"(?:需要|要不要|需不需要|用不用|要|得|该)换(?:新)?的?(?:吗|嘛|么|不)(?:[,，。!?\s]|$)|(?:要不要|需不需要|用不用)换(?:新)?的?(?:[,，。!?\s]|$)"
)
"""A thing's need, where nobody who would have it changed stands before it: 「镁棒要换吗」."""
_WISHER = re.compile(r"[我俺咱想就给帮也还能可码号小大][^,，。!?]{0,4}$")
_PRICED = re.compile(
    r"换(?!货|[^,，。!?]{0,4}[码号色款大小])[^,，。!?]{0,8}(?:多少钱|几块|几元|什么价|怎么收费|咋收费|收多少|收费吗|要钱吗|贵吗|贵不贵)"
)
"""What asks the price of a service: 「换一套弦多少钱」."""
_SENTENCE = re.compile(
    r"(?:[^。！？!?；;\n\r.]|\.(?!\s))+(?:[。！？!?；;\n\r]|\.(?=\s))*|[。！？!?；;\n\r.]+"
)
_PART = re.compile(r"[^，,、：:]+[，,、：:]*|[，,、：:]+")
_WORTH = 2


@dataclass(frozen=True)
class Mention:
    """A want named at a place: said, denied, or only imagined in a question."""

    want: Want
    at: int
    denied: bool
    supposed: bool = False
    whole: bool = False


def mentions(text: str) -> list[Mention]:
    """Return every want that a text names, in order of place."""
    seen = plain(text)
    found: list[Mention] = []
    refusals = phrases("denial").find(seen)
    for hit in phrases("wants").find(seen):
        within = any(no.at <= hit.at < no.at + len(no.words) for no in refusals)
        if hit.name not in _NAMES or (within and not hit.negated):
            continue
        want = Want(hit.name)
        end = hit.at + len(hit.words)
        if want is Want.CANCEL and _OF_A_CLAIM.search(seen.text[end : end + 24]):
            continue  # 「取消退款申请」 takes a refund back
        if _only_named(want, hit.words, seen.text[end : end + 12]):
            continue
        if want is Want.EXCHANGE and _upkeep(seen.text, hit.at, end):
            continue
        imagined = want in CLAIM_WANTS and supposed(seen, hit.at)
        found.append(Mention(want, hit.at, hit.negated, imagined))
    for hit in refusals:
        found += [Mention(want, hit.at, True, whole=True) for want in _BY_DENIAL[hit.name]]
    return _asked_after(seen, sorted(found, key=lambda mention: (mention.at, mention.denied)))


def _upkeep(text: str, at: int, end: int) -> bool:
    """Say whether 「换」 at a place asks of the upkeep of a thing in use, or of its price, and is no claim."""
    needed = _NEEDED.search(text, max(0, at - 3))
    if needed and needed.start() <= at:
        return needed.start() > 0 and not _WISHER.search(text[: needed.start()])
    return bool(_HOW_OFTEN.search(text[:at]) or _PRICED.search(text, at, end + 16))


def _only_named(want: Want, words: str, after: str) -> bool:
    """Say whether a claim's word is part of a name (「退货地址」), or 「换」 speaks of what is no goods (「换个地址」)."""
    if want is Want.EXCHANGE:
        tail = re.sub(r"^.*换", "", plain(words).text)
        return bool(_NOT_GOODS.match(tail + after) or _THING.match(after))
    return want in CLAIM_WANTS and bool(_THING.match(after))


def _asked_after(seen: Plain, found: list[Mention]) -> list[Mention]:
    """Return the mentions with those that ask about what was denied before as imagined: 「不是要退，想问无理由怎么算」."""
    denied = [item.at for item in found if item.denied and item.want in FAMILY]
    if not denied:
        return found
    questions = [
        (at, at + len(part))
        for at, part in clauses(seen)
        if asking(Plain(part, seen.origin[at : at + len(part)], seen.source)).form
    ]
    return [
        replace(item, supposed=True)
        if item.want in FAMILY
        and not item.denied
        and item.at > denied[0]
        and any(start <= item.at < end for start, end in questions)
        else item
        for item in found
    ]


def denied_wants(text: str) -> frozenset[Want]:
    """Return the wants a text says it does not have (「不用退了」, "no need to refund"); the last mention wins."""
    told = mentions(text)
    last = {item.want: item for item in told}
    denied = {want for want, item in last.items() if item.denied}
    refusals = [
        item for item in told if item.denied and item.want in FAMILY and item.want in denied
    ]
    if refusals:
        after = max(item.at for item in refusals)
        whole = any(item.whole for item in refusals)
        for want in FAMILY:
            item = last.get(want)
            stands = item is not None and not item.denied and not item.supposed
            if not stands or (whole and item is not None and item.at < after):
                denied.add(want)
    return frozenset(denied)


def said_wants(text: str) -> tuple[Want, ...]:
    """Return the wants whose words a text uses, neither denied nor only imagined, in order of place."""
    denied = denied_wants(text)
    return tuple(
        dict.fromkeys(
            item.want
            for item in mentions(text)
            if not item.denied and not item.supposed and item.want not in denied
        )
    )


def standing(text: str) -> str:
    """Return a text without the clauses that deny a claim or make one that is taken back; whole if nothing is left."""
    denied = denied_wants(text) & CLAIM_WANTS
    if not denied:
        return text
    seen, told = plain(text), mentions(text)
    gone = {item.at for item in told if item.want in denied}
    asked = [item.at for item in told if item.want not in denied and not item.denied]
    only = _only_asked(seen, max(gone))
    if only:
        return only
    kept = [_left_of(seen, at, part, gone, asked) for at, part in clauses(seen)]
    rest = "，".join(part for part in kept if part)
    return rest if len(re.sub(r"\W", "", rest)) >= _WORTH else text


def _only_asked(seen: Plain, denied: int) -> str:
    """Return what is "only asked" after a claim was taken back (「不退了…就问下…」), where no danger was told before it."""
    only = phrases("asking").patterns["only"]
    starts = [at for at, part in clauses(seen) if at > denied and only.search(part)]
    if not starts or find_dangers(plain(seen.quote(0, starts[0]))).risks:
        return ""
    return seen.quote(starts[0], len(seen.text))


_LABEL = 6


def spoken_to_shop(text: str) -> str:
    """Return a text without the sentences that speak to a machine; within one, what comes before its clause stays."""
    if not find_injection(text):
        return text
    kept: list[str] = []
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        if not find_injection(sentence):
            kept.append(sentence)
            continue
        before = ""
        for part in _PART.findall(sentence):
            if find_injection(before + part):
                break
            before += part
        kept.append(before + "\n" if before else "")
    left = "".join(kept).strip()
    # A label before the order to a machine (「系统提示：」) is nothing said to the shop.
    return left if len(left) > _LABEL else ""


def _left_of(seen: Plain, at: int, part: str, gone: set[int], asked: list[int]) -> str:
    """Return a clause, or of one that denies a want what it asks for after that (「不换了直接退吧」)."""
    end = at + len(part)
    denied = [place for place in gone if at <= place < end]
    if not denied:
        return _own_words(seen, at, part)
    after = [place for place in asked if max(denied) < place < end]
    return seen.quote(min(after), end) if after else ""


def _own_words(seen: Plain, at: int, part: str) -> str:
    return seen.quote(at, at + len(part))
