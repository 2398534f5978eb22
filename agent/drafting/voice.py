"""One case's way of speaking: its language, its tone, and the choice among the wordings."""

from collections.abc import Sequence

from agent.domain.reading import Language
from agent.domain.shop import Tone
from agent.drafting.bank import Bank
from agent.drafting.brief import Brief, Passage
from agent.drafting.script import Scripts
from agent.drafting.title import Titles
from agent.drafting.words import tidy


class Voice:
    """Says slots of the sentence bank for one brief; the same brief always says the same."""

    def __init__(self, brief: Brief, bank: Bank, scripts: Scripts, titles: Titles):
        self.brief = brief
        self.language = brief.language
        self._bank = bank
        self._scripts = scripts
        self._titles = titles

    @property
    def english(self) -> bool:
        """Whether sentences are set apart by spaces."""
        return self.language is Language.EN

    def say(self, slot: str, **values: str) -> str:
        """Return a wording of the slot, "" where the bank has none."""
        brief = self.brief
        return self._bank.pick(slot, case_id=brief.case_id, version=brief.version, **values)

    def say_first(self, *slots: str, **values: str) -> str:
        """Return a wording of the first slot that the bank knows."""
        return next((text for text in (self.say(slot, **values) for slot in slots) if text), "")

    def quoted(self, text: str) -> str:
        """Return somebody else's words in the draft's script, "" where they are in another language."""
        return self._scripts.quoted(text, self.language)

    def plain(self, text: str) -> str:
        """Return the text in one script, for comparing."""
        return self._scripts.quoted(text, Language.ZH_HANS)

    def in_script(self, text: str, passages: Sequence[Passage]) -> str:
        """Return the text in the script that the passages are written in, for finding their words."""
        joined = "".join(passage.text for passage in passages)
        hans = self.plain(joined) == joined
        return self._scripts.quoted(text, Language.ZH_HANS if hans else Language.ZH_HANT)

    @property
    def greeting(self) -> str:
        """The greeting that suits the shop's tone."""
        tone = self.brief.tone
        if tone is Tone.MARKETPLACE and not self.english:
            tone = Tone.FORMAL
        return self.say(f"greet.{tone.value}")

    @property
    def title(self) -> str:
        """The goods' short name; "" where the titles are doubtful, several or in another language."""
        order = self.brief.order
        titles = order.titles if order else ()
        return self.short(titles[0]) if len(titles) == 1 else ""

    def short(self, title: str) -> str:
        """Return a title as one says it, in the draft's script; "" where it is doubtful."""
        return self.quoted(self._titles.short(title))

    @property
    def item(self) -> str:
        """The goods at the head of a clause, e.g. "您买的羽毛球鞋"."""
        title = self.title
        return self.say("item.named", title=title) if title else self.say("item.unnamed")

    @property
    def thing(self) -> str:
        """The goods inside a clause, e.g. "羽毛球鞋"."""
        return self.title or self.say("item.thing")

    def join(self, *sentences: str) -> str:
        """Return the sentences as running text, the empty ones left out."""
        said = [sentence.strip() for sentence in sentences if sentence.strip()]
        return tidy((" " if self.english else "").join(said))
