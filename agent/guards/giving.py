"""The grammar of giving: who gives what to the buyer, said without the name of a procedure.

A clerk seldom writes 退款: 给您退了, 钱明天到您账上, 这次还是收, 这单算我们的. The forms here are built from their parts, a benefactive
(给您, 帮你), adverbs, and a verb that is not the head of another word (退出, 补充, 送达 give nothing).
"""

import re

_ADVERB = (
    r"(?:直接|马上|立刻|立即|现在|这边|破例|特殊|特批|免费|全额|全部|重新|单独|加急|额外|另外|安排|办理|处理|申请到?了?|一起|一并|统一"
    r"|今天|明天|明早|今晚|稍后|等下|一会儿?|尽快|优先|特地|提前|先|都|再|也|就|多|按[^,，]{1,4})"
)
BENEFIT = rf"(?:给|帮|为|替|跟)(?:您|你|妳|亲)(?:们)?{_ADVERB}{{0,3}}"
_PIECE = r"[个双件条只支把台副套份包瓶盒张箱块袋]"
_PURSE = r"(?:账|帐|卡|信用卡|支付|支付宝|微信|银行|户|手)"
_MONEY = r"(?:钱|款项|款子|货款|全款|退款|款|余额|差价|\d{1,9}(?:\.\d{1,4})?(?:元|块钱?))"
_SOON = r"(?:就|会|将|能|可以|内|后|前|马上|立刻|今[天晚]|明[天早]|后天|当天|已经?)"
_END = r"(?=[吧了的哦啦哈呢滴,，。!~]|$|给)"

REFUND = (
    rf"{BENEFIT}退(?!出|订阅|税|群|换|货|件|休|烧|潮|役|还?押|去|场|让|热)|[秒闪](?:退|批|同意|过(?![期滤来去敏]))|退(?:刷|费|现)|刷退"
    rf"|{_MONEY}[^,，。!?;]{{0,8}}{_SOON}[^,，。!?;]{{0,6}}?(?:到|回|返|退|进|入|打|转)(?:到|回|至|进|入|还)?(?:了)?(?:(?:您|你|原)(?:的)?{_PURSE}?|{_PURSE})"
    rf"|(?:也|照样|还是|破例|通融)(?:都)?(?:可以|能)?(?:给|帮|为)?(?:您|你|亲)?(?:收|退){_END}|走(?:了)?退款(?:流程|通道|程序)?|把[^,，]{{0,6}}(?:钱|款)[^,，]{{0,4}}(?:退|还|打|转)|可以退(?:的|哦|呢|哈|啦|呀|滴)+(?=[,，。!~]|$)"
)
EXCHANGE = rf"{BENEFIT}换(?!算|位|地址|快递|个?时间|顺丰|[一个]?种|个说法|客服|人|句|言|成?人工|药|季|个?角度|个?颜色备注)|(?:也|照样|还是|破例|通融)(?:可以|能)?(?:给|帮|为)?(?:您|你|亲)?换{_END}"
RESHIP = rf"{BENEFIT}[^,，]{{0,4}}?(?:重做|重新?(?:发|寄|做|打包|邮|配)|补(?:齐|货|上?一?{_PIECE})|(?:发|寄|送|调)(?:一?{_PIECE}(?!快递|包裹|消息|链接|地址|截图|视频|图)|个?新|全新))"
REPAIR = rf"{BENEFIT}修(?!改|正|订|饰|图)"
COMPENSATE = (
    rf"{BENEFIT}(?:补(?!充|登|录|开|填|交|拍|单|传|发|寄|办|齐|货|上|一?{_PIECE})|赔(?!款?流程|个?不是|礼|罪)|返(?!回(?!款|钱)|程|修|厂|工|仓|还商品)"
    rf"|[塞捎搭贴]|送(?!达|到|货|修|检|至|上|过|回|出|往|装|洗|去|一?{_PIECE}?新)|赠|减(?!少|轻|缓|压|速)|免(?:单|了|去|掉)?(?!费|得|打扰|责|密|洗|检)|折抵|折让|抹零?|便宜|少收|优惠|打[^,，]{{0,3}}折|报销|垫付"
    rf"|申请[^,，]{{0,8}}(?:补偿|红包|[券卷]|赔|补贴|小礼|优惠))|折抵|折让|抹零|折(?:成|现|算成)[^,，]{{0,4}}(?:现金|钱|现|给)|打(?:个|了)?[对半]折"
    r"|(?:核减|[立直]减|减|免|让利?|转|打|赔|补|贴|返|给)(?:给)?(?:您|你|亲)(?:了)?[一二两三四五六七八九十百\d.]{1,9}(?:元|块钱?)?(?=[,，。!~吧了当作]|$)"
    r"|不(?:再)?(?:收|要)(?:您|你|亲)(?:的|任何|一分|这个)*(?:钱|费|款)|(?:当|算)(?:是|作)?(?:我们|本店|店里)?(?:请|送)(?:您|你|亲)"
    r"|(?:算|记)(?:在)?(?:我们|店里|我|本店)(?:的|头上|账上)|(?:我们|店里|本店|这边)[^,，]{0,4}(?:买单|埋单|兜底|全包|担着|认赔)"
)
# Said with these forms, an act needs no further word of agreeing.
FORCED = re.compile(
    rf"{BENEFIT}|(?:也|照样|还是|破例|通融)|把|[秒闪](?:退|批|同意|过)|折[成现算]|不(?:再)?[收要](?:您|你|亲)|[当算](?:是|作)?(?:我们|本店|店里)?[请送](?:您|你|亲)|(?:核减|[立直]减|减|免|让利?|转|打|赔|补|贴|返|退|给)(?:给)?(?:您|你|亲)|(?:算|记)(?:在)?(?:我们|店里|我|本店)"
)
ARRIVES = re.compile(rf"可以退|{_MONEY}[^,，。!?;]{{0,8}}{_SOON}")

