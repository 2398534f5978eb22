"""What the guards refuse in a draft of the desk's own is the shop's words in it: then it is said without them."""

from agent.clerk.writers import Writers
from agent.domain.draft import Draft
from agent.drafting.brief import Brief, Passage
from agent.guards.guard import GuardContext
from tests.unit.test_template_grid import Outcome, Problem, build


class Quoting:
    """Words a brief with the first passage as it stands, where there is one."""

    def write(self, brief: Brief) -> Draft:
        said = (
            brief.passages[0].text if brief.passages else "我还拿不准，去问下同事，问到就来告诉您。"
        )
        return Draft(text=f"您好，{said}", writer="template")


def written(passage: str) -> Draft:
    brief = build("zh-Hans", Outcome.INFORM, Problem.NONE, 0)
    brief = brief.model_copy(
        update={"passages": (Passage(path="a.md", heading="a", text=passage),)}
    )
    writers = Writers(replies=Quoting(), explanations=Quoting())
    return writers.write(brief, GuardContext(grounds=(passage,)), "template").draft


def test_words_that_no_reply_may_hold_are_left_out() -> None:
    assert "微信" not in (written("加微信 shop8866 报价更低。").text or "")


def test_words_that_may_be_said_are_said() -> None:
    assert "冷水手洗" in (written("冷水手洗，平铺晾干。").text or "")
