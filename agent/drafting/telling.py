"""What was found in the shop's words, told as a sentence: prose as it stands, cells of a table by their names."""

import re

from agent.drafting.cells import title_words
from agent.drafting.extract import Found
from agent.drafting.sizing import Sized, name_of
from agent.drafting.voice import Voice

_CODED = re.compile(r"^([A-Za-z]+-?\d+)\s*[：:]\s*(.+)$", re.DOTALL)

# A column that says what to do is told without its name.
_TO_DO = re.compile(
    r"怎么|怎麼|处理|處理|解决|解決|办法|辦法|对策|對策|what to do|solution|fix|action",
    re.IGNORECASE,
)
# A question that leads to the next sentence of a document is no part of the answer.
_ASKED_NEXT = re.compile(r"[，,][^，,。]{1,20}[？?]$")

# A column that is a question, and a cell that answers it.
_WHETHER = re.compile(
    r"^(?:能否|可否|是否(?:可以|能|可)?|能不能|可不可以)(?P<what>[\u3400-\u9fff].*?)[?？]?$"
)
_LONG_WORD = 8  # longer ones are no name that anybody calls goods by
_STOCK = re.compile(
    r"^(?:现货|現貨)?(?:库存|庫存)(?:数量|數量|数|數)?$|^(?:in )?stock$", re.IGNORECASE
)
_HELD = re.compile(r"^(?:是|(?P<no>否))(?:[（(](?P<more>[^）)]*)[）)])?$")
_SAYS_ITSELF = re.compile(r"^(?:不(?!锈|鏽)|没有|沒有|无需|無需|免费|免費|可以|需要|需|按)")
_PRICE = re.compile(r"价|價|\bprice\b", re.IGNORECASE)
_YES_NO = re.compile(r"^(不可以|不能|不可|不建议|不建議|不支持|不支援|可以|能|支持|支援)")


def spoken(voice: Voice, found: Found) -> str:
    """Return the words found as a sentence without its end; "" where they are in another language."""
    if found.cells:
        return _cells_spoken(voice, found)
    text = _ASKED_NEXT.sub("", voice.spoken(found.text)).rstrip("。.；;")
    code = _CODED.match(text)
    if code:
        text = voice.say("cell.code", code=code[1], meaning=code[2])
    return text


def advised(voice: Voice, sized: Sized) -> str:
    """Return which size the measures of a message choose, in the shop's own names of sizes; both where two measures differ."""
    asked = "".join(voice.brief.messages)
    rows = [(row, cell) for row in sized.rows for cell in [name_of(asked, row)] if cell]
    if not rows:
        return ""
    values = [_size_name(voice, *cell) for _, cell in rows]
    told = [
        (" and " if voice.english else "、").join(
            voice.quoted(pick.measure.said) for pick in sized.picks if pick.row is row
        )
        for row, _ in rows
    ]
    if len(set(values)) == 1:
        every = (" and " if voice.english else "、").join(told)
        return voice.say("cell.advised", told=every, value=values[0])
    return voice.say(
        "cell.between", told=told[0], value=values[0], other=told[-1], larger=values[-1]
    )


def _size_name(voice: Voice, column: str, value: str) -> str:
    """Return a size as one says it: a bare number with its column's name, "欧码42", else by itself, "XL"."""
    bare = re.fullmatch(r"[\d.]+", value) is not None and column
    name = _column(voice.quoted(column)) if bare else ""
    if re.fullmatch(r"尺?[码碼]数?數?", name):
        return f"{value}{name[-1]}"
    name = re.sub(r"(?<=[\u3400-\u9fff])\s*[A-Za-z]+$", "", name)
    return f"{name}{' ' if name.isascii() and name else ''}{voice.spoken(value)}"


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
    first = _answered(voice, name, value, title or key) or voice.say(
        f"cell.{shape}", title=title, key=key, name=name, value=value
    )
    more = [
        value
        if _TO_DO.search(name)
        else _answered(voice, name, value) or voice.say("cell.bare", name=name, value=value)
        for name, value in rest
    ]
    return (", " if voice.english else "，").join([first, *more])


def _answered(voice: Voice, name: str, value: str, title: str = "") -> str:
    """Return a column that asks a question with its cell as one clause: "能否机洗" and "不能" as "不能机洗"; "" for any other.

    How many are in stock is the shop's own business: a buyer hears whether there are any.
    """
    if _STOCK.match(name) and value.isdigit():
        return voice.say("cell.in_stock" if int(value) else "cell.sold_out", title=title)
    if _PRICE.search(name) and re.fullmatch(r"\d+(?:\.\d+)?", value):
        sum_ = re.sub(r"\.0+$", "", value)
        return voice.say("cell.price", title=title, name=name, value=sum_)
    if _SAYS_ITSELF.match(value) and title:
        return f"{title}{value}"
    held = _HELD.match(value)
    if held and re.fullmatch(r"[\u3400-\u9fff]{2,}", name):
        more = (held["more"] or "").strip("，,；;。 ")
        return f"{'没有' if held['no'] else ''}{name}{f'，{more}' if more else ''}"
    asked, said = _WHETHER.match(name), _YES_NO.match(value)
    if asked is None or said is None:
        return ""
    more = re.sub(r"^[（(](.*)[）)]$", r"\1", value[said.end() :].strip("，,；;。 "))
    return f"{said[0]}{asked['what']}{f'，{more}' if more else ''}"


def _spoken_name(voice: Voice, title: str) -> str:
    """Return the word of a long title by which the buyer calls the goods; "" where there is none."""
    words = [word for word in title_words(voice.quoted(title)) if len(word) <= _LONG_WORD]
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
