"""The words of remedies, evidence, money and refusal in a clause."""

import re

from agent.domain.decision import Outcome
from agent.domain.reading import Problem
from agent.policy.subjects import sentences

_REFUSED = re.compile(
    r"不赔|不賠|不予|不再|不受理|不支持|不可(?:退|换|換|取消)|恕不|概不|无法受理|不能(?:退|换|換|赔|賠)|不退|不换|不換|不补|不補|不在[^，。]{0,8}[范範][围圍]|视为|視為|not (?:accept|cover|refund)|cannot|can't|no longer|sorry, no",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"(?:无需|無需|不用|不必|不需要?|免)(?:您|买家)?(?:寄回|退回|退货|退貨|寄|退)|keep (?:the|it|them|your)|no need to (?:return|send)|(?:not|n't) need to (?:return|send)",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"退货|退貨|退换|退換|包退|退或者?[换換]|[换換]或者?退|退也(?:行|可以|能)|可以?退也|整单退|整單退|\breturn(?!ed parcel)|prepaid label|send (?:it )?back",
    re.I,
)
_MONEY = re.compile(r"退款|退钱|退錢|全额退|全額退|全退|退全款|[钱錢]退给?|refund|money back", re.I)
_EXCHANGE = re.compile(
    r"换新|換新|换货|換貨|更换|更換|包换|包換|退换|退換|调换|調換|换一|換一|换[把台件只张双条套]新|换对的|換對的|退或者?[换換]|[换換]或者?退|只[换換]|也(?:可以|能)?[换換](?!算)|以换代修|重新?[做刻印绣繡喷噴写寫打制製]|exchang|replac|new one|remake",
    re.IGNORECASE,
)
_RESHIP = re.compile(
    r"补发|補發|补寄|補寄|重发|重發|重寄|resend|reship|send (?:the )?missing", re.I
)
_REPAIR = re.compile(
    r"维修|維修|免费修|免費修|包修|修理|返修|保修|质保|質保|保固|repair|warranty|re-?plat(?:ing|ed?)|resiz(?:e|ing)",
    re.I,
)
_NOT_REPAIRED = re.compile(r"(?:付费|付費|有偿|有償|收费)(?:维修|維修|修)|paid repair", re.I)

_NAMED: tuple[tuple[Problem, re.Pattern[str]], ...] = (
    (Problem.MISSING_ITEM, re.compile(r"少发|漏发|少發|漏發|少件|缺件|少配件|缺少|短少|漏寄|少寄|少(?:了)?(?:东西|東西|配件|零件|哪样|哪樣|什么|什麼)|missing", re.I)),
    (Problem.WRONG_ITEM, re.compile(r"发错|發錯|错发|錯發|寄错|寄錯|[刻印绣繡喷噴打写寫做][错錯]|wrong|we made a mistake", re.I)),
    (Problem.DAMAGED, re.compile(
        r"破损|破損|损坏|損壞|碎裂|压坏|壓壞|磕碰|运损|運損|(?:路上|物流|快递|快遞|运输|運輸|途中)[^，。；]{0,4}(?:摔|碎|磕|碰|破|坏|壞|裂)|漏液|坏果|壞果|烂|爛|死亡|damaged|arrived? broken|broken on arrival", re.I)),
    (Problem.NOT_AS_DESCRIBED, re.compile(r"描述不符|与描述|與描述|货不对板|貨不對版|not as described", re.I)),
    (Problem.QUALITY, re.compile(
        r"质量|品質|品质|(?<![没沒无無有])毛病|故障|瑕疵|失灵|失靈|不良|缺陷|变质|變質|发霉|發霉|异味|異味|哈喇|坏果|壞果|开裂|断裂|开胶|開膠|三包|性能|不良品|faulty|fault|褪色|掉色|脱落|起球|fades?\b|tarnish\w*|peels?\b|defect|malfunction|stops? working|does(?:n't| not) work|breaks\b|fails?\b", re.I)),
)  # fmt: skip

