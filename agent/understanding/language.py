"""Which language a buyer writes: by script, and by the characters that only one of the two Chinese scripts has."""

import re
from functools import lru_cache

import opencc

from agent.domain.reading import Language

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-zA-Z]+")
_FOREIGN_SCRIPT = re.compile(
    r"[\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f\u0900-\u097f\u3041-\u30fe\uac00-\ud7af]"
)
_FOREIGN_LETTERS = re.compile(r"[àâäãåçéèêëíìîïñóòôöõúùûüßæøœşğışłżźćńěščřžýů¿¡]", re.IGNORECASE)
_FOREIGN_WORDS = re.compile(
    r"\b(el|la|los|las|una?|que|por|para|con|pero|quiero|pedido|gracias|hola|devolver|producto|mi|está|no ha|"
    r"le|les|des|une|je|vous|est|pas|mon|ma|commande|bonjour|merci|avec|pour|"
    r"der|die|das|ich|nicht|und|ist|mein|meine|bitte|bestellung|danke|hallo|mit|habe|"
    r"il|lo|gli|sono|non|mio|ordine|grazie|ciao|vorrei|"
    r"o|os|não|meu|minha|obrigado|pedido|quero|você|"
    r"ik|het|een|niet|mijn|bestelling|dank|jestem|nie|moje|zamówienie|proszę|siparişim|iade|ürün|merhaba|"
    r"saya|tidak|pesanan|barang|tolong|belum|yang)\b",
    re.IGNORECASE,
)
_ENGLISH_WORDS = re.compile(
    r"\b(the|is|are|was|my|i|it|you|your|and|not|have|has|please|want|to|of|in|for|order|this|that|with|can|"
    r"did|do|does|how|when|what|where|refund|return|thanks|hello|hi|but|on|we|me|a|an)\b",
    re.IGNORECASE,
)
# Words that only the Traditional-script trade uses, for short texts whose characters are the same in both.
_TAIWAN = re.compile(
    r"(宅配|超取|賣場|賣家|保固|鑑賞期|統編|超商|客服您好|貨到付款|退費|嗎|們|這|還|沒)"
)


@lru_cache(maxsize=2)
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def detect(text: str, *, declared: str | None = None) -> tuple[Language, bool]:
    """Return the draft's language and whether the buyer wrote a language other than the three.

    Args:
        text: what the buyer wrote; may be empty.
        declared: the case's `language`, which wins where the text does not say otherwise (too short, digits, emoji).
    """
    told = {item.value: item for item in Language}.get(declared or "")
    if told is not None:
        return told, False
    if declared:
        return _by_tag(declared)
    han, latin = len(_HAN.findall(text)), sum(map(len, _LATIN.findall(text)))
    foreign = len(_FOREIGN_SCRIPT.findall(text))
    if foreign > max(han, 2) and foreign >= latin / 2:
        return Language.EN, True
    if han and han * 3 >= latin * 0.5:
        return _chinese(text), False
    if not latin:
        return Language.ZH_HANS, False
    return Language.EN, _is_foreign_latin(text)


def _by_tag(tag: str) -> tuple[Language, bool]:
    """Read a language tag other than the three ("zh-TW", "zh_CN", "en-US", "ru")."""
    parts = tag.lower().replace("_", "-")
    if parts.startswith("zh"):
        traditional = any(piece in parts for piece in ("tw", "hk", "mo", "hant"))
        return (Language.ZH_HANT if traditional else Language.ZH_HANS), False
    return Language.EN, not parts.startswith("en")


def _chinese(text: str) -> Language:
    """Traditional where more characters would change to Simplified than the other way round."""
    simplified, traditional = _converter("t2s").convert(text), _converter("s2t").convert(text)
    from_traditional = _differences(text, simplified)
    from_simplified = _differences(text, traditional)
    if from_traditional == from_simplified:
        return Language.ZH_HANT if _TAIWAN.search(text) else Language.ZH_HANS
    return Language.ZH_HANT if from_traditional > from_simplified else Language.ZH_HANS


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False))


def _is_foreign_latin(text: str) -> bool:
    english, other = len(_ENGLISH_WORDS.findall(text)), len(_FOREIGN_WORDS.findall(text))
    letters = len(_FOREIGN_LETTERS.findall(text))
    return other + 0.5 * letters > english + 1
