"""Whatever changes in a folder, what is taken over from the last release gives the same as reading it all anew."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from evals.speed.changed import NoiseEmbedder, measure_changed
from knowledge import addresses, contents
from knowledge.library import Library
from knowledge.search.dense import ChromaVectors
from knowledge.search.held import HeldIds

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
CATALOGUE = "SKU,商品名称,价格,保修期\nKX-A5,静音空气炸锅五升,399,24个月\nKX-M20,手持料理棒三件套,199,12个月\n"
POLICY = "# 售后\n\n## 退货期限\n\n签收后七天内可以退货。\n\n## 运费承担\n\n质量问题由我们承担运费。\n\n## 退款时间\n\n收到退货后两天内退款。\n"
SPRING = POLICY.replace("# 售后", "# 春季售后\n\n生效日期：2026-03-01")
FILES = {
    "products.csv": CATALOGUE,
    "售后.md": POLICY,
    "rules/price_v1.md": "# 价保\n\n## 期限\n\n签收后7天内降价退差价。\n",
    "rules/price_v2.md": "# 价保\n\n生效日期：2026-09-01\n\n## 期限\n\n签收后15天内降价退差价。\n",
    "spring/2026春.md": SPRING,
    "spring/说明.md": "# 其他\n\n## 发票\n\n都开电子发票。\n\n## 赠品\n\n赠品不单独退换。\n",
    "logo.png": "no picture, and none is looked into",
    "rules.yaml": "rules: []\n",
    "faq.md": "# 常见问题\n\n问：多久发货？\n\n答：付款后48小时内。\n\n问：怎么清洗？\n\n答：炸篮用软布擦。\n",
}
QUESTIONS = ("几天内可以退货", "运费谁出", "降价了能退差价吗", "KX-A5保修多久", "多久发货")
CHANGES: dict[str, tuple[str, Callable[[str], str]]] = {
    "one word": ("售后.md", lambda text: text.replace("两天内退款", "三天内退款")),
    "more clauses": ("faq.md", lambda text: text + "\n问：能送人吗？\n\n答：可以附贺卡。\n"),
    "fewer clauses": ("faq.md", lambda text: text.split("问：怎么清洗")[0]),
    "a clause twice": ("faq.md", lambda text: text + text),
    "a product's code": ("售后.md", lambda text: text.replace("七天", "KX-A5七天")),
    "a product's name": ("faq.md", lambda text: text.replace("炸篮", "静音空气炸锅五升的炸篮")),
    "the catalogue": ("products.csv", lambda text: text.replace("静音空气炸锅", "轻音空气炸锅")),
    "one SKU less": ("products.csv", lambda text: text.rpartition("KX-M20")[0]),
    "the old version": ("rules/price_v1.md", lambda text: text.replace("7天", "8天")),
    "the new version": ("rules/price_v2.md", lambda text: text.replace("2026-09-01", "2026-10-01")),
    "from now on dated": (
        "faq.md",
        lambda text: text.replace("问题\n", "问题\n\n生效日期：2026-08-01\n"),
    ),
    "another file's bytes": ("faq.md", lambda _: POLICY),
    "now alike to a dated one": ("spring/说明.md", lambda _: POLICY),
    "unreadable": ("faq.md", lambda _: ""),
    "a picture": ("logo.png", lambda text: text + "!"),
    "the shop's rules": ("rules.yaml", lambda text: text + "# none\n"),
}


def written(folder: Path) -> Path:
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def activated(library: Library, folder: Path) -> dict[str, str | None]:
    report = library.ingest(folder, "s", now=NOW)
    library.activate("s", report.release)
    return {file.path: file.reason for file in report.files}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_gives_what_a_new_library_gives(tmp_path: Path, change: str) -> None:
    folder = written(tmp_path / "shop")
    library = Library(tmp_path / "data", embedder=NoiseEmbedder())
    activated(library, folder)
    path, edit = CHANGES[change]
    (folder / path).write_text(edit(FILES[path]), encoding="utf-8")
    fresh = Library(tmp_path / "fresh", embedder=NoiseEmbedder())
    assert activated(library, folder) == activated(fresh, folder)
    assert library.clauses("s") == fresh.clauses("s")
    assert library.products("s") == fresh.products("s")
    assert library.shop_files("s") == fresh.shop_files("s")
    for question in QUESTIONS:
        found, wanted = (one.search("s", question, k=30) for one in (library, fresh))
        assert [hit.clause for hit in found.hits] == [hit.clause for hit in wanted.hits]
    store = ChromaVectors.open(tmp_path / "data" / "chroma")
    assert store is not None
    home = tmp_path / "data" / "s" / "releases" / str(library.active("s"))
    row = NoiseEmbedder().encode_query(["x"])[0]
    assert {one for one, _ in store.nearest("s", "noise", row, 99)} == set(addresses.read(home))
    store.close()


def test_plain_changes_leave_the_other_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "shop")
    library = Library(tmp_path / "data", embedder=NoiseEmbedder())
    activated(library, folder)
    monkeypatch.setattr(contents, "settled", lambda _: pytest.fail("all files are settled again"))
    for change in ("one word", "more clauses", "a picture", "the shop's rules"):
        path, edit = CHANGES[change]
        (folder / path).write_text(edit(FILES[path]), encoding="utf-8")
        activated(library, folder)
    texts = [clause.text for clause in library.clauses("s") if clause.path == "售后.md"]
    assert [text for text in texts if "退款" in text] == ["收到退货后三天内退款。"]


def test_the_list_of_ids_is_believed_only_after_an_act_that_ended_well(tmp_path: Path) -> None:
    held = HeldIds(tmp_path)
    held.learn("c", ["a", "b"])
    held.write()
    assert HeldIds(tmp_path).of("c", 2) == {"a", "b"}
    assert HeldIds(tmp_path).of("c", 3) is None
    killed = HeldIds(tmp_path)
    killed.of("c", 2)
    with killed.changing("c") as known:
        known.add("x")
    assert HeldIds(tmp_path).of("c", 2) is None, "taken away before the change"
    killed.write()
    assert HeldIds(tmp_path).of("c", 3) == {"a", "b", "x"}
    failed = HeldIds(tmp_path)
    with pytest.raises(OSError, match="full"), failed.changing("c"):
        raise OSError("full")
    failed.write()
    assert HeldIds(tmp_path).of("c", 3) is None


def test_embedded_chroma_keeps_its_list(tmp_path: Path) -> None:
    rows = np.eye(4, dtype=np.float32)
    for begin in (0, 2):
        store = ChromaVectors.open(tmp_path)
        assert store is not None
        assert store.ids("s", "m") == set("ab"[:begin])
        store.add("s", "m", ["a", "b", "c", "d"][begin : begin + 2], rows[begin : begin + 2])
        store.close()
    store = ChromaVectors.open(tmp_path)
    assert store is not None
    store.delete("s", "m", ["a"])
    assert store.ids("s", "m") == {"b", "c", "d"}
    store.close()


def test_the_benchmark_finds_what_it_changed() -> None:
    found = measure_changed(clauses=200, changes=2, files=20)
    assert (found["clauses"], found["files"]) == (200, 20)
