"""What the buyer has told us already, in words fit to be said back: the state of the goods, what presses, what was sent."""

import re

from agent.domain.reading import Problem
from agent.drafting.unfit import UNFIT
from agent.drafting.voice import Voice

_PIECES = re.compile(r"[，。！？；,!?;/\n~～…、]+|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_KEPT = (
    (re.compile(r"(没|沒|未)(有)?拆|(还|還)(没|沒)拆|原封不动|原封不動|\b(unopened|never opened|(still )?(sealed|in (the |its )?plastic))\b", re.IGNORECASE), "unopened"),
    (re.compile(r"吊牌|标签|標籤|(?<![目商])标(都|也)?(还|還)?(在|没|挂)|\btags? (is |are )?(still )?(on|attached)\b|\bwith (the )?tags?\b", re.IGNORECASE), "tags"),
    (re.compile(r"(没|沒|未)(有)?(穿)?(出(门|門|去|克)|下地)"), "indoors"),
    (re.compile(r"(没|沒|未)(有)?(穿|上身|上脚|上腳|下地|出门|出門)|\b(unworn|never (worn|wore|wear))\b", re.IGNORECASE), "unworn"),
    (re.compile(r"(没|沒|未)(有)?(用|使用|打开过)|全新|新的没动|\b(unused|brand new|never (been )?used|not used)\b", re.IGNORECASE), "unused"),
    (re.compile(r"(没|沒|未)(有)?(洗|下水|过水|過水)|\bunwashed\b", re.IGNORECASE), "unwashed"),
)  # fmt: skip
_AT_HOME = re.compile(r"[在回]家(里|裡)?(就)?(试|試)")
_TAG = re.compile(
    r"(?P<tag>吊牌|标签|標籤|(?<![目商])[标標])(?:都|也|还|還)*(?P<not>没|沒|未)有?(?P<done>[撕剪摘拆])"
)
_BOX = re.compile(
    r"(?P<box>鞋盒|包装盒|包裝盒|盒子)(?:都|也|还|還)*(?:在|留|[没沒](?:扔|丢|丟|拆|坏|壞))"
)
_PACKED_WELL = re.compile(
    r"(包装|包裝|箱子|盒子|纸箱|紙箱)(倒|都|也|还|還|是|挺|蛮|蠻|很)*(厚|好的|好好|完好|没(坏|破|事|问题)|沒(壞|破|事|問題)|严实|嚴實|结实|結實)"
    r"|\b(box|packaging|package)( \w+)? (is|was|looks?|looked) (\w+ )?(fine|intact|good|undamaged)\b",
    re.IGNORECASE,
)
_SPOILT = re.compile(r"(剪|摘|拆|撕)了|不在|丢了|丟了")
_USED = re.compile(
    r"(?<![没沒未])([穿洗用戴泡煮喝吃抹擦睡装裝])(?=过|過|了|去|上去了|着|著|[一两兩几幾]次)"
)
_NEEDS = re.compile(
    r"(急着|急著|等着|等著|着急|赶着|趕著|急等着?)(用|穿|要|打|送)|急用|(比赛|比賽|生日|婚礼|婚禮|结婚|結婚|出差|考试|考試|旅行|旅游|旅遊|开学|開學|面试|面試|年会|聚会|聚會|演出|满月|滿月|过节|過節|过年|過年|出国|出國|搬家)|送(人|礼|禮|给)|(周[一二三四五六末日]|週[一二三四五六末日]|明天|后天|後天|月底)\S{0,3}(要|得)(用|穿|送|打)"
)
_PERSON = re.compile(
    r"(我|俺)?(老公|老婆|媳妇|媳婦|对象|對象|男朋友|女朋友|爸妈?|妈妈?|媽媽?|爸爸|奶奶|爷爷|爺爺|外婆|外公|婆婆|公公|岳父|岳母|老人|孩子|小孩|老[大二三幺]|宝宝|寶寶|儿子|兒子|女儿|女兒|闺女|娃儿?|朋友|同事|搭档|搭檔)"
)
# Somebody who bought, advised or spoke is not whom it happened to.
_BYSTANDER = re.compile(
    r"买|買|推荐|推薦|介绍|介紹|说|說|问|問|\b(bought|ordered|said|says|told|recommended)\b",
    re.IGNORECASE,
)
_KIN = re.compile(
    r"\bmy (husband|wife|partner|mother|father|mum|mom|dad|grandmother|grandfather|son|daughter|child|kids?|baby|friend)\b",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"(图|圖|照片|图片|圖片|相片|视频|影片|截图|截圖)\S{0,3}(发|發|传|傳|拍|给|給|上传|上傳)(了|过|過|你|您|給|给|上)|(发|發|传|傳|拍)(了|过|過)\S{0,4}(图|圖|照片|视频|影片|截图|截圖)"
    r"|\b(sent|attached|uploaded) (you )?(the |a |some |my )?(photos?|pictures?|pics?|videos?)\b|\b(photos?|pictures?|pics?|videos?) (is |are )?(attached|sent|uploaded)\b",
    re.IGNORECASE,
)
_APPLIED = re.compile(
    r"(申请|申請|提交|点|點)(了|过|過|好了)\S{0,6}(退|换|換|售后|售後)|(退货|退款|换货|退貨|換貨|售后|售後)\S{0,4}(申请|申請|提交|点|點)(了|过|過|好了)"
)
_SAID_LONGEST = 14


