"""The concrete points of a review: what it complains of and what it praises, safe to be named in public."""

import re

from agent.domain.reading import Language, Problem
from agent.domain.value import Value
from agent.drafting.bank import lexicon
from agent.drafting.details import Detail, Details
from agent.drafting.quoting import clauses, is_half, own_words

_NOT_GOOD = re.compile(
    r"(不|没|沒|无|無|难|難|未|别|算不上|谈不上|not|n't|no|never|isn|wasn)\s*(是|太|很|怎么|有|那么|that|very|so|as)?\s*$",
    re.IGNORECASE,
)
_PRAISES = re.compile(
    r"(?<!不)(?<!没)(?<!算)(不错|不錯|好吃|好喝|赞|讚|很好|挺好|喜欢|喜歡|满意|滿意|新鲜|新鮮|开胃|開胃|物超所值|性价比.{0,3}高|性價比.{0,3}高|不腻|划算|惊喜|"
    r"好评|好評|舒服|清淡|great|good|love|nice)"
)
_PRAISED = re.compile(
    r"不错|不錯|好(吃|喝|用|看|穿|拿|写|寫|睡|闻|聞|骑|騎|打)|喜欢|喜歡|满意|滿意|顺手|順手|舒服|舒适|舒適|结实|結實|扎实|紮實|很(轻|輕|软|軟|快|稳|穩|香|暖|新鲜|新鮮|漂亮|贴心|貼心|耐心|仔细|仔細|细心|細心|划算|實惠|实惠|合身|合脚|合腳|方便|清楚|安静|安靜|足)|"
    r"(很|挺|蛮|蠻|超|特别|特別|非常)(干净|乾淨|安静|安靜|结实|好|甜|脆|香|有心|用心)|用心|脆甜|\b(love(ly|d|s)?|adores?|great|nice|beautiful|gorgeous|pretty|perfect|comfortable|excellent|amazing|well made|good quality)\b|"
    r"仔细|仔細|精致|精緻|柔软|柔軟|轻便|輕便|合身|合脚|合腳|给力|給力|漂亮|实惠|實惠|耐心|周到|刚刚好|剛剛好|正合适|正合適",
    re.IGNORECASE,
)
_SPOILT = re.compile(
    r"倒是|其[它他]|别家|別家|别的|別的|朋友|同学|同學|以前|之前|没有|沒有|(?<!性价)(?<!性價)比(?!较|較)|希望|如果|还是|還是|才|但|不过|不過|可惜|就是|假|骗|騙|说好|說好|本来|本來|以为|以為|应该|應該"
)
_HARMLESS = re.compile(
    r"(不太|不算太?|不是很|不是特别|不是特別|没那么|沒那麼|没有那么|没太多|没有太多|不会太?|不會太?|并不|並不|不怎么|不怎麼|一点也不|一点都不|丝毫不|没有|沒有|不觉得|并没)"
    r"(觉得)?(油|腻|膩|咸|鹹|辣|淡|贵|貴|吵|挤|久|慢|脏|差|远|甜|腥|硬|小|短|异味|色差|问题|問題|味道|烟雾|起球|掉色|偏)"
)
_CONTRAST = re.compile(
    r"但|不过|不過|可惜|唯一|就是|缺点|缺點|不足|遗憾|遺憾|建议|建議|只是|美中|稍微|略|有点|有點|偏|太|不够|不夠|but|however|only|except|although|though|wish|too ",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"菜|吃|餐|饭店|飯店|上菜|厨房|廚房|服务员|服務員|味道|口味|点了|點了|老板娘|酒店|房间|房間|前台|入住|店里|店裡|等位|排队|排隊|restaurant|hotel|waiter|dish|meal"
)
# The form of a complaint, whatever it is about: denial, excess, lack, persistence, the unexpected.
_NEGATIVE = re.compile(
    r"比.{0,3}(想|预期|預期|图|圖|页|頁)|来的是|來的是|发的是|寄来的|寄來的|收到的是|变|變|降|涨|漲|不|没|沒|无|無|未|太|偏|过于|過於|有点|有點|差|少|缺|只有|才|居然|竟|反而|根本|完全|一直|老是|老|总是|總是|越来越|越來越|又|还是|還是|就(?!是)|全(是|都)?|却|卻|好几|好幾|半天|"
    r"\b(not|no|never|n't|cannot|too|only|just|still|already|stopped|without|than|didn't|doesn't|won't|isn't|wasn't|can't|barely|hardly|instead|twice|went|came|broke\w*|after)\b",
    re.IGNORECASE,
)
_LIKENED = re.compile(r"得(跟|像|和|要|都|没|沒)|(跟|像)\S{1,6}(一样|一樣|似的|样$|樣$)")
_DENIAL = re.compile(
    r"[\u3400-\u9fff]{0,2}?(也|都|完全|一点(都|也)?|一點(都|也)?|并|並|从来)*(不会|不會|没有?|沒有?|不|无|無)|(does|did|do|is|are|was)(n't| not) |no ",
    re.IGNORECASE,
)
# Verdicts, farewells, stars and asides: nothing of what was bought.
_ASIDE = re.compile(
    r"倒是|隔壁|比[这這它他]|别家|別家|千万|千萬|再也|不会再|不會再|再买|再買|回购|回購|推荐|推薦|建议|建議|失望|无语|無語|算了|懂的|长点心|加.{0,2}星|给.{0,3}星|給.{0,3}星|一般般|还行|還行|凑合|湊合|(没|沒)(什么|啥)?(毛病|问题|問題)|自己|"
    r"提醒|醒目|慎|避雷|踩雷|上当|上當|后悔|後悔|人都|吓|嚇|气|氣|等着[吧瞧]|等著[吧瞧]|走着瞧|收回|截图|截圖|看到|翻了|为了|為了|"
    r"\b(never again|recommend|disappoint\w*|unbelievable|fine|ok|okay|i guess|apparently|seller says|tried|had to|thank\w*)\b",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"客服|服务|服務|态度|態度|店员|店員|师傅|師傅|\b(seller|staff|support|service|agent)\b",
    re.IGNORECASE,
)
_LOW = 2
_PLAIN = 2
_MOST_POINTS = 3
_SHORT = 3
_FEW_SIGNS = 5
_ROOM = 42
_PLACE_ONLY = frozenset({"clean", "place", "queue", "portion"})
_BEFORE_FAULTS = frozenset(
    {"service", "wait", "size", "look", "pack", "missing", "wrong", "noise", "smell", "refund"}
)
_GOODS_ONLY = frozenset({"size", "effect", "missing", "pack", "noise", "smell"})