_VIDEO = re.compile(r"视频|視頻|影片|录像|錄影|video", re.I)
_PHOTO = re.compile(
    r"照片|图片|圖片|拍[一个個张張下]{0,2}照|拍一?下|拍(?!下)[^，。]{0,12}(?:合影|全貌|全家福|一张|一張|[二两三四几]样|[二兩三四幾]樣|给我们|給我們)|实拍|圖|photos?|pictures?|images?",
    re.I,
)
_PLATE = re.compile(r"铭牌|銘牌|序列号|序號|SN码|SN碼|nameplate|serial number", re.I)
_BATCH = re.compile(r"批号|批號|批次|生产日期|生產日期|喷码|噴碼|batch|lot (?:no|number)", re.I)
_LABEL = re.compile(r"面单|面單|快递单|快遞單|parcel label|shipping label|waybill", re.I)
_SHOT = re.compile(r"截图|截圖|截屏|screenshot", re.I)
_EITHER = re.compile(
    r"(?:照片|图片|圖片|photos?)\s*(?:或者?|/|、或|or)\s*(?:an? )?(?:short )?(?:视频|視頻|影片|video)"
    r"|(?:视频|視頻|影片|video)\s*(?:或者?|/|、或|or)\s*(?:照片|图片|圖片|photos?)",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"提供|发|發|附|凭|憑|拍|上传|上傳|需要|须|須|出示|请|請|with|send|provide|attach|photo of|show",
    re.I,
)


def refuses(text: str) -> bool:
    """Whether a text says that nothing is given."""
    return bool(_REFUSED.search(text))


def granting(text: str) -> str:
    """Return a text without its sentences that refuse."""
    return "。".join(part for part in sentences(text) if not refuses(part))


def kept(text: str) -> bool:
    """Whether the buyer need not send anything back."""
    return bool(_KEPT.search(text))


def names_return(text: str) -> bool:
    """Whether a text speaks of goods that go back."""
    return bool(_RETURN.search(text))


def remedies(text: str) -> tuple[Outcome, ...]:
    """Return the remedies that a text names."""
    plain = _KEPT.sub("", _NOT_REPAIRED.sub("", text))
    found: list[Outcome] = []
    back, money = _RETURN.search(plain), _MONEY.search(plain)
    if kept(text) and money:
        found.append(Outcome.REFUND)
    elif back or money:
        found.append(Outcome.RETURN_REFUND)
    for outcome, words in (
        (Outcome.EXCHANGE, _EXCHANGE),
        (Outcome.RESHIP, _RESHIP),
        (Outcome.REPAIR, _REPAIR),
    ):
        if words.search(plain):
            found.append(outcome)
    return tuple(found)


def troubles(heading: str, text: str) -> tuple[Problem, ...]:
    """Return what went wrong by the words of a text, else of its heading; a fault in quality differs from the page too."""
    named = _troubles(text) or _troubles(heading)
    if Problem.QUALITY in named and Problem.NOT_AS_DESCRIBED not in named:
        named = (*named, Problem.NOT_AS_DESCRIBED)
    return named


def _troubles(text: str) -> tuple[Problem, ...]:
    return tuple(problem for problem, words in _NAMED if words.search(text))


def evidence(text: str) -> tuple[str, ...]:
    """Return what a text asks the buyer to show, in the words of `ask_for`; a video shows what a photo would where either will do."""
    if not _WANTED.search(text):
        return ()
    if _EITHER.search(text):
        text = _VIDEO.sub("", text)
    video, photo = bool(_VIDEO.search(text)), bool(_PHOTO.search(text))
    asks = ["video"] if video else []
    asks += ["nameplate"] if _PLATE.search(text) else []
    asks += ["batch_no"] if _BATCH.search(text) else []
    asks += ["label_photo"] if _LABEL.search(text) else []
    only_of_plate = photo and "nameplate" in asks and video
    asks += ["photo"] if photo and not only_of_plate else []
    asks += ["screenshot"] if _SHOT.search(text) else []
    return tuple(asks)
