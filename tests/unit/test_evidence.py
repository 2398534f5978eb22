"""Evidence: who must prove what, what is missing, hashes that show a change, and files that a platform takes."""

import hashlib
import json
import os
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from agent.domain.case import Case
from agent.domain.decision import Decision, Outcome, Proof
from agent.domain.money import Money
from agent.domain.reading import Problem, Reading
from agent.errors import InvalidInput
from agent.evidence.burden import steps_of
from agent.evidence.dossier import Dossier, build_dossier
from agent.evidence.folder import read_files, write_folder
from agent.evidence.limit import (
    REFUSAL_IMAGE_BYTES,
    STATEMENT_BYTES,
    STATEMENT_IMAGE_BYTES,
    batch_fault,
    may_refuse,
    refusal_fault,
    within_statement,
)
from agent.evidence.others import without_others
from agent.evidence.picture import fitted
from agent.evidence.statement import platform_statement
from agent.guards.pii import mask

NOW = datetime.fromisoformat("2026-11-21T10:00:00+08:00")


def case(**changes: Any) -> Case:
    plain = {
        "id": "c", "platform": "tmall",
        "messages": [
            {"role": "buyer", "text": "邻居签的，他电话13812345678，箱子是裂的", "at": "2026-11-20T09:00:00+08:00",
             "attachments": [{"kind": "photo", "note": "箱角裂开"}]},
            {"role": "seller", "text": "您好，我看一下", "at": "2026-11-20T09:01:00+08:00"},
        ],
        "order": {"order_id": "9001", "placed_at": "2026-11-17T10:00:00+08:00", "shipped_at": "2026-11-18T10:00:00+08:00",
                  "delivered_at": "2026-11-19T10:00:00+08:00", "status": "已签收", "paid": {"value": "99.00"},
                  "logistics": [{"at": "2026-11-19T10:00:00+08:00", "text": "已签收，签收人：邻居"}]},
    }  # fmt: skip
    return Case.model_validate({**plain, **changes})


def dossier(of: Case | None = None, problem: Problem = Problem.DAMAGED, **more: Any) -> Dossier:
    decision = Decision(
        outcome=Outcome.RETURN_REFUND, missing=("label_photo",),
        proofs=(Proof(who="seller", what=("proxy_receipt",), source="x"),),
    )  # fmt: skip
    reading = Reading(problem=problem)
    return build_dossier(of or case(), reading, decision, now=NOW, mask=mask, **more)


@pytest.mark.parametrize(
    "problem", [p for p in Problem if p not in {Problem.NONE, Problem.OUT_OF_STOCK}]
)
def test_every_dispute_says_who_proves_what_by_which_rule(problem: Problem) -> None:
    steps = steps_of(problem, "delivered", frozenset())
    assert len(steps) >= 2
    assert all(step.what and step.source and step.text and step.open == step.what for step in steps)


def test_after_receipt_is_confirmed_the_burden_is_the_buyers() -> None:
    before = steps_of(Problem.QUALITY, "delivered", frozenset())
    after = steps_of(Problem.QUALITY, "completed", frozenset())
    assert len(after) == len(before) + 1
    assert any("第七十六条" in step.source and step.who == "buyer" for step in after)


def test_what_is_in_hand_and_what_each_side_still_owes() -> None:
    made = dossier()
    assert {"photo", "chat_record"} <= set(made.in_hand)
    assert made.ask_buyer == ("label_photo",)
    assert set(made.fetch) == {"proxy_receipt", "packing_record"}
    shown = dossier(files={"packing_record_1.mp4": b"film", "IMG.jpg": b"photo"})
    assert set(shown.fetch) == {"proxy_receipt"}
    assert [(e.file, e.by.value) for e in shown.exhibits] == [
        ("IMG.jpg", "buyer"), ("packing_record_1.mp4", "seller"),
    ]  # fmt: skip
    assert shown.exhibits[0].sha256 == hashlib.sha256(b"photo").hexdigest()


def test_the_timeline_is_in_order_masked_and_chained() -> None:
    made = dossier()
    times = [one.at for one in made.timeline if one.at]
    assert times == sorted(times)
    text = "".join(one.text for one in made.timeline)
    assert "13812345678" not in text and "箱子是裂的" in text
    changed = case()
    first = changed.messages[0].model_copy(update={"text": "箱子是好的"})
    other = dossier(changed.model_copy(update={"messages": (first, *changed.messages[1:])}))
    same = [a.sha256 == b.sha256 for a, b in zip(made.timeline, other.timeline, strict=True)]
    place = next(i for i, one in enumerate(made.timeline) if one.who == "buyer")
    assert all(same[:place]) and not any(same[place:])
    assert made.sha256 != other.sha256 and made.sha256 == dossier().sha256


