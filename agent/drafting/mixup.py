"""What was left out of a parcel or sent in place of something else, by the buyer's own names for it."""

import re

from agent.drafting.unfit import UNFIT
from agent.drafting.voice import Voice

_NUMBER = r"(?:[一二两兩俩三四五六七八九十半几幾\d]{1,2})"
_MEASURE = r"[个個只隻支枝筒袋包瓶盒片件条條颗顆双雙副套张張根块塊罐盏盞把对對份顶頂台]"
_STOP = r"$|[，。！？；,.!?;\s~～…啊呀吧呢哦喔耶啦了怎咋要能请請给給帮幫补補麻]|可以|[\U0001F300-\U0001FAFF]"
_END = rf"(?={_STOP})"
_DONE = r"(?:了|(?:发|發|寄|装|裝|给|給|放|拿|送)了?)?(?:我们?|我們)?"
# "少一个杯托", "漏发了两片"; "少的那筒"; "少了赠品"; "手胶没收到".
_COUNTED = re.compile(
    rf"(?:少|缺|漏){_DONE}(?P<count>{_NUMBER}{_MEASURE})(?P<what>[\u3400-\u9fff]{{0,6}}?){_END}"
)
_POINTED = re.compile(
    rf"(?:少|缺|漏)(?:发|發|寄)?的(?P<what>[那这這]?{_NUMBER}?{_MEASURE}[\u3400-\u9fff]{{0,4}}?)(?=[给給帮幫补補寄发發麻请請]|{_STOP})"
)
_NAMED = re.compile(rf"(?:少|缺|漏){_DONE}(?P<what>[\u3400-\u9fff]{{2,5}}?){_END}")
_NOT_COME = re.compile(
    rf"(?:^|[，。！？；,.!?;\s])(?:说好的|說好的|赠送的|贈送的|送的|里面的?|裡面的?)?(?P<what>[\u3400-\u9fff]{{2,5}}?)(?:都|也|还|還)?(?:没|沒)有?(?:给|給|寄|发|發|装|裝|放|收到|看到|见到|見到|来|來)(?:我)?{_END}"
)
_VAGUE = re.compile(r"^[了的吧啊呢吗嗎过過没沒]|[了的吧吗嗎呢]$|东西|東西|[货貨]了?$|^[一二两兩几幾很好不]|[我你您他她们們这這那哪怎什啥谁誰]|包裹|快递|快遞|客服|订单|訂單|退款")  # fmt: skip
_ONLY = re.compile(
    r"((?:只(?:有|收到|到|发|發|寄)?了?|就(?:有|收到|到|发|發|寄)?了?)[一二两兩三四五六七八九十半]\S{1,3}?)(?=[，。！？；,!?;\s]|$)"
)
_GOT = re.compile(r"^[只就](有|收到|到|发|發|寄)?了?")
_HUE = r"[荧螢光深浅淺藏酒玫天粉米雾霧红紅橙黄黃绿綠青蓝藍紫黑白灰棕褐金银銀咖杏]"
_HUES = re.compile(rf"{_HUE}{{1,4}}色?的?")
_INSTEAD = re.compile(
    rf"(?:买|買|拍|订|訂|要|下单|下單|选|選)的?(?:明明)?(?:是|了)?(?:双|雙|件|支|个|個)?(?P<ordered>{_HUE}{{1,4}}色?)[^。！？!?]{{0,8}}?(?:发|發|寄|来|來|给|給|收到|到)[^，。{_HUE[1:-1]}]{{0,5}}(?P<got>{_HUE}{{1,4}}色?)"
)
_SWAPPED = re.compile(
    rf"(?:买|買|拍|订|訂|要|下单|下單|选|選|点|點)的?(?:明明)?(?:是|了)?(?:{_NUMBER}?{_MEASURE})?(?P<ordered>[\u3400-\u9fffA-Za-z]{{2,8}}?)[，。！？,.!?\s]*(?:结果|結果|怎么|怎麼|却|卻|你们|你們|您们|店家|卖家|賣家)?"
    rf"(?:给我|給我)?(?:发|發|寄|来|來|收到|拿到|到)(?:了|成了?|过来|過來)?(?:的是|的却是|的卻是|的)?(?:{_NUMBER}?{_MEASURE})?(?P<got>[\u3400-\u9fffA-Za-z]{{2,8}}?){_END}"
)
_AGAIN = re.compile(
    rf"(?:补|補|重新|再)(?:寄|发|發|给|給|来|來)?我?(?P<what>一{_MEASURE})(?:新的)?(?=[给給吧啊呀行可好]|{_STOP})"
)


