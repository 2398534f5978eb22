"""The concrete points of a review: what it complains of and what it praises, safe to be named in public."""

import re

from agent.domain.reading import Language, Problem
from agent.domain.value import Value
from agent.drafting.bank import lexicon
from agent.drafting.details import Detail, Details
from agent.drafting.unfit import UNFIT

_CLAUSES = re.compile(
    r"[，。！？；,!?;\n\r~～…、]+|\\n|\.(?=\s|$)|\s{2,}|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])"
)
_LEADING = re.compile(
    r"^(美中不足(的?是)?|但是?|不过|不過|可是|只是|就是|而且|然后|然後|结果|結果|感觉|感覺|觉得|覺得|真的|还有|還有|另外|总体|總體|其实|其實|因为|因為|所以|"
    r"确实|確實|关键是?|最|还|也|都|又|就|和|跟|那个|這個|这个|今天|昨天|这次|這次|刚|刚刚)+"
)
_NOT_GOOD = re.compile(
    r"(不|没|沒|无|無|难|難|未|别|算不上|谈不上|not|n't|no|never|isn|wasn)\s*(是|太|很|怎么|有|那么|that|very|so|as)?\s*$",
    re.IGNORECASE,
)
_PRAISES = re.compile(
    r"(?<!不)(?<!没)(?<!算)(不错|不錯|好吃|好喝|赞|讚|很好|挺好|喜欢|喜歡|满意|滿意|新鲜|新鮮|开胃|開胃|物超所值|性价比.{0,3}高|性價比.{0,3}高|不腻|划算|惊喜|"
    r"好评|好評|舒服|清淡|great|good|love|nice)"
)
_PRAISED = re.compile(
    r"不错|不錯|好(吃|喝|用|看|穿|拿|写|寫|睡|闻|聞|骑|騎|打)|喜欢|喜歡|满意|滿意|顺手|順手|舒服|舒适|舒適|结实|結實|扎实|紮實|很(轻|輕|软|軟|快|稳|穩|香|暖|新鲜|新鮮|漂亮|贴心|貼心|耐心|仔细|仔細|细心|細心|划算|實惠|实惠|合身|合脚|合腳|方便|清楚|安静|安靜|薄|大|足)|"
    r"仔细|仔細|精致|精緻|柔软|柔軟|轻便|輕便|合身|合脚|合腳|给力|給力|漂亮|实惠|實惠|耐心|周到|刚刚好|剛剛好|正合适|正合適"
)
_SPOILT = re.compile(r"但|不过|不過|可惜|就是|假|骗|騙|说好|說好|本来|本來|以为|以為|应该|應該")
_HARMLESS = re.compile(
    r"(不太|不算太?|不是很|不是特别|不是特別|没那么|沒那麼|没有那么|没太多|没有太多|不会太?|不會太?|并不|並不|不怎么|不怎麼|一点也不|一点都不|丝毫不|没有|沒有|不觉得|并没)"
    r"(觉得)?(油|腻|膩|咸|鹹|辣|淡|贵|貴|吵|挤|久|慢|脏|差|远|甜|腥|硬|小|短|异味|色差|问题|問題|味道|烟雾|起球|掉色|偏)"
)
_CONTRAST = re.compile(
    r"但|不过|不過|可惜|唯一|就是|缺点|缺點|不足|遗憾|遺憾|建议|建議|只是|美中|稍微|略|有点|有點|偏|太|不够|不夠|but|however|only|except|although|though|wish|too ",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"^(可能|要不|虽然|雖然|如果|因为|因為|搜|想说|本来|本來|原来|所以|吃起来|用起来|而|比|像|即使|哪怕|除了|由于|当时|當時|后来|後來|不管|可惜|后|店里已经)|"
    r"虽然|雖然|如果|不知道|没想|不敢|不多说|担心|擔心|生怕|怕|[？?]"
)
_PLACE = re.compile(
    r"菜|吃|餐|服务员|服務員|味道|口味|点了|點了|老板娘|酒店|房间|房間|前台|入住|店里|店裡|等位|排队|排隊|restaurant|hotel|waiter|dish|meal"
)
_OWN_MIN, _OWN_MAX = 4, 14
_BEFORE_FAULTS = frozenset({"service", "wait", "size", "look", "pack", "missing", "wrong"})
_GOODS_ONLY = frozenset({"size", "effect", "missing", "pack"})


class Point(Value):
    """One point: its kind (service, wait, taste, quality …) and its name, in the reviewer's own words where they are fit."""

    kind: str
    name: str


