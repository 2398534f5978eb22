"""The texts of one record, and which of its keys names it, holds its words or only describes it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.catalogue import Columns, columns_of
from knowledge.readers.table import asks

BODY = frozenset(
    "text content body answer_text paragraph passage 正文 内容 內容 全文 条文 條文 文本 clause".split()
)
FIELD = frozenset(
    "field section chapter topic heading 字段 栏目 欄目 章节 章節 小节 主题 主題".split()
)
_ABOUT = frozenset(
    "id doc_id docid _id uuid source url link lang language created_at updated_at version index 序号 序號 来源 链接 更新时间".split()
)
_TAGS = frozenset("tags tag keywords 标签 標籤 關鍵詞 关键词 shop_id platform".split())
_LONG = 80
_ASKING = 0.6
"""Part of a record's keys that must ask for it to be a FAQ by keys."""


def parts(flat: Mapping[str, str], columns: Columns) -> Iterator[tuple[str, str]]:
    """Yield a record's texts, each with a field name for its heading or "": question with answer, bodies, long fields, the rest."""
    names = list(flat)
    asked = {names[at] for at in (columns.question, columns.answer) if at is not None}
    asked = asked if len(asked) == 2 else set()
    if asked:
        yield "", "\n".join(f"{name}：{flat[name]}" for name in names if name in asked)
    bodies = [name for name in names if name.lower() in BODY and name not in asked]
    for name in bodies:
        yield "", flat[name]
    title = names[columns.title] if columns.title is not None else ""
    left = [
        name
        for name in names
        if name not in asked and name not in bodies and name.lower() not in FIELD | _ABOUT
    ]
    long = [name for name in left if len(flat[name]) > _LONG and name != title]
    for name in long:
        yield name, flat[name]
    rest = [name for name in left if name not in long and name != title]
    if asked or bodies:
        codes_and_kinds = {names[at] for at in (columns.sku, columns.category) if at is not None}
        rest = [name for name in rest if name not in codes_and_kinds and name.lower() not in _TAGS]
    if rest or not (asked or bodies or long):
        shown = [title, *rest] if title else rest
        yield "", "；".join(f"{name}：{flat[name]}" for name in shown)


def any_title(names: list[str]) -> int | None:
    """Return the first key that ends like a name (政策名称, activity_name), where none is known as a title."""
    ends = (
        at
        for at, name in enumerate(names)
        if re.search(r"(?:名称|名稱|标题|標題|[_ ]name|[_ ]title)$", name.lower())
    )
    return next(ends, None)


def telling(name: str, text: str) -> bool:
    """Tell whether a key like id holds words rather than a code (民法典第五百条), which then stand for a title."""
    return (
        name.lower() in ("id", "doc_id", "docid", "_id")
        and re.search(r"[\u4e00-\u9fff]{3}", text) is not None
    )


def stands_alone(element: Any) -> bool:
    """Tell whether a list's element is a question with its answer, or is or holds a product."""
    if not isinstance(element, Mapping):
        return False
    columns = columns_of([str(key) for key in element])
    asked = columns.question is not None and columns.answer is not None
    sold = columns.sku is not None and (columns.title is not None or columns.price is not None)
    return asked or sold or any(map(stands_alone, element.values()))


def asked_by_key(flat: Mapping[str, str]) -> bool:
    """Tell whether the keys are questions and the values their answers."""
    return bool(flat) and sum(asks(name) for name in flat) >= len(flat) * _ASKING


def flat_list(value: Any) -> str:
    """Return a short list of plain values (colours, sizes) as one value; "" for any other."""
    if not isinstance(value, list) or not 0 < len(value) <= 12:
        return ""
    if any(isinstance(one, Mapping | list | bool) or one in (None, "") for one in value):
        return ""
    text = "、".join(map(str, value))
    return text if len(text) <= 60 else ""