def lacked(voice: Voice) -> str:
    """Return what is missing as a clause: "您只收到一筒", "少了一个杯托", "少了赠品"; "" where it is not told cleanly."""
    only = next(filter(None, map(_ONLY.search, voice.brief.messages)), None)
    if only and not UNFIT.search(only[1]):
        return voice.quoted(f"您只收到{_GOT.sub('', only[1])}")
    for pattern in (_COUNTED, _NAMED, _NOT_COME):
        match = _fit(voice, pattern)
        if match:
            return voice.quoted(f"少了{match.groupdict().get('count') or ''}{match['what']}")
    return ""


def lacking(voice: Voice) -> str:
    """Return the name of what is missing, without a number: "杯托", "少的那筒"; "" where the buyer gives none.

    How many were left out is told back, but never agreed to before it is counted.
    """
    for pattern in (_POINTED, _COUNTED, _NAMED, _NOT_COME):
        match = _fit(voice, pattern)
        if match and match["what"]:
            return voice.quoted(f"{'少的' if pattern is _POINTED else ''}{match['what']}")
    return ""


def swapped(voice: Voice) -> str:
    """Return what came in place of what: "白色发成了黑红", "公道杯发成了茶叶罐"; "" where the buyer does not tell."""
    match = _hues(voice) or _goods(voice)
    if match is None:
        return ""
    wanted = match["ordered"]
    wanted += "色" if len(wanted) == 1 else ""
    sent = "寄" if voice.quoted("发") == "發" else "发"
    return voice.quoted(f"{wanted}{sent}成了{match['got']}")


def ordered(voice: Voice) -> str:
    """Return what the buyer had ordered in place of what came: "公道杯"; "" where they do not name it."""
    match = _goods(voice)
    return voice.quoted(match["ordered"]) if match else ""


def again(voice: Voice) -> str:
    """Return how the buyer asks for another one, by its measure: "一筒"; "" where they ask for none or for several."""
    match = next(filter(None, map(_AGAIN.search, voice.brief.messages)), None)
    return "" if match is None or voice.english else voice.quoted(match["what"])


def _hues(voice: Voice) -> re.Match[str] | None:
    found = filter(None, map(_INSTEAD.search, voice.brief.messages))
    return next((match for match in found if match["got"] != match["ordered"]), None)


def _goods(voice: Voice) -> re.Match[str] | None:
    """Return where the buyer names what was ordered and what came, the first of both by a word of the order's titles."""
    if voice.english:
        return None
    match = _SWAPPED.search("，".join(voice.brief.messages))
    order = voice.brief.order
    titles = voice.plain("".join(order.titles)) if order else ""
    if match is None or match["got"] == match["ordered"] or _HUES.fullmatch(match["ordered"]):
        return None
    clean = not UNFIT.search(match["ordered"] + match["got"]) and not _VAGUE.search(match["got"])
    known = voice.plain(match["ordered"]) in titles
    return match if clean and known else None


def _fit(voice: Voice, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Return the pattern's first find that can be said back."""
    if voice.english:
        return None
    for text in voice.brief.messages:
        match = pattern.search(text)
        counted = pattern in (_COUNTED, _POINTED)
        if match and not UNFIT.search(match["what"]):
            if counted or not _VAGUE.search(match["what"]):
                return match
    return None
