"""Facts that the words carry: numbers, sizes, colours, amounts, dates."""

import re

from agent.domain.reading import Slots

_ORDER = re.compile(
    r"(?:订单(?:编?号|号码)?|单号|order\s*(?:id|no\.?|number|num)?|#)\s*(?:是|为|:|#|\.|is)*\s*#?\s*"
    r"([a-z]{0,4}[-]?\d[\da-z-]{5,24})"
)
_LONG_NUMBER = re.compile(r"(?<![\da-z.])(\d{15,24})(?![\da-z])")
_TRACKING = re.compile(
    r"(?:快递单号|物流单号|运单号?|快递号|包裹号|退货单号|tracking\s*(?:no\.?|number|id|code)?|waybill)"
    r"\s*(?:是|为|:|#|is)*\s*([a-z]{0,4}\d[\da-z]{7,22})"
)
_CARRIER = re.compile(
    r"(?<![a-z\d])((?:sf|yt|jd|jt|zto|sto|yd|ems|db|jdv|jdx|lp|rr|cn|rb|lx|ue|uj)[a-z]{0,3}\d{9,16}(?:cn)?)(?![a-z\d])"
)
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)|(?<!\d)(09\d{2}[- ]?\d{3}[- ]?\d{3})(?!\d)|(\+\d{1,3}[- ]\d[\d -]{6,13}\d)"
)
_SKU = re.compile(
    r"(?:sku|货号|款号|型号|商品编号|商品编码|model|item\s*(?:no\.?|number|code))\s*(?:是|为|:|#|is)*\s*([a-z\d][a-z\d_./-]{2,24})"
)
_CODE = re.compile(
    r"(?<![a-z\d-])([a-z]{2,6}-[a-z\d]{2,10}(?:-[a-z\d]{1,8}){0,3}|[a-z]{2,5}\d{3,6}[a-z]{0,3})(?![a-z\d-])"
)
_LETTERS = r"[2-6]x{1,2}[ls]|x{0,4}[sl]|m"
_PIECE = r"(?:一?[个件双条套身款顶副床张只])?"
_ENDS = r"(?![\da-z%元块件天次斤个年月楼])"
_SIZE = re.compile(
    rf"(?:尺码|码数|尺寸|size|eu|us|uk|换成?|调成?|改成?|要|拍的?|买的?|穿|来|给我|发){_PIECE}"
    rf"\s*(?:是|为|:|a|an|to|the)*\s*({_LETTERS}|\d{{2}}(?:\.5)?)(?:码|号)?{_ENDS}"
    rf"|(?<![a-z\d])({_LETTERS}|\d{{2}}(?:\.5)?)\s*(?:码|号(?!楼|门|院|线|前|之前|到|发|下|收|晚|早))"
    r"|(?<![a-z\d-])(x{1,4}[sl]|[2-6]xl)(?![a-z\d-])"
    r"|(?:size|us|uk)\s*(\d{1,2}(?:\.5)?)(?![\d%])"
    rf"|\b(?:for|to|in) (?:an? |the )?(?:size )?({_LETTERS})\b(?!')|\b(small|medium|large)\b(?= (?:instead|please|size|one)|[.!?]|$)"
)
_BY_WORD = {"small": "S", "medium": "M", "large": "L"}
_COLOUR = re.compile(
    r"((?:深|浅|亮|暗|宝|天|藏|墨|军|酒|粉|米|卡其|奶|雾|荧光|薄荷|玫瑰|香槟|雅|哑)?(?:黑|白|红|蓝|绿|黄|紫|灰|粉|棕|橙|咖啡|青|银|金|杏|米)色"
    r"|(?:藏|墨|深|浅|天|宝|湖|酒|玫|荧光|雾霾|孔雀|军|橄榄|森林|雾)(?:青|绿|蓝|红|灰|黄|粉|紫|橙|棕)"
    r"|(?:奶茶|香芋|焦糖|牛油果|燕麦|象牙|裸|肤|豆沙|咖|驼|烟灰|海军蓝|薄荷绿)色"
    r"|卡其色?|藏青|米白|\b(?:black|white|red|blue|green|yellow|purple|gr[ae]y|pink|brown|orange|beige|navy|silver|gold)\b)"
)
_PLAIN_COLOUR = re.compile(
    r"(?:换[成个件双条]*|要)([黑白红蓝绿黄紫灰粉棕橙])的?(?=吧|吗|呗|行|可以|好|$|,)|([黑白红蓝绿黄紫灰粉棕橙])的(?=吧|吗|呗|行|可以|好|那|$|,)"
)
_AMOUNT = re.compile(
    r"(?:[¥￥$€£]|hk\$|nt\$|us\$|rmb|usd|twd|hkd)\s*(\d{1,7}(?:,\d{3})*(?:\.\d{1,2})?)"
    r"|(\d{1,7}(?:\.\d{1,2})?)\s*(?:元|块钱?|圆|刀|美元|人民币|台币|港币|dollars?|bucks|usd|euros?|pounds?|rmb|yuan)(?!包邮)"
)
_DATE = re.compile(
    r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}[日号]?|(?:大?前天|昨天|昨晚|今天|今早|今晚|明天|后天|上周[一二三四五六日天]?|这周[一二三四五六日天]|下周[一二三四五六日天]?|上个月\d{0,2}[号日]?|周[一二三四五六日天]|星期[一二三四五六日天]|\d{1,2}号(?!楼|门|院|线|码))"
    r"|\b(?:yesterday|today|tomorrow|last (?:week|month|night|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b)"
)


def slots(text: str) -> Slots:
    """Return the facts found in normalised text (`normalise.plain(...).text`); the first of each kind."""
    phone = _first(_PHONE, text)
    tracking = _first(_TRACKING, text) or _first(_CARRIER, text)
    order = _first(_ORDER, text) or _first(_LONG_NUMBER, text)
    if order is not None and (order == tracking or (phone and order == re.sub(r"[- ]", "", phone))):
        order = None
    sku = _first(_SKU, text) or _first(_CODE, text)
    if sku is not None and sku in (order, tracking):
        sku = None
    return Slots(
        order_id=_upper(order),
        sku=_upper(sku),
        size=_size(text),
        color=_first(_COLOUR, text) or _first(_PLAIN_COLOUR, text),
        amount=(_first(_AMOUNT, text) or "").replace(",", "") or None,
        date=_first(_DATE, text),
        phone=re.sub(r"[- ]", "", phone) if phone else None,
        tracking_no=_upper(tracking),
    )


def _size(text: str) -> str | None:
    found = _first(_SIZE, text)
    return _BY_WORD.get(found, found.upper()) if found else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    if match is None:
        return None
    return next((group for group in match.groups() if group), None)


def _upper(value: str | None) -> str | None:
    return value.upper() if value else None
