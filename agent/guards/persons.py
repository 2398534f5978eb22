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