class Points:
    """Finds points by the aspects in `templates/aspects.yaml` and the faults of goods."""

    def __init__(self, details: Details) -> None:
        self._details = details
        self._aspects = [
            (row["kind"], _compiled(row["bad"]), _compiled(row["good"]), row)
            for row in lexicon("aspects")
        ]

    def complaints(
        self, text: str, language: Language, *, stars: int | None = None
    ) -> tuple[Point, ...]:
        """Return at most two points of complaint, the most concrete first, one of each kind.

        In a review of four or five stars only what is set off from the praise ("but", "a little") counts.
        """
        pieces = clauses(text)
        happy, place = stars is not None and stars >= 4, is_place(text)
        found: dict[str, tuple[int, Point]] = {}
        for at, clause in enumerate(pieces):
            if happy and not _CONTRAST.search(clause):
                continue
            point = self._complaint(clause, language, place)
            if point and point.kind not in found:
                weight = {"defect": 0, "general": 2}.get(point.kind, 1)
                found[point.kind] = (weight * 1000 + at, point)
        ordered = [point for _, point in sorted(found.values(), key=lambda one: one[0])]
        concrete = [point for point in ordered if point.kind != "general"]
        return tuple(_distinct(concrete or ordered)[:2])

    def praise(self, text: str, language: Language) -> tuple[Point, ...]:
        """Return at most two concrete things praised, in the order of the review."""
        found: dict[str, Point] = {}
        place = is_place(text)
        for clause in clauses(text):
            for kind, _, good, row in self._aspects:
                match = good.search(clause) if good else None
                fit = (
                    kind not in found and kind != "general" and not (place and kind in _GOODS_ONLY)
                )
                if not match or not fit or _NOT_GOOD.search(clause[: match.start()]):
                    continue
                if not self._negative(clause):
                    found[kind] = Point(kind=kind, name=row[_key(language)][1])
        return tuple(found.values())[:2]

    def echoes(self, text: str, language: Language) -> tuple[str, ...]:
        """Return at most two things praised, in the reviewer's own words; none in English, where words would break."""
        found = []
        for clause in clauses(text):
            match = _PRAISED.search(clause)
            if not match or _NOT_GOOD.search(clause[: match.start()]) or self._negative(clause):
                continue
            if _CONTRAST.search(clause.replace("倒是", "")) or _SPOILT.search(clause):
                continue
            own = own_words(clause.replace("倒是", ""), language)
            found += [own] if own else []
        return tuple(dict.fromkeys(found))[:2]

    def _complaint(self, clause: str, language: Language, place: bool) -> Point | None:
        if _HARMLESS.search(clause) or _PRAISES.search(clause):
            return None
        detail = None if place else self._fault(clause, language)
        for kind, bad, _, row in self._aspects:
            if (detail and kind not in _BEFORE_FAULTS) or (place and kind in _GOODS_ONLY):
                continue
            if bad and bad.search(clause) and not _denied(bad, clause):
                own = "" if kind == "general" else _own_until(clause, bad, language)
                return Point(kind=kind, name=own or row[_key(language)][0])
        if detail:
            own = own_words(clause[: detail.end], language)
            return Point(kind="defect", name=own or detail.named)
        return None

    def _fault(self, clause: str, language: Language) -> Detail | None:
        found = (
            self._details.find((clause,), problem, language)
            for problem in (Problem.QUALITY, Problem.DAMAGED)
        )
        return next(filter(None, found), None)

    def _negative(self, clause: str) -> bool:
        return any(
            bad.search(clause) and not _denied(bad, clause) for _, bad, _, _ in self._aspects if bad
        )


def is_place(text: str) -> bool:
    """Whether the review is about a place one goes to (restaurant, hotel) rather than goods."""
    return len(set(_PLACE.findall(text))) >= 3


def clauses(text: str) -> list[str]:
    """Return the review cut at its punctuation."""
    return [piece.strip() for piece in _CLAUSES.split(text) if piece and piece.strip()]


def _own_until(clause: str, bad: re.Pattern[str], language: Language) -> str:
    """Return the reviewer's words up to the end of the complaint: what follows it is often abuse."""
    match = bad.search(clause)
    if not match:
        return ""
    end = match.end() if len(clause) - match.end() > 3 else len(clause)
    return own_words(clause[:end], language)


def own_words(clause: str, language: Language) -> str:
    """Return the reviewer's words in quotation marks where they are short, clean and name nobody; else ""."""
    if language is Language.EN:
        return ""
    bare = _LEADING.sub("", clause).strip()
    bare = re.sub(r"(了|的|呢|吧|啊|呀|哦|啦|嘛|哈|呜|～|~)+$", "", bare)
    if not _OWN_MIN <= len(bare) <= _OWN_MAX or UNFIT.search(bare) or _HALF.search(bare):
        return ""
    if len(re.findall(r"[\u3400-\u9fff]", bare)) < len(bare):
        return ""
    return bare


def _denied(pattern: re.Pattern[str], clause: str) -> bool:
    match = pattern.search(clause)
    return bool(
        match
        and re.search(
            r"(不会|不會|不算|没有?|沒有?|并不|並不|一点也不|not|n't)\s*$",
            clause[: match.start()],
            re.IGNORECASE,
        )
    )


def _distinct(points: list[Point]) -> list[Point]:
    return list({point.name: point for point in points}.values())


def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern, re.IGNORECASE) if pattern else None


def _key(language: Language) -> str:
    return {Language.ZH_HANS: "hans", Language.ZH_HANT: "hant", Language.EN: "en"}[language]
