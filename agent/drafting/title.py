"""Long advertising titles, shortened to what one says aloud."""

import re

_BRACKETS = re.compile(r"[【\[（(《「『<][^】\]）)》」』>]{0,40}[】\]）)》」』>]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CODES = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-_/.+*]*")
_SPLIT = re.compile(r"[\s,，、|｜/·•—\-_:：;；!！+]+")
_HYPE = re.compile(
    r"(20\d\d年?|新款|新品|夏季|冬季|春季|秋季|春夏|秋冬|春秋|四季|正品|旗舰店?|旗艦店?|官方|官网|包邮|包郵|特价|特價|促销|促銷|爆款|热卖|熱賣|热销|"
    r"熱銷|网红|網紅|抖音|同款|ins风?|潮流|百搭|时尚|時尚|高端|高级|高級|专业|專業|超值|限时|限時|秒杀|秒殺|清仓|清倉|送礼|送禮|礼物|禮物|"
    r"现货|現貨|批发|批發|厂家|廠家|直销|直銷|直供|国潮|國潮|韩版|韓版|日系|欧美|歐美|大码|大碼|加厚款?|升级款?|升級款?|第?[一二三四五六七八九十]代|"
    r"以旧换新|以舊換新|国家补贴|國家補貼|一级能效|一級能效|特惠|优惠|優惠|赠品|贈品|买一送一|全网|全網|必备|必備|推荐|推薦|经典|經典|"
    r"顺丰|順豐|七天无理由|无理由|免运|免運|店长|店長|热门|熱門|最新|新到|限量|男女通用|男女士?|男士|女士|男款|女款|情侣)"
)
_ENGLISH_HYPE = re.compile(
    r"\b(new|hot|sale|free shipping|original|official|brand|high quality|fashion|best|20\d\d|for men|for women|"
    r"men'?s|women'?s|unisex|global version|\d+\s?pcs?|pcs?|pack|lot|set of \d+)\b",
    re.IGNORECASE,
)
_LONGEST = 12


def short_title(title: str) -> str:
    """Return the head noun of a title, at most 12 characters (5 English words); "" where it is doubtful."""
    bare = _BRACKETS.sub(" ", title).strip()
    if not _HAN.search(bare):
        return _english(bare)
    names = [_han_only(part) for part in _SPLIT.split(_HYPE.sub(" ", bare))]
    names = [name for name in names if len(name) >= 2]
    if not names:
        return ""
    fitting = [name for name in names if len(name) <= _LONGEST]
    # The head noun of a Chinese title stands last; a short plain title is its own best name.
    whole = _han_only(bare)
    if len(bare) <= _LONGEST and whole == bare:
        return whole
    return fitting[-1] if fitting and len(fitting) <= 3 else _known_tail(names)


def _han_only(part: str) -> str:
    return "".join(_HAN.findall(_CODES.sub("", part)))


def _known_tail(names: list[str]) -> str:
    """Return the last part where it ends like a thing, else nothing: naming the wrong thing is worse than none."""
    last = names[-1]
    match = re.search(
        r"[\u3400-\u9fff]{1,4}(鞋|拍|衣|裤|褲|裙|衫|包|袋|帽|袜|襪|服|机|機|器|灯|燈|锅|鍋|杯|壶|壺|椅|桌|柜|櫃|床|垫|墊|被|枕|表|錶|"
        r"霜|乳|液|膏|粉|茶|酒|油|米|面|麵|饼|餅|糖|果|肉|鱼|魚|球|线|線|膜|壳|殼|架|盒|箱|刀|扇|车|車|玩具|耳机|耳機|"
        r"手机|手機|电脑|電腦|键盘|鍵盤|鼠标|滑鼠|电视|電視)$",
        last,
    )
    return match.group(0) if match else ""


def _english(title: str) -> str:
    head = re.split(r"\s[-–|]\s|[,;|]", _ENGLISH_HYPE.sub(" ", title))[0]
    words = re.findall(r"[A-Za-z][A-Za-z'’\-]*", head)
    if not 1 <= len(words) <= 5:
        words = words[-3:] if words and len(words) <= 8 else []
    # A brand in front may keep its capital; a name in capitals throughout would shout.
    return " ".join(word.lower() if word.isupper() and len(word) > 4 else word for word in words)