# Things given, which are only talked about unless something near says that they are given.
_GIFT = re.compile(r"赠品|优惠券|红包|代金券|抵用券|购物金|积分|小?礼[物品]|补贴|半价")
_GIVE = re.compile(r"送|赠(?!品)|给|发|补(?!贴)|返|寄|附|领|申请|奉上|准备|安排|作为|表示")
# Who bears the freight is another question than what is given (`freight.py`).
_BORNE = re.compile(
    r"(?:算|记)(?:在)?(?:我们|店里|我|本店)(?:的|头上|账上)|[^,，]*(?:买单|埋单|全包)"
)
_FREIGHT = re.compile(r"运费|邮费|快递费|运输费|邮资")
_ITS_WAY = re.compile(r"寄|发|来回|往返|^(?:这|那|个|笔|部分|都|也|全|就)*[算记]")
# What the shop changed on its own side is told, not given: 已换成五层箱, 供应商我们换了.
_OWN_SIDE = re.compile(
    r"(?:已|都|全部|统一|最近|现在|改)(?:经|已)?(?:全部|统一|重新|都)?(?:更换|换成|换用|换了|换上|升级|改用)(?!.{0,12}(?:给|帮|为)(?:您|你|亲))(?=了|成|[^,，。]|$)"
    r"|(?:供应商|模具|材料|包装|纸箱|厂家|工艺|批次|快递(?:公司)?)[^,，]{0,8}(?:更换|换(?:成|掉|了|用))|(?:更换|换)(?:了)?(?:新的?)?(?:供应商|模具|材料|包装|纸箱|厂家|工艺|快递公司)"
)
_TO_YOU = re.compile(r"(?:给|帮|为|替)(?:您|你|亲)|您的|寄|发出|补发|申请")
# A third party's act, or what a record shows, binds nobody here.
_NOT_OURS = re.compile(
    r"(?:保险公司|运费险|保险|承保|理赔员|海关)[^,，]{0,16}$|(?:显示|查到|查询到|看到|已于|于\d{1,2}月\d{1,2}日)[^,，]{0,16}$"
)
_DESPITE = re.compile(
    r"(?:不了|不好|不行|不成|不到|不上|不满意|有问题)[^,，]{0,8}(?:就|也|都|我|直接|马上)[^,，]*$"
)


# Terms of a warranty, and whom to turn to for a repair, are told to everybody and given to nobody in particular.
_TERMS = re.compile(
    r"保修|质保|包修|联保|三包|保固|全国范围|上门维修服务|(?:联系|预约|咨询|拨打|前往|送至|到)[^,，。]{0,14}(?:售后|客服|服务中心|网点|热线|门店)|免更换"
)
_TO_THIS_BUYER = re.compile(
    r"(?:给|帮|为|替)(?:您|你|亲)|我们|这边|我(?!国)|直接|同意|寄|马上|立刻|坏了|已"
)


def general_terms(sentence: str, clause: str) -> bool:
    """Return whether a repair or exchange is only part of general terms: 保修期内免费维修, 请联系售后检修."""
    return bool(_TERMS.search(sentence)) and not _TO_THIS_BUYER.search(clause)


def own_side(near: str) -> bool:
    """Return whether a change is one in the shop's own house: 纸箱已换成五层的."""
    return bool(_OWN_SIDE.search(near)) and not _TO_YOU.search(near)


def only_mentioned(word: str, near: str, told: str) -> bool:
    """Return whether a gift is named without anybody giving it: 赠品随主商品退回; or whether 算我们的 speaks of freight.

    `told` is what the sentence says before this clause: 寄回的运费您出，我们寄出的算我们的.
    """
    if _BORNE.fullmatch(word) and (
        _FREIGHT.search(near) or (_FREIGHT.search(told) and _ITS_WAY.search(near))
    ):
        return True
    return bool(_GIFT.fullmatch(word)) and not _GIVE.search(near.replace(word, "", 1))


def not_ours(before: str) -> bool:
    """Return whether the words before an act leave it to an insurer, or report what a record shows."""
    return bool(_NOT_OURS.search(before))


def despite(before: str) -> bool:
    """Return whether a negation before the act is its occasion and not its denial: 修不好就换."""
    return bool(_DESPITE.search(before))
