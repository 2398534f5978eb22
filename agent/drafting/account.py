"""The buyer's own account of what went wrong, short enough to be said back."""

import re

from agent.domain.reading import Language, Problem
from agent.drafting.details import Details
from agent.drafting.mixup import lacked, swapped
from agent.drafting.points import complains
from agent.drafting.quoting import is_half, own_words
from agent.drafting.unfit import UNFIT
from agent.drafting.voice import Voice

_PIECES = re.compile(
    r"[，。！？；,!?;\n~～…\U0001F300-\U0001FAFF\u2600-\u27BF]+|(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])"
)
# A code on a display, how many of so many: figures that are said back; sums, dates and other numbers are not.
_CODE = re.compile(r"[报報显顯跳出就]\S{0,3}(?<![A-Za-z\d])[A-Z]{1,2}-?\d{1,3}(?![A-Za-z\d])")
_FIGURE = re.compile(
    r"(?<![A-Za-z\d])([A-Z]{1,2}-?\d{1,3}|\d{1,2}(?=[个個只支片颗顆袋包瓶盒件条條本]))(?![A-Za-z\d])"
)
_FAULT = re.compile(
    r"坏|壞|撕|塌|凹|鼓包|脱落|脫落|变色|變色|发黄|發黃|发黑|發黑|化了|[底缝縫线線口]\S{0,2}开了|张嘴|張嘴|破|裂|断(?!电)|斷(?!電)|掉|松|鬆|响|響|漏|脱|脫|开胶|開膠|卡|不(了|动|動|亮|响|響|转|轉|热|熱|冷|上|进|進|牢|灵|紧|緊|严|嚴|拢|攏|稳|穩|住)|失灵|失靈|报错|歪|糊|烂|爛|瘪|扁|碎|皱|皺|"
    r"褪|缩|縮|锈|鏽|霉|起(球|泡|毛|皮)|臭|异味|異味|渗|滲|洒|灑|划痕|刮|磨|冒烟|冒煙|糙|变形|變形|污"
)
_NOT_SAID = re.compile(
    r"吗|嗎|呢|会不会|會不會|怎|什么|什麼|为啥|如果|要是|万一|萬一|怕|担心|擔心|想|要求|能不|能否|可以|可不|换|換|退|修|补|補|请|請|(?<!鞋)[帮幫]|麻烦|麻煩|没发现|沒發現|未发现|未發現|[没沒](摔|碰|撞|坏|壞|破|用过|用過|跟|和|与|與|怎么|怎麼|用力|使劲|使勁|乱|亂)|"
    r"试[了过過]|試[了过過]|(?P<twice>[\u3400-\u9fff])[不没沒](?P=twice)|[\u3400-\u9fff]不$|描述|页面|頁面|详情|詳情|做工|工艺|手艺|也太|不影响|不影響|没事|沒事|不知道|是不是|有没有|有沒有|质量|品質|東西|东西|办法|客服|快递|快遞|物流|(时候|時候|时|時|以后|以後|之后|之後|后|後|之前|前)$"
)
_BY_WHOM = re.compile(
    r"(被|给|給)?(暴力)?(快递|快遞|物流)(小哥|公司|员|員)?(?=压|壓|摔|弄|砸|扔|挤|擠)|被(你们|你們)"
)
# How long it was used is not said back (figures are not), what became of it is.
_AFTER = re.compile(
    r"^(才|刚|剛|只)?(穿|用|戴|打|玩|买|買|洗)了?(没|沒|不到)?[一二两兩三四五六七八九十几幾]+(天|次|回|个月|個月|场|場|水|周|週)"
)
# The same in the midst of a clause, 才用几次拉链就掉了: what became of it is said back.
_SOON_AFTER = re.compile(
    r"^[^，。]{0,10}?[才刚剛只](穿|用|戴|打|玩|买|買|洗)了?(没|沒|不到)?[一二两兩三四五六七八九十几幾]+(天|次|回|个月|個月|场|場|水|周|週)(?P<what>[^，。]{2,8})就(?P<did>.+)$"
)
_HOW_FAR = re.compile(
    r"(?<=[\u3400-\u9fff]{3})[\u3400-\u9fff]得(没法看|没眼看|不像话|不成样子|厉害|很|沒法看|不像話|不成樣子|厲害)$"
)
_FOUND = re.compile(r"^[^，。]{0,12}?(?<![没沒])(?:发现|發現)了?(?=[^，。]{3})")
"""How a fault was come by, before the fault itself: 打了两局发现拍框裂了."""
# A fault word with more than a mark of time between it and the next is two clauses run into one: 断线槽裂了.
_RUN_ON = re.compile(
    rf"(?:{_FAULT.pattern})(?P<between>[^了又还還都也且和就的开開]{{2,4}})(?:{_FAULT.pattern})"
)
_LEAD = re.compile(
    r"^(我[这這的][个個台臺]?|[这這][支只件双雙条條张張台臺]|但是?|就是|不过|不過|结果|結果|发现|發現|然后|然後|而且|现在|現在|今天|昨天|刚刚|剛剛|感觉|感覺|觉得|覺得|好像|还|還|又|都|这个|這個|那个|那個|真的|收到后?|收到就|打开|打開|拆开|拆開|一看|里面的?|裡面的?|开箱|開箱|到手|(?<=收到)[时時])+"
)
_TAIL = re.compile(r"[啊呀哦喔啦吧嘛哈滴耶欸咧~～]+$")
_VISIBLE = re.compile(r"松动|鬆動|脱落|脫落|裂|破|碎|歪|凹|皱|皺|磨|断(?!电)|斷(?!電)")
# What the goods came in: worse than a crushed box is what lies in it.
_PACKING = re.compile(
    r"(外|纸|紙|快递|快遞)?(包装|包裝|箱子?|盒子?)(整个|整個|都|也|被|是|给|給)*.{1,4}$"
)
_NAMED = re.compile(r"[^了]{1,5}的[\u3400-\u9fff]{1,4}")  # a thing, not what became of it: 碎的球头
_SHORTEST, _LONGEST = 3, 14
_OF_GOODS = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED, Problem.SAFETY,
})  # fmt: skip
_ENGLISH_PIECES = re.compile(r"[,.!?;:\n]+|\s+(?:and|but|so|because)\s+", re.IGNORECASE)
# What goods do that they should not, in the present.
_FAILING = r"flickers?|leaks?|squeaks?|wobbles?|rattles?|smells?|stinks?|buzzes|buzz|beeps?|slips?|peels?|freezes?|crashes|overheats?|drips?|bends?|fades?|jams?|clicks?|hums?|sheds?|falls? (?:off|apart)|comes? (?:off|apart|loose)"
_FAILS = re.compile(rf"\b(?:{_FAILING})\b", re.IGNORECASE)
# A clause with a subject of its own; one that wishes, asks, or has no verb in its form is not said back.
_WHOLE = re.compile(
    r"(the|one|two|both|all|some|half|my|there|this|these|its)\b(?=.* (is|are|was|were|has|had|does|did|do|doesn't|didn't|won't|isn't|keeps?|\w+ed|"
    rf"broke|came|fell|snapped|split|tore|went|stuck|burst|shrank|lost|got|{_FAILING})\b)",
    re.IGNORECASE,
)
_NOT_WHOLE = re.compile(
    r"\b(i|we|me|us|want|like|please|pls|can|could|would|should|need|send|exchange|swap|replace|help|why|how|what|when|where|if|think|hope|"
    r"only thing|price|seller|shop|store|service|have [a-z]+)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(my|mine|our|ours)\b", re.IGNORECASE)