def test_the_folder_holds_only_what_a_platform_takes(tmp_path: Path) -> None:
    noisy = Image.frombytes("RGB", (900, 700), os.urandom(900 * 700 * 3))
    out = BytesIO()
    noisy.save(out, "PNG")
    files = {f"IMG_{i}.png": out.getvalue() for i in range(6)} | {"packing_record.mp4": b"film"}
    made = dossier(files=files)
    names = write_folder(tmp_path / "out", case(), made, files)
    images = [tmp_path / "out" / name for name in names if name.startswith("images/")]
    assert len(images) == 6 and all(p.stat().st_size <= REFUSAL_IMAGE_BYTES for p in images)
    pdf = tmp_path / "out" / "dossier.pdf"
    assert pdf.stat().st_size <= STATEMENT_IMAGE_BYTES
    words = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "举证责任" in words and made.sha256[:20] in words.replace("\n", "")
    assert "13812345678" not in words
    assert (tmp_path / "out" / "statement.txt").stat().st_size <= STATEMENT_BYTES
    told = json.loads((tmp_path / "out" / "dossier.json").read_text("utf-8"))
    assert told["sha256"] == made.sha256
    for line in (tmp_path / "out" / "manifest.sha256").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


def test_an_image_loses_what_the_camera_wrote() -> None:
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "camera of somebody"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    assert b"somebody" in out.getvalue() and b"somebody" not in fitted(
        out.getvalue(), 9000, name="a"
    )


def test_what_is_no_image_or_folder_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"a\.jpg: not an image"):
        fitted(b"text", 1000, name="a.jpg")
    with pytest.raises(InvalidInput, match="no such folder"):
        read_files(tmp_path / "nothing")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=600))
def test_a_statement_fits_whatever_its_letters(text: str) -> None:
    cut = within_statement(text)
    assert len(cut.encode("utf-8")) <= STATEMENT_BYTES
    assert cut == text or text.startswith(cut.removesuffix("…"))


def test_the_statement_names_facts_and_nobody() -> None:
    text = platform_statement(case(), dossier())
    assert "11月19日签收" in text and "运输破损" in text and "签收凭证" in text
    assert len(text.encode("utf-8")) <= STATEMENT_BYTES and "138" not in text


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [("邻居王大明签的", "王大明", "签的"), ("签收人：李娜", "李娜", "签收人"), ("快递员张师傅说放门口", "张师傅", "放门口"),
     ("signed by John Smith at the door", "John Smith", "at the door"), ("叫了好几次", "", "叫了好几次"),
     ("朋友说颜色不对", "", "朋友说颜色不对"), ("小哥高兴地走了", "", "小哥高兴地走了")],
)  # fmt: skip
def test_names_of_others_do_not_go_along(text: str, gone: str, kept: str) -> None:
    made = without_others(text)
    assert kept in made and (not gone or gone not in made)


# ---- golden limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "amounts", "taken"),
    [("taobao", ["1.00"] * 20, True), ("taobao", ["1.00"] * 21, False), ("taobao", ["3000.00", "3000.00"], True),
     ("taobao", ["3000.00", "3000.01"], False), ("tmall", ["1.00"] * 30, True), ("tmall", ["1.00"] * 31, False),
     ("tmall", ["10000.00"], True), ("tmall", ["10000.00", "0.01"], False)],
)  # fmt: skip
def test_batches_of_refunds(platform: str, amounts: list[str], taken: bool) -> None:
    assert (batch_fault(platform, [Money.of(amount) for amount in amounts]) is None) is taken


@pytest.mark.parametrize("kind", ["unshipped", "seven_day_no_reason", "online_game"])
def test_three_kinds_may_not_be_refused(kind: str) -> None:
    assert not may_refuse(kind)
    assert may_refuse("quality")


@pytest.mark.parametrize(
    ("message", "image", "platform", "taken"),
    [("拒", b"x", "tmall", False), ("拒绝", b"x", "tmall", True), ("拒" * 200, b"x", "tmall", True), ("拒" * 201, b"x", "tmall", False),
     ("拒绝", None, "tmall", False), ("拒绝", None, "taobao", True), ("拒绝", b"x" * 130_000, "tmall", True),
     ("拒绝", b"x" * 130_001, "tmall", False)],
)  # fmt: skip
def test_a_refusal_within_its_limits(
    message: str, image: bytes | None, platform: str, taken: bool
) -> None:
    assert (refusal_fault(message, image, platform=platform) is None) is taken


def test_characters_are_not_bytes() -> None:
    assert within_statement("字" * 133) == "字" * 133  # 399 bytes
    assert len(within_statement("字" * 500)) < 500
