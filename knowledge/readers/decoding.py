"""Bytes to text: UTF-8, UTF-16, GB18030 (GBK), Big5 and Windows-1252, told apart by what they give."""

import codecs
import re

from knowledge.errors import UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Characters so frequent in Chinese writing that a right decoding has many of them and a wrong one hardly any.
_FREQUENT = frozenset(
    "，。、：；！？（）《》“”「」的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年"
    "动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經三之进進着等部度家电電力里裡如水化高自二理起小物现現实實加量都两"
    "兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內"
    "数數正心反你明看原又利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系军軍很情者最立代想已通并並提直题題党黨程"
    "展五果料象员員革位入常文总總次品式活设設及管特件长長求老头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手角"
    "期根论論运運农農指几幾九区區强強放决決西被干做必战戰先回则則任取据處处队隊南给給色光门門即保治北造百规規热熱领領七海口东東导"
    "導器压壓志世金增争爭济濟阶階油思术術极極交受联聯什认認六共权權收证證改清己美再采转轉更单單风風切打白教速花带帶安场場身车車例"
    "真务務具万萬每目至达達走积積示议議声聲报報斗完类類八离離华華名确確才科张張信马馬节節话話米整空元况況今集温溫传傳土许許步群广"
    "廣石记記需段研界拉林律叫且究观觀越织織装裝退货貨换換店买買卖賣订訂费費客服商购購修运寄邮郵损損坏壞快递遞包裹付款额額赔賠验驗"
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_RUBBISH = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_META_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""")


def decode(data: bytes, name: str) -> str:
    """Return the text of `data` with Unix line ends; what is no text in a known encoding is UnreadableFile."""
    text = _by_mark(data)
    if text is None:
        text = _by_trial(data)
    if text is None or _share(_RUBBISH, text) > 0.005:
        raise UnreadableFile(f"{name}: not text in an encoding we know; save it as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").lstrip("\ufeff")


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding)
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text:
        return text
    return _utf16_without_mark(data)


def _by_trial(data: bytes) -> str | None:
    declared = _META_CHARSET.search(data[:2048])
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    tried = [
        (text, _plausible(text))
        for text in (_strict(data, "gb18030"), _strict(data, "big5hkscs"))
        if text
    ]
    if tried:
        text, score = max(tried, key=lambda pair: pair[1])
        if score >= 0.05:
            return text
    western = _strict(data, "cp1252")
    if western is not None and sum(byte > 127 for byte in data) < len(data) * 0.1:
        return western
    return max(tried, key=lambda pair: pair[1])[0] if tried and len(data) < 400 else None


def _utf16_without_mark(data: bytes) -> str | None:
    if len(data) < 4 or len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(data, encoding)
        if (
            text
            and _share(_RUBBISH, text) == 0
            and ("\n" in text or " " in text)
            and _plausible(text) > 0.2
        ):
            return text
        if text and _share(_RUBBISH, text) == 0 and text.isascii():
            return text
    return None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausible(text: str) -> float:
    """Return the share of very frequent characters among the Chinese ones, 0 where rubbish stands between them."""
    sample = text[:20_000]
    han = _HAN.findall(sample)
    if not han or _share(_RUBBISH, sample) > 0.005:
        return 0.0
    return sum(char in _FREQUENT for char in han) / len(han)


def _share(pattern: re.Pattern[str], text: str) -> float:
    return len(pattern.findall(text)) / len(text) if text else 0.0
