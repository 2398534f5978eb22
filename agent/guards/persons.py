"""The buyer's name in a text: in full, masked with stars, or as surname with a form of address."""

import re

from agent.guards.views import Views, fold

_TITLES = r"(?:先生|女士|小姐|太太|同学|老师|总|哥|姐|阿姨|叔叔|美女|帅哥|大哥|大姐)"
_ENGLISH_TITLES = r"(?:mr|mrs|ms|miss|mx|dr|sir|madam)\.?"
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "司徒",
    "端木",
    "南宫",
)
# Names that are words of their own: they count only next to a form of address.
_ORDINARY = frozenset({
    "高兴", "方便", "安全", "安心", "常见", "高端", "平安", "温馨", "和平", "金额", "时间", "关注", "明白", "从容", "周到", "方法",
    "高级", "安排", "向上", "包装", "成功", "马上", "严格", "白色", "黄色", "钱包", "单号", "万一", "连接", "符合", "易于", "全部",
    "于是", "应该", "满意", "解决", "支付", "强调", "常规", "温和", "华丽", "石头", "曾经", "季节", "都是", "能够", "经过", "宁可",
})  # fmt: skip


def name_spans(views: Views, name: str | None) -> list[tuple[str, tuple[int, int]]]:
    """Return (kind, span): `name` for the whole name, `part_name` for a surname with title, a star-masked or a given name."""
    key = fold(name or "").strip()
    if not key:
        return []
    if key.replace(" ", "").replace(".", "").replace("-", "").isascii():
        return _english(views, key)
    key = re.sub(r"[\s·•]", "", key)
    if len(key) < 2:
        return []
    surname = key[:2] if key[:2] in _COMPOUND and len(key) > 2 else key[0]
    spots = [] if key in _ORDINARY else _all(views, "name", re.escape(key))
    spots += _all(views, "part_name", rf"{surname}(?:{_TITLES})") + _all(
        views, "part_name", rf"{surname}[*某x]{{1,3}}"
    )
    given = key[len(surname) :]
    if len(given) >= 2 and given not in _ORDINARY:
        spots += [
            spot
            for spot in _all(views, "part_name", re.escape(given))
            if not _within(spot[1], spots)
        ]
    return spots


_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
_ADDRESSED = re.compile(
    rf"(?:^|[\s,，。!;:：位向给的叫])(?:亲爱的|尊敬的|感谢|谢谢)?(?:[{_SURNAMES}]|{'|'.join(_COMPOUND)})[\u4e00-\u9fff]{{0,2}}?(?:先生|女士|小姐|太太|同学|阿姨|叔叔)"
)
_GREETED = re.compile(
    r"\b(?:[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey|[Tt]hanks|[Tt]hank you),? (?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?(?!Customer|Buyer|Friend|Valued|There|Sir|Madam|All|Guest|Everyone|Shopper|Client|Reader|Team|Folks|Player|Parent|For|So|Very|Again|Your|We|The|And|Our|It|This|User|Fellow|Members?)([A-Z][a-z]{1,14})(?=[,!. ])(?! (?:sports?|team|store|shop|customer))"
)
_MR = re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z]+")
_DWELLING = re.compile(
    r"(?:家住|住在|住址(?:是|在|为)?|收(?:货|件)地址(?:是|在|为)?|住(?=[^,，。]{2,10}的(?:这位|那位)?(?:买家|顾客|客户|朋友|亲)))[^,，。!?;的]{2,20}?(?:区|路|街|镇|村|苑|市|县|大厦|公寓|花园|里|巷|号|湾|期|城)"
    r"|[\u4e00-\u9fff]{2,12}(?:区|县|镇|街道|路|小区|苑|花园|村|湾|期)的(?:这位|那位)?(?:买家|顾客|客户|朋友|亲)"
)
_TAIL_NUMBER = re.compile(
    r"(?:尾[号数]|末[三四]?位|后[三四]位|最后[三四]位)(?:数字?)?[是为:]{0,2}\s?[\da-z零〇一二三四五六七八九]{3,4}|\d{3,4}(?:开头|打头)|\bending (?:in|with) \d{3,4}\b|\blast (?:three|four|4|3) digits\b[^.]{0,12}\d{3,4}"
)


def recognisable_spans(views: Views) -> list[tuple[str, tuple[int, int]]]:
    """Return what lets readers of a public text recognise a buyer without any data given: names, dwellings, last digits."""
    spots = [
        ("part_name", views.cased.span(*match.span()))
        for pattern in (_GREETED, _MR)
        for match in pattern.finditer(views.cased.text)
    ]
    spots += _spots(views, "part_name", _ADDRESSED.pattern)
    return spots + [
        ("tail", views.plain.span(*match.span()))
        for pattern in (_DWELLING, _TAIL_NUMBER)
        for match in pattern.finditer(views.plain.text)
    ]


def _english(views: Views, key: str) -> list[tuple[str, tuple[int, int]]]:
    parts = [part for part in re.split(r"[\s.]+", key) if len(part) > 1]
    if not parts:
        return []
    spots = _spots(
        views,
        "name",
        r"(?<![a-z])" + r"[\s.]+(?:[a-z]\.?\s+)?".join(map(re.escape, parts)) + r"(?![a-z])",
    )
    spots += _spots(views, "part_name", rf"\b{_ENGLISH_TITLES}\s+{re.escape(parts[-1])}(?![a-z])")
    if len(parts) > 1:
        spots += _spots(
            views, "part_name", rf"\b(?:dear|hi|hello|hey),?\s+{re.escape(parts[0])}(?![a-z])"
        )
    return spots


def _all(views: Views, kind: str, pattern: str) -> list[tuple[str, tuple[int, int]]]:
    view = views.plain.keep(lambda char: not char.isspace() and char not in "·•.-_")
    return [(kind, view.span(*match.span())) for match in re.finditer(pattern, view.text)]


def _spots(views: Views, kind: str, pattern: str) -> list[tuple[str, tuple[int, int]]]:
    return [
        (kind, views.plain.span(*match.span())) for match in re.finditer(pattern, views.plain.text)
    ]


def _within(span: tuple[int, int], spots: list[tuple[str, tuple[int, int]]]) -> bool:
    return any(low <= span[0] and span[1] <= high for _, (low, high) in spots)
