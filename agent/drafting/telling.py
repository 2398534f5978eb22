"""What was found in the shop's words, told as a sentence: prose as it stands, cells of a table by their names."""

import re

from agent.drafting.extract import Found
from agent.drafting.voice import Voice

_CODED = re.compile(r"^([A-Za-z]+-?\d+)\s*[：:]\s*(.+)$", re.DOTALL)

# A column that says what to do is told without its name.
_TO_DO = re.compile(
    r"怎么|怎麼|处理|處理|解决|解決|办法|辦法|对策|對策|what to do|solution|fix|action",
    re.IGNORECASE,
)
# A question that leads to the next sentence of a document is no part of the answer.
_ASKED_NEXT = re.compile(r"[，,][^，,。]{1,20}[？?]$")

# A list of sizes by what they fit: "EU 42 fits a foot of 265 mm, EU 43 fits 270 mm".
_BETWEEN = re.compile(r"[,，;；]")
_MEASURE = re.compile(r"\d{2,3}(?:\.\d)? ?(?:mm|cm|kg|毫米|厘米|公分|公斤|斤)", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:EU|US|UK) ?\d{1,2}(?:\.5)?\b|(?<!\d)\d{2}(?:\.5)?(?= ?[码碼号號])|\b[2-5]?X{0,3}[SL]\b|\bM\b"
)
_FEWEST = 2


def spoken(voice: Voice, found: Found) -> str:
    """Return the words found as a sentence without its end; "" where they are in another language."""
    if found.cells:
        return _cells_spoken(voice, found)
    text = _ASKED_NEXT.sub("", voice.spoken(found.text)).rstrip("。.；;")
    code = _CODED.match(text)
    if code:
        text = voice.say("cell.code", code=code[1], meaning=code[2])
    return _advised(voice, text) or text


def _advised(voice: Voice, text: str) -> str:
    """Return which size to take, where the words list sizes by a measure and the buyer named one of them; "" otherwise."""
    said = re.sub(r"\s", "", " ".join(voice.brief.messages))
    parts = [part for part in _BETWEEN.split(text) if _MEASURE.search(part)]
    fit = [
        (measure[0], size[0])
        for part in parts
        for measure, size in [(_MEASURE.search(part), _LABEL.search(part))]
        if measure
        and size
        and re.search(rf"(?<![\d.]){re.escape(measure[0].replace(' ', ''))}", said)
    ]
    if len(parts) < _FEWEST or len(fit) != 1:
        return ""
    return voice.say("cell.advised", told=fit[0][0], value=fit[0][1])


def _cells_spoken(voice: Voice, found: Found) -> str:
    title, key = voice.short(found.title), voice.quoted(found.key)
    title = _spoken_name(voice, found.title) or title
    cells = [(_column(voice.quoted(name)), voice.spoken(value)) for name, value in found.cells]
    if any(not name or not value for name, value in cells):
        return ""
    (name, value), rest = cells[0], cells[1:]
    told = _told_back(voice, value)
    if told:
        return voice.say("cell.told", told=told[0], name=name, value=told[1])
    shape = "with_title" if title else "with_key" if key else "bare"
    first = voice.say(f"cell.{shape}", title=title, key=key, name=name, value=value)
    more = [
        value if _TO_DO.search(name) else voice.say("cell.bare", name=name, value=value)
        for name, value in rest
    ]
    return (", " if voice.english else "，").join([first, *more])


def _spoken_name(voice: Voice, title: str) -> str:
    """Return the word of a long title by which the buyer calls the goods; "" where there is none."""
    words = [word for word in re.split(r"[\s/，,]+", voice.quoted(title)) if 2 <= len(word) <= 8]
    said = "".join(voice.brief.messages)
    named = [word for word in words if word in said]
    together = "".join(named)
    return together if together in said else next(iter(named), "")


def _told_back(voice: Voice, value: str) -> tuple[str, str] | None:
    """Return the measure the buyer named and what belongs to it, for a cell like "42（265mm）"; None otherwise."""
    match = re.fullmatch(r"(.{1,12}?)\s*[（(](.{1,16}?)[）)]", value)
    said = " ".join(voice.brief.messages).replace(" ", "")
    return (match[2], match[1]) if match and match[2].replace(" ", "") in said else None


def _column(name: str) -> str:
    """Return the column's name without its unit: "尺码（脚长mm）" is said "尺码"."""
    return re.sub(r"[（(][^）)]*[）)]", "", name).strip() or name
