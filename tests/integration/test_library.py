"""A folder in, releases and answers out, with real files and a real Chroma."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import EmptyFolder, ReleaseNotFound, ReleaseRefused
from knowledge.library import Library
from knowledge.releases import ReleaseState
from knowledge.search.dense import ChromaVectors
from knowledge.search.embedder import Vectors
from knowledge.search.terms import key, terms

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
RETURNS = "# 退换货\n\n## 七天无理由\n\n签收次日起七天内，商品完好可以无理由退货，运费由买家承担。\n\n## 质量问题\n\n商品有质量问题的，凭照片退货退款，来回运费由卖家承担。\n"
SHIPPING = "# 发货\n\n## 时间\n\n付款后48小时内发货，预售商品以页面时间为准。\n"


class HashEmbedder:
    """Terms hashed into a vector: enough to tell texts apart, and it counts what it embeds."""

    name = "hash-64"
    dimension = 64

    def __init__(self) -> None:
        self.embedded = 0

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._row(text) for text in texts])

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return self.encode_query(texts)

    def _row(self, text: str) -> Vectors:
        row = np.full(64, 1e-3, dtype=np.float32)
        for term in terms(text):
            row[key(term) % 64] += 1
        return row / np.linalg.norm(row)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "shop"
    (home / "policies").mkdir(parents=True)
    (home / "policies" / "returns.md").write_text(RETURNS, encoding="utf-8")
    (home / "policies" / "shipping.md").write_text(SHIPPING, encoding="utf-8")
    (home / "rules.yaml").write_text("rules: []\n", encoding="utf-8")
    return home


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data", embedder=HashEmbedder())


def test_ingest_activate_search_find(library: Library, folder: Path) -> None:
    report = library.ingest(folder, "店铺", now=NOW)
    assert [f.status for f in report.files] == ["read", "read"]
    with pytest.raises(ReleaseNotFound):
        library.search("店铺", "退货")
    assert library.activate("店铺", report.release).state is ReleaseState.ACTIVE
    hit = library.search("店铺", "不想要了，七天无理由退貨").hits[0]
    assert hit.clause.heading.endswith("七天无理由")
    assert hit.clause.text in RETURNS
    assert 0 <= hit.score <= 1
    found = library.find("店铺", "policies/returns.md", "质量问题")
    assert found is not None
    assert "凭照片" in found.text
    assert library.find("店铺", "policies/returns.md", "没有这一条") is None
    assert library.shop_files("店铺") == {"rules.yaml": "rules: []\n"}


def test_second_ingest_reads_and_embeds_only_what_changed(tmp_path: Path, folder: Path) -> None:
    embedder = HashEmbedder()
    library = Library(tmp_path / "data", embedder=embedder)
    first = library.ingest(folder, "s", now=NOW)
    library.activate("s", first.release)
    assert library.ingest(folder, "s", now=NOW).release == first.release
    done = embedder.embedded
    (folder / "policies" / "shipping.md").write_text(SHIPPING.replace("48", "24"), encoding="utf-8")
    second = library.ingest(folder, "s", now=NOW)
    assert {f.path: f.status for f in second.files}["policies/returns.md"] == "unchanged"
    assert embedder.embedded - done <= 1 + 153
    diff = library.diff("s", first.release, second.release)
    assert [(a.text[:5], b.text[:5]) for a, b in diff.changed] == [("付款后48", "付款后24")]
    assert library.search("s", "几小时发货").hits[0].clause.text.startswith("付款后48")


def test_rollback_refusal_and_states(library: Library, folder: Path) -> None:
    first = library.ingest(folder, "s", now=NOW).release
    library.activate("s", first)
    (folder / "policies" / "shipping.md").unlink()
    second = library.ingest(folder, "s", now=NOW).release
    with pytest.raises(ReleaseRefused, match="rule R1 cites"):
        library.activate("s", second, gate=lambda _: "rule R1 cites a clause that is gone")
    assert library.active("s") == first
    library.activate("s", second, gate=lambda _: None)
    assert [r.state for r in library.releases("s")] == [
        ReleaseState.SUPERSEDED,
        ReleaseState.ACTIVE,
    ]
    assert not any("发货" in h.clause.heading for h in library.search("s", "多久发货").hits)
    assert library.rollback("s").id == first
    assert any("发货" in h.clause.heading for h in library.search("s", "多久发货").hits)


def test_withdrawn_clauses_leave_chroma(tmp_path: Path, library: Library, folder: Path) -> None:
    library.activate("s", library.ingest(folder, "s", now=NOW).release)
    (folder / "policies" / "shipping.md").unlink()
    library.activate("s", library.ingest(folder, "s", now=NOW).release)
    store = ChromaVectors.open(tmp_path / "data" / "chroma")
    assert store is not None
    row = HashEmbedder().encode_query(["发货"])[0]
    assert len(store.nearest("s", "hash-64", row, 50)) == len(library.clauses("s"))
    assert ChromaVectors.open(tmp_path / "data" / "chroma") is None
    store.close()


def test_another_process_holding_chroma_stops_nothing(
    tmp_path: Path, library: Library, folder: Path
) -> None:
    store = ChromaVectors.open(tmp_path / "data" / "chroma")
    assert store is not None
    library.activate("s", library.ingest(folder, "s", now=NOW).release)
    assert library.search("s", "退货").hits
    store.close()


def test_a_policy_changed_at_a_date(library: Library, folder: Path) -> None:
    old = "# 价保\n\n生效日期：2026-01-01\n\n## 期限\n\n签收后7天内降价可以退差价。\n"
    new = "# 价保\n\n生效日期：2026-09-01\n\n## 期限\n\n签收后15天内降价可以退差价。\n"
    (folder / "policies" / "价保-旧版.md").write_text(old, encoding="utf-8")
    (folder / "policies" / "价保.md").write_text(new, encoding="utf-8")
    library.activate("s", library.ingest(folder, "s", now=NOW).release)
    starts = {c.valid_from for c in library.clauses("s") if "价保" in c.path}
    if starts != {date(2026, 1, 1), date(2026, 9, 1)}:
        pytest.fail(f"the reader gave other dates: {starts}")

    def texts(on: date | None) -> list[str]:
        return [
            h.clause.text
            for h in library.search("s", "降价退差价", k=9, on=on).hits
            if "差价" in h.clause.text
        ]

    assert ["7天" in t for t in texts(date(2026, 8, 31))] == [True]
    assert ["15天" in t for t in texts(date(2026, 9, 1))] == [True]
    assert ["15天" in t for t in texts(None)] == [True, False]


def test_empty_folder_unknown_release_and_odd_questions(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmptyFolder):
        library.ingest(tmp_path / "empty", "e", now=NOW)
    library.activate("s", library.ingest(folder, "s", now=NOW).release)
    with pytest.raises(ReleaseNotFound):
        library.search("s", "退货", release="r9999-none")
    for odd in ("", "   ", "😡😡😡", "。。。", "退" * 20_000):
        library.search("s", odd)
    assert not library.search("s", "😡😡😡").answerable


def test_a_killed_ingest_leaves_the_active_release(library: Library, folder: Path) -> None:
    first = library.ingest(folder, "s", now=NOW).release
    library.activate("s", first)
    (folder / "policies" / "more.md").write_text("# 发票\n\n开电子发票。\n", encoding="utf-8")

    def dies(stage: str, done: int, total: int) -> None:
        if stage == "embed":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.ingest(folder, "s", now=NOW, progress=dies)
    assert library.active("s") == first
    assert library.search("s", "退货").hits
    assert len(library.releases("s")) == 1


def test_what_is_yet_to_come_is_not_found_without_a_day(library: Library, folder: Path) -> None:
    coming = "# 会员\n\n本规则自2027年1月1日起施行。\n\n钻石会员每单免邮费。\n"
    (folder / "policies" / "会员.md").write_text(coming, encoding="utf-8")
    library.activate("s", library.ingest(folder, "s", now=NOW).release)

    def found(**day: date) -> bool:
        hits = library.search("s", "钻石会员免邮费吗", k=9, **day).hits
        return any("钻石" in hit.clause.text for hit in hits)

    assert not found() and not found(on=date(2026, 12, 31))
    assert found(on=date(2027, 1, 1)) and found(today=date(2027, 2, 1))
