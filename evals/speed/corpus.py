"""A made-up shop of any size: clauses and questions from a few frames, with vectors that are noise around topics.

For speed alone: the vectors say nothing about quality.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

import numpy as np

from knowledge.clause import Clause
from knowledge.search.embedder import Vectors

QUESTIONS = 60
WARM = 5
DIMENSION = 384
TOPICS = 400
TODAY = date(2026, 11, 21)
_THINGS = "卫衣 球拍 电饭煲 吸尘器 行李箱 蜡烛 耳机 面霜 雨衣 台灯 帐篷 茶具 书包 童鞋 键盘 净水器 床垫 手表 猫粮 咖啡豆 滑板 窗帘 水杯 眼镜".split()
_PARTS = "电池 滤芯 拉链 轮子 屏幕 外壳 说明书 包装 吊牌 密码锁 充电器 面料 鞋底 灯泡 刀头 水箱 主板 遥控器 手柄 内胆".split()
_DEEDS = "退货 换货 退款 维修 发货 补发 保修 改地址 开发票 价保 安装 签收 拒收 取消订单 寄回 检测 赔付 清洗 充电 升级".split()
_RULES = (
    "自签收之日起{n}天内，{thing}的{part}没有使用过的可以{deed}，运费由{who}承担。",
    "{thing}的{part}保修{n}个月，人为损坏、进水和私自拆开的不在范围内，{deed}需要{who}先申请。",
    "付款后{n}小时内{deed}，偏远地区多等{m}天；{thing}属于大件，{part}会分开寄出。",
    "{thing}重{n}克，{part}可以单独购买，价格{m}元，{deed}时请保留原包装并拍照。",
    "如果{part}有破损，请在{m}小时内联系客服提供照片，核实后{who}安排{deed}，不需要退回{thing}。",
)
_ASKED = (
    "{thing}的{part}坏了可以{deed}吗",
    "{deed}的话{who}出运费吗，{thing}买了{n}天",
    "请问{thing}多久能{deed}，{part}要不要一起寄",
    "亲 {part}保修几个月呀",
)


@dataclass(frozen=True)
class Corpus:
    """Clauses with their vectors, and questions with theirs."""

    clauses: tuple[Clause, ...]
    vectors: Vectors
    questions: tuple[str, ...]
    asked: Vectors


def made_up(size: int, seed: int = 11) -> Corpus:
    """Return `size` clauses of 400 products and the whole shop, a tenth of them no longer in force, and the questions."""
    dice = random.Random(seed)
    clauses = tuple(_clause(dice, row) for row in range(size))
    questions = tuple(_filled(dice, dice.choice(_ASKED)) for _ in range(QUESTIONS + WARM))
    numbers = np.random.default_rng(seed)
    middles = numbers.normal(size=(TOPICS, DIMENSION)).astype(np.float32)
    rows = middles[numbers.integers(0, TOPICS, size)]
    rows += 0.7 * numbers.normal(size=rows.shape).astype(np.float32)
    asked = middles[numbers.integers(0, TOPICS, len(questions))]
    asked = asked + 0.7 * numbers.normal(size=asked.shape).astype(np.float32)
    return Corpus(clauses, _unit(rows), questions, _unit(asked))


def _clause(dice: random.Random, row: int) -> Clause:
    text = "".join(_filled(dice, dice.choice(_RULES)) for _ in range(dice.randint(1, 3)))
    old = dice.random() < 0.1
    return Clause(
        clause_id=blake2b(f"{row}{text}".encode(), digest_size=8).hexdigest(),
        path=f"policies/{row % 97}.md",
        heading=f"{dice.choice(_THINGS)} > {dice.choice(_DEEDS)}",
        text=text,
        valid_to=TODAY - timedelta(days=800) if old else None,
        products=(f"SKU-{dice.randrange(400):04d}",) if dice.random() < 0.5 else (),
    )


def _filled(dice: random.Random, pattern: str) -> str:
    return pattern.format(
        thing=dice.choice(_THINGS),
        part=dice.choice(_PARTS),
        deed=dice.choice(_DEEDS),
        who=dice.choice(("买家", "卖家", "我们", "厂家")),
        n=dice.randint(1, 90),
        m=dice.randint(1, 72),
    )


def _unit(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)