_YOURS = {"my": "your", "mine": "yours", "our": "your", "ours": "yours"}
_MOST_WORDS = 12
_MISTAKEN = re.compile(r"错|錯|[发發寄送]成|不对|不對|不一样|不一樣|不是")
_FROM = re.compile(
    r"(?<![换換要成拍穿\d.A-Za-z])(?P<size>[2-5]\d(?:\.5)?|[2-6]?X{0,4}[SL]|M)\s*(?:码|碼|号|號)?的?[^，。,.!！?？\dA-Za-z换換]{0,4}?"
    r"(?:小|大|紧|緊|松|鬆|顶|頂|挤|擠|长|長|短|肥|瘦|勒|磨)"
)


def own_fault(voice: Voice, details: Details) -> str:
    """Return the clause in which the buyer tells the fault, in the draft's script; "" where none is short and clean.

    A word for a fault comes first, then a fault we have a name for, then whatever has the form of a complaint.
    """
    if voice.english:
        return told_in_english(voice, details)
    problem = voice.brief.reading.problem
    if problem is Problem.WRONG_ITEM:
        return _wrong(voice)
    if problem is Problem.MISSING_ITEM:
        return lacked(voice)
    found = packed = ""
    for piece in _pieces(voice):
        said = _clean(piece)
        run = _RUN_ON.search(said)
        said = said[run.start("between") :] if run else said
        if said and _FAULT.search(said):
            if not _PACKING.match(said):
                return voice.quoted(said)
            packed = packed or said
        if said and not found and details.find((said,), problem, voice.language):
            found = said
    return voice.quoted(found or _complained(voice) or packed)


