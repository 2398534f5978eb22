"""Bad input on the command line: one line that names it, the right exit code, nothing lost, no traceback."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

POLICY = "# 退货\n\n## 七天无理由\n签收次日起七天内商品完好可以退货，运费由买家承担。\n"


def aftersales(*arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent", *map(str, arguments)],
        input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip


def one_line(done: subprocess.CompletedProcess[str], code: int, *names: str) -> str:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("aftersales: ")]
    assert len(lines) == 1, done.stderr
    for name in names:
        assert name in lines[0], lines[0]
    return lines[0]


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one good file and every kind of bad one."""
    folder = tmp_path_factory.mktemp("messy") / "店铺"
    folder.mkdir()
    (folder / "退货.md").write_text(POLICY, encoding="utf-8")
    (folder / "坏的.pdf").write_bytes(b"%PDF-1.7\n garbage that ends early")
    # An encrypted Office file is an OLE container, not a zip.
    (folder / "加密.docx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hello.txt", "not a workbook")
    (folder / "假表格.xlsx").write_bytes(packed.getvalue())
    (folder / "太大.txt").write_bytes("退货规则说明。".encode() * 2_600_000)
    (folder / "坏.json").write_text('{"a": [1, 2', encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.xyz").write_bytes(b"\x00\x01")
    return folder


@pytest.fixture(scope="module")
def ingested(messy: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    data = tmp_path_factory.mktemp("data")
    done = aftersales("--data", data, "ingest", messy, "--shop", "m", "--activate", "--json")
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return data, json.loads(done.stdout)


@pytest.mark.parametrize("name", ["坏的.pdf", "加密.docx", "假表格.xlsx", "太大.txt", "坏.json"])
def test_a_bad_file_is_reported_and_the_rest_is_read(
    ingested: tuple[Path, dict[str, Any]], name: str
) -> None:
    files = {row["path"]: row for row in ingested[1]["files"]}
    assert files[name]["status"] in {"failed", "skipped"}
    reason = files[name]["reason"]
    assert reason and "\n" not in reason and "Traceback" not in reason
    assert files["退货.md"]["status"] == "read" and files["退货.md"]["clauses"] >= 1


def test_the_good_file_can_be_found(ingested: tuple[Path, dict[str, Any]]) -> None:
    done = aftersales("--data", ingested[0], "search", "几天内能退", "--shop", "m", "--json")
    assert json.loads(done.stdout)["results"][0]["path"] == "退货.md"


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    one_line(aftersales("ingest", tmp_path / "leer", "--shop", "m"), 3, "leer")


def test_no_folder(tmp_path: Path) -> None:
    one_line(aftersales("ingest", tmp_path / "gone", "--shop", "m"), 3, "gone")


def test_a_rule_that_cites_no_clause(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "退货.md").write_text(POLICY, encoding="utf-8")
    (folder / "rules.yaml").write_text(
        "rules:\n  - id: R-1\n    title: x\n    clause: {path: 退货.md, heading: 没有这条}\n"
        "    when: {problem: size}\n    outcome: exchange\n    freight: seller\n",
        encoding="utf-8",
    )
    done = aftersales("ingest", folder, "--shop", "m", "--activate")
    one_line(done, 3, "R-1", "没有这条")
    listed = json.loads(aftersales("releases", "list", "--shop", "m", "--json").stdout)
    assert [row["state"] for row in listed["releases"]] == ["indexed"]  # kept, not active


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{not json", ("standard input", "line 1")),
        ('{"id": "c", "colour": 1}', ("colour",)),
        ('{"id": "c", "order": {"oder_id": "1"}}', ("oder_id",)),
        ('{"id": "c", "messages": [{"role": "boss", "text": "x"}]}', ("role",)),
        ("[]", ("standard input",)),
        ('{"kind": "message"}', ("id",)),
    ],
)
def test_a_bad_case(text: str, names: tuple[str, ...]) -> None:
    one_line(aftersales("draft", "-", "--json", stdin=text), 3, *names)


def test_a_bad_case_never_quotes_the_buyer() -> None:
    text = '{"id": "c", "messages": [{"role": "buyer", "text": 13800138000}], "x": "13800138000"}'
    done = aftersales("draft", "-", stdin=text)
    assert "13800138000" not in done.stderr


@pytest.fixture(scope="module")
def odd_answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """One process answers all odd cases, as a batch."""
    long = "这个鞋子我真的很喜欢但是穿着有点小想换大一码可以吗，" * 800
    rows = [
        {"id": "long", "messages": [{"role": "buyer", "text": long[:20000]}]},
        {"id": "emoji", "messages": [{"role": "buyer", "text": "😡😡😡🤮"}]},
        {"id": "nothing", "messages": []},
        {"id": "blank", "messages": [{"role": "buyer", "text": " \n\t "}]},
        {"id": "control", "messages": [{"role": "buyer", "text": "退\u0000货\u202e吗\ufeff"}]},
        {
            "id": "russian",
            "messages": [{"role": "buyer", "text": "Где мой заказ? Верните деньги!"}],
        },
        {"id": "unknown", "typo": 1},
        {"id": "claim", "kind": "claim", "claim": {"type": "refund_only"}, "order": None},
        {"id": "review", "kind": "review", "review": {"text": ""}},
    ]
    file = tmp_path_factory.mktemp("odd") / "odd.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines.insert(3, "{broken")
    file.write_text("\n".join(lines), encoding="utf-8")
    done = aftersales("draft", "--batch", file, "--shop", "nobody")
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert answers[3]["id"] is None and "line 4" in answers[3]["error"]
    return {answer["id"]: answer for answer in answers if answer["id"]}


@pytest.mark.parametrize("name", ["long", "emoji", "nothing", "blank", "control", "claim"])
def test_an_odd_message_still_gets_a_courteous_draft(
    odd_answers: dict[str, dict[str, Any]], name: str
) -> None:
    answer = odd_answers[name]
    assert "error" not in answer
    assert len(answer["draft"]["text"]) >= 10 and not answer["blocked"]


def test_another_language_gets_an_english_draft(odd_answers: dict[str, dict[str, Any]]) -> None:
    draft = odd_answers["russian"]["draft"]
    assert draft["language"] == "en" and draft["text"].isascii()


def test_an_unknown_key_in_a_batch_is_named(odd_answers: dict[str, dict[str, Any]]) -> None:
    assert "typo" in odd_answers["unknown"]["error"]


@pytest.mark.parametrize(
    "arguments", [("dance",), ("ingest",), ("check", "x", "--surface", "moon")]
)
def test_wrong_use_is_exit_2(arguments: tuple[str, ...]) -> None:
    assert aftersales(*arguments).returncode == 2


@pytest.mark.parametrize(
    ("given", "names"), [(("--now", "soon"), "--now"), (("--kind", "praise"), "shipping_notice")]
)
def test_a_note_asked_for_wrongly(given: tuple[str, str], names: str, tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    orders.write_text("{}\n", encoding="utf-8")
    one_line(aftersales("notes", "--orders", orders, *given), 3, names)


def test_search_without_a_release_says_what_to_do() -> None:
    one_line(aftersales("search", "退货", "--shop", "nobody"), 3, "nobody", "ingest")


def test_an_open_door_is_refused() -> None:
    one_line(aftersales("serve", "--host", "0.0.0.0"), 3, "0.0.0.0", "AFTERSALES_CONSOLE_USERS")