class Point(Value):
    """One point: its kind (service, wait, taste, quality …), our name for it, and the reviewer's words where they are fit.

    `kind` is "told" where no aspect is known for what the reviewer says; `clause` is all of it, for looking it up.
    """

    kind: str
    name: str = ""
    words: str = ""
    clause: str = ""


class Points:
    """Finds points by the aspects in `templates/aspects.yaml`, the faults of goods, and the form of a complaint."""

    def __init__(self, details: Details) -> None:
        self._details = details
        self._aspects = [
            (row["kind"], _compiled(row["bad"]), _compiled(row["good"]), row)
            for row in lexicon("aspects")
        ]

    def complaints(
        self, text: str, language: Language, *, stars: int | None = None
    ) -> tuple[Point, ...]:
        """Return at most three points of complaint in the order of the review.

        What is known to be a fault or a complaint comes first, then what is said in the form of one (a denial, "too",
        "only", "still"), then, in a review of one or two stars, whatever is said of the goods. In a review of four or
        five stars only what is set off from the praise ("but", "a little") counts.
        """
        happy, place = stars is not None and stars >= 4, is_place(text)
        ranked: list[tuple[int, int, Point]] = []
        pieces = clauses(text)
        for at, clause in enumerate(pieces):
            if happy and not _CONTRAST.search(clause):
                continue
            point = self._complaint(clause, language, place)
            told = None if point or happy or place else self._told(clause, language)
            if point:
                ranked.append((3 if point.kind == "general" else 0, at, point))
            elif told:
                ranked.append((1 if _NEGATIVE.search(clause) else 2, at, told))
        low = stars is None or stars <= _LOW
        return _chosen(ranked, plain=_MOST_POINTS if low and len(pieces) <= _SHORT else int(low))

    def praise(self, text: str, language: Language) -> tuple[Point, ...]:
        """Return at most two concrete things praised, in the order of the review."""
        found: dict[str, Point] = {}
        place = is_place(text)
        for clause in clauses(text):
            for kind, _, good, row in self._aspects:
                match = good.search(clause) if good else None
                barred = _GOODS_ONLY if place else _PLACE_ONLY
                if not match or kind in found or kind == "general" or kind in barred:
                    continue
                spoilt = _SPOILT.search(clause) or _NOT_GOOD.search(clause[: match.start()])
                if not spoilt and not self._negative(clause):
                    found[kind] = Point(kind=kind, name=row[_key(language)][1])
        return tuple(found.values())[:2]

    def echoes(self, text: str, language: Language, *, stars: int | None = None) -> tuple[str, ...]:
        """Return at most two things praised, in the reviewer's own words; "at least it is …" in a bad review is no praise."""
        found = []
        for clause in clauses(text):
            if stars is None or stars > _LOW:
                clause = clause.replace("倒是", "")
            match = _PRAISED.search(clause)
            if not match or _NOT_GOOD.search(clause[: match.start()]) or self._negative(clause):
                continue
            if _CONTRAST.search(clause) or _SPOILT.search(clause):
                continue
            own = own_words(clause, language)
            found += [own] if own else []
        return tuple(dict.fromkeys(found))[:2]

    def _complaint(self, clause: str, language: Language, place: bool) -> Point | None:
        if _HARMLESS.search(clause) or _PRAISES.search(clause) or self._absent(clause):
            return None
        detail = None if place else self._fault(clause, language)
        for kind, bad, _, row in self._aspects:
            if (detail and kind not in _BEFORE_FAULTS) or (place and kind in _GOODS_ONLY):
                continue
            if bad and bad.search(clause) and not _denied(bad, clause):
                own = "" if kind == "general" else _own_until(clause, bad, language)
                return Point(kind=kind, name=row[_key(language)][0], words=own, clause=clause)
        if detail:
            own = own_words(clause, language) or own_words(clause[: detail.end], language)
            return Point(kind="defect", name=detail.named, words=own, clause=clause)
        return None

    def _told(self, clause: str, language: Language) -> Point | None:
        """Return what the clause says as a point where it can be quoted and is neither praise nor an aside."""
        aside = _PRAISES.search(clause) or _PRAISED.search(clause) or _ASIDE.search(clause)
        words = (
            "" if aside or self._absent(clause) or is_half(clause) else own_words(clause, language)
        )
        kind = "service" if _SERVED.search(clause) else "told"
        return Point(kind=kind, words=words, clause=clause) if words else None

    def _absent(self, clause: str) -> bool:
        """Whether the clause only says that a fault is not there, which is praise: 不掉色, 没有异味."""
        denied = _DENIAL.match(clause)
        rest = clause[denied.end() :] if denied else ""
        fault = self._fault(rest, Language.ZH_HANS) is not None or self._negative(rest)
        return 0 < len(rest) <= _FEW_SIGNS and fault

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