def breaks(fault: str) -> bool:
    """Whether a fault told back is something that breaks on the way, by a word for it."""
    return bool(_FAULT.search(fault))


def spot(fault: str) -> str:
    """Return where a picture shows a fault that is told back in Chinese: "松动的地方"; "" for what can't be seen."""
    found = _VISIBLE.findall(fault)
    return f"{found[-1]}的地方" if found else ""


def shows_code(voice: Voice) -> bool:
    """Whether the buyer names a code that the goods show."""
    return any(_CODE.search(text) for text in voice.brief.messages)


def no_subject(fault: str) -> bool:
    """Whether a fault told back says only what became of the goods: "压坏了"."""
    return bool(re.fullmatch(rf"(?:[压壓摔挤擠磕碰]?(?:{_FAULT.pattern})).{{0,2}}", fault))


def _complained(voice: Voice) -> str:
    """Return the first clause that complains of the goods, whatever it is about: "一点都不甜", "硬得跟石头样"."""
    if voice.brief.reading.problem not in _OF_GOODS:
        return ""
    for piece in _pieces(voice):
        own = own_words(piece, voice.language) or (piece if _CODE.search(piece) else "")
        words = _AFTER.sub("", own).lstrip("的")
        said = _clean(words) if _bad(words) and not is_half(words) else ""
        if said:
            return said
    return ""


def _bad(words: str) -> bool:
    """Whether words have the form of a complaint, or name a code that the goods show."""
    return complains(words) or bool(_CODE.search(words))


def told_in_english(voice: Voice, details: Details) -> str:
    """Return the clause that tells the fault as it is said back: "the clasp on your pendant snapped"; "" where none is whole and clean."""
    problem = voice.brief.reading.problem
    if problem not in _OF_GOODS | {Problem.MISSING_ITEM}:
        return ""
    for text in voice.brief.messages:
        for piece in _ENGLISH_PIECES.split(text):
            words = own_words(piece.strip(), Language.EN)
            known = details.find((words,), problem, Language.EN) is not None
            bad = known or complains(words) or _FAILS.search(words)
            if not words or not bad or len(words.split()) > _MOST_WORDS:
                continue
            if _WHOLE.match(words) and not _NOT_WHOLE.search(words):
                return _MINE.sub(lambda match: _YOURS[match[0].lower()], words)
    return ""


def _wrong(voice: Voice) -> str:
    """Return what is wrong with what came: "白色发成了黑红", else the clause that says what was got wrong."""
    told = swapped(voice)
    if told:
        return told
    found = (_clean(piece) for piece in _pieces(voice) if _MISTAKEN.search(piece))
    return voice.quoted(next(filter(None, found), ""))


def own_size(voice: Voice) -> str:
    """Return the size that does not fit, as the buyer writes it; "" where none or several are named."""
    found = {
        match["size"].upper() for text in voice.brief.messages for match in _FROM.finditer(text)
    }
    return found.pop() if len(found) == 1 and not voice.english else ""


def _pieces(voice: Voice) -> list[str]:
    texts = voice.brief.messages
    return [piece.strip() for text in texts for piece in _PIECES.split(text) if piece.strip()]


def _clean(piece: str) -> str:
    """Return the piece without words of order and mood; "" where it asks, wishes, names people or is too long."""
    piece = _FOUND.sub("", _BY_WHOM.sub("", piece))
    soon = _SOON_AFTER.match(piece)
    piece = f"{soon['what']}{soon['did']}" if soon and _FAULT.search(soon["did"]) else piece
    used = _AFTER.match(piece)
    if used and UNFIT.search(piece):
        piece = piece[used.end() :].replace("就", "", 1)
    if _NOT_SAID.search(piece):
        return ""
    bare = _HOW_FAR.sub("", _TAIL.sub("", _LEAD.sub("", piece)).lstrip("的"))
    if _NAMED.fullmatch(bare):
        return ""
    plain = _FIGURE.sub("", bare)
    fit = _SHORTEST <= len(bare) <= _LONGEST and re.fullmatch(r"[\u3400-\u9fff]+", plain)
    return bare if fit and not UNFIT.search(plain) else ""