def kept(voice: Voice) -> str:
    """Return which state the buyer says the goods are in (unopened, tags, unworn, unused, unwashed); "" where none."""
    if voice.brief.reading.intact is False:
        return ""
    for piece in _pieces(voice):
        if not _SPOILT.search(piece):
            found = next((state for match, state in _KEPT if match.search(piece)), "")
            if found:
                return found
    return "indoors" if any(map(_AT_HOME.search, voice.brief.messages)) else ""


def kept_tag(voice: Voice) -> str:
    """Return in the buyer's own verb that the tag is untouched: "标没撕", "吊牌没剪"; "" where they say it otherwise."""
    found = next(filter(None, map(_TAG.search, voice.brief.messages)), None)
    return voice.quoted("{tag}没{done}".format_map(found.groupdict())) if found else ""


def boxed(voice: Voice) -> str:
    """Return the box that the buyer says they still have; "" where they speak of none."""
    found = next(filter(None, map(_BOX.search, voice.brief.messages)), None)
    return voice.quoted(found["box"]) if found and not voice.english else ""


def packed_well(voice: Voice) -> bool:
    """Whether the buyer says that the packaging was in order, so that it is not to blame."""
    return any(_PACKED_WELL.search(text) for text in voice.brief.messages)


def used(voice: Voice) -> str:
    """Return what the buyer did with the goods, by their own verb: "穿过", "泡过"; "用过" where they used them and name none; "" in English."""
    found = next(filter(None, map(_USED.search, voice.brief.messages)), None)
    verb = found[1] if found else "用" if voice.brief.reading.intact is False else ""
    return voice.quoted(f"{verb}过") if verb and not voice.english else ""


def pressing(voice: Voice) -> str:
    """Return the buyer's own words for what presses (a match on Saturday, a gift); "" where none are short and clean."""
    for piece in _pieces(voice):
        bare = re.sub(
            r"^(因为|因為|就是|我们?|我們|本来|本來|打算|还|還|也|这|這)+", "", piece
        ).strip("的了呢啊呀哈")
        fit = 2 <= len(bare) <= _SAID_LONGEST and re.fullmatch(r"[\u3400-\u9fff]+", bare)
        if fit and _NEEDS.search(bare) and not UNFIT.search(bare) and not _asks(bare):
            return voice.quoted(bare)
    return ""


def for_whom(voice: Voice) -> str:
    """Return whom the matter touches, where it is somebody near the buyer: "孩子", "老公"; "" otherwise."""
    for piece in _pieces(voice):
        match = (_KIN if voice.english else _PERSON).search(piece)
        if match and not _BYSTANDER.search(piece):
            return f"your {match[1].lower()}" if voice.english else voice.quoted(match[2])
    return ""


def sent_pictures(voice: Voice) -> bool:
    """Whether the buyer says that pictures were sent, though none have arrived."""
    return any(_SENT.search(text) for text in voice.brief.messages)


def applied(voice: Voice) -> bool:
    """Whether the buyer says that the request was already made on the order page."""
    return any(_APPLIED.search(text) for text in voice.brief.messages)


def wronged(voice: Voice) -> bool:
    """Whether something went wrong that was not the buyer's own choice."""
    return voice.brief.reading.problem not in {
        Problem.NONE, Problem.CHANGED_MIND, Problem.SIZE,
    }  # fmt: skip


def _asks(piece: str) -> bool:
    return bool(
        re.search(
            r"吗|嗎|能不能|可以|怎么|怎麼|什么|什麼|哪|多少|退|换|換|发货|發貨|出货|出貨|快点|快點",
            piece,
        )
    )


def _pieces(voice: Voice) -> list[str]:
    return [
        piece.strip()
        for text in voice.brief.messages
        for piece in _PIECES.split(text)
        if piece.strip()
    ]