def _chosen(ranked: list[tuple[int, int, Point]], *, plain: int) -> tuple[Point, ...]:
    """Return the best points in the order of the review: one of a kind where it is only named, no more than can be read.

    `plain` is up to how many points what is merely told is taken as well.
    """
    kept: list[tuple[int, Point]] = []
    named: set[str] = set()
    room = _ROOM
    for rank, at, point in sorted(ranked, key=lambda one: one[:2]):
        enough = rank == _PLAIN and len(kept) >= plain
        if len(kept) == _MOST_POINTS or enough or (rank > _PLAIN and kept):
            break
        width = len(point.words) if not point.words.isascii() else len(point.words) // 3
        if point.kind in named and (not point.words or width > room):
            continue
        named.add(point.kind)
        room -= width
        kept.append((at, point if room >= 0 else point.model_copy(update={"words": ""})))
    chosen = [point for _, point in sorted(kept, key=lambda one: one[0])]
    return tuple({point.words or point.name: point for point in chosen}.values())


def complains(clause: str) -> bool:
    """Whether a clause has the form of a complaint: a denial, "too", "only", "still", a comparison that is meant ill."""
    praised = _PRAISES.search(clause) or _PRAISED.search(clause)
    formed = _NEGATIVE.search(clause) or _LIKENED.search(clause)
    return bool(clause and formed and not praised and not _ASIDE.search(clause))


def is_place(text: str) -> bool:
    """Whether the review is about a place one goes to (restaurant, hotel) rather than goods."""
    return len(set(_PLACE.findall(text))) >= 3


def _own_until(clause: str, bad: re.Pattern[str], language: Language) -> str:
    """Return the reviewer's clause, or their words up to the end of the complaint: what follows it is often abuse."""
    whole = own_words(clause, language)
    match = bad.search(clause)
    if whole or not match:
        return whole
    return "" if language is Language.EN else own_words(clause[: match.end()], language)


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


def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern, re.IGNORECASE) if pattern else None


def _key(language: Language) -> str:
    return {Language.ZH_HANS: "hans", Language.ZH_HANT: "hant", Language.EN: "en"}[language]
