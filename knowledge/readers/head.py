"""The 【key】value lines that statutes and some policies begin with."""

import re

_HEAD_LINE = re.compile(r"\s*【([^】]{2,12})】\s*(.*)")
_HEAD_KEYS = frozenset(
    "法律名称 文件名称 法规名称 规章名称 标题 现行版本 版本 数据源URL 数据来源 来源 施行日期 生效日期 实施日期 失效日期 有效期至 条款数 颁布机构 "
    "发布机构 发布机关 制定机关 公布日期 发布日期 文号 时效性 效力级别 网址 链接 产品编码 适用商品".split()
)


def head(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Take known 【key】value lines off the beginning; unknown keys (【重要提示】) are content."""
    lines = text.split("\n")
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(lines):
        match = _HEAD_LINE.fullmatch(lines[at])
        if match and match.group(1) in _HEAD_KEYS:
            found.append((match.group(1), match.group(2).strip()))
        elif lines[at].strip():
            break
        at += 1
    return tuple(found), "\n".join(lines[at:]) if found else text
