"""One case's way of speaking: its language, its tone, and the choice among the wordings."""

from collections.abc import Sequence
from functools import cached_property

from agent.domain.draft import Part, Stated
from agent.domain.reading import Language
from agent.domain.shop import Tone
from agent.drafting.bank import Bank
from agent.drafting.brief import Brief, Passage
from agent.drafting.goods import Goods
from agent.drafting.mood import emotion
from agent.drafting.script import Scripts
from agent.drafting.speech import Speech
from agent.drafting.title import Titles
from agent.drafting.words import capitals, tidy

_UPSET = 2  # from here on a cheerful greeting jars


class Voice:
    """Says slots of the sentence bank for one brief; the same brief always says the same."""

    def __init__(self, brief: Brief, bank: Bank, scripts: Scripts, titles: Titles):
        self.brief = brief
        self.language = brief.language
        self._bank = bank
        self._scripts = scripts
        self._titles = titles
        self._goods = Goods(titles)
        self._speech = Speech()
        self._stated: list[Stated] = []

    def mark(self, part: Part, words: str) -> None:
        """Note that these words state a part of the reply, if they get into it."""
        if words:
            self._stated.append(Stated(part=part, words=words))

    def stated(self, text: str) -> tuple[Stated, ...]:
        """Return what was marked and stands in the text."""
        low = text.lower()
        kept = {(one.part, one.words): one for one in self._stated if _core(one.words) in low}
        return tuple(kept.values())

    @property
    def english(self) -> bool:
        """Whether sentences are set apart by spaces."""
        return self.language is Language.EN

    def say(self, slot: str, **values: str) -> str:
        """Return a wording of the slot, "" where the bank has none."""
        brief = self.brief
        return self._bank.pick(slot, case_id=brief.case_id, version=brief.version, **values)

    def wordings(self, slot: str) -> tuple[str, ...]:
        """Return every wording of the slot."""
        return self._bank.wordings(slot)

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
    def tone(self) -> Tone:
        """The shop's tone, or the one a person wished for."""
        wished = {"warmer": Tone.WARM, "formal": Tone.FORMAL}
        return wished.get(self.brief.wish, self.brief.tone)

    @property
    def greeting(self) -> str:
        """The greeting that suits the tone; none in the middle of a talk."""
        tone = Tone.FORMAL if emotion(self.brief) >= _UPSET else self.tone
        if self.brief.answered:
            return ""
        if tone is Tone.MARKETPLACE and not self.english:
            tone = Tone.FORMAL
        return self.say(f"greet.{tone.value}")

    @cached_property
    def title(self) -> str:
        """The goods' name as one says it; "" where it is doubtful, of several things or in another language."""
        brief = self.brief
        titles = brief.order.titles if brief.order else ()
        return self.quoted(self._goods.called(titles, brief.messages, self.language))

    @property
    def measure(self) -> str:
        """The Chinese measure word of the goods; "" where none is known."""
        return self._goods.measure(self.title, self.language) if self.title else ""

    @property
    def in_parts(self) -> bool:
        """Whether the goods are of the kind that comes with parts of its own: appliances, electronics, sets."""
        titles = self.brief.order.titles if self.brief.order else ()
        return any(self._goods.in_parts(title) for title in titles)

    def short(self, title: str) -> str:
        """Return a title as one says it, in the draft's script; "" where it is doubtful."""
        return self.quoted(self._titles.short(title))

    def spoken(self, text: str, *, granted: bool = False) -> str:
        """Return quoted words of a rule or a document as a clerk says them, in the draft's script."""
        return self._speech.spoken(self.quoted(text), self.language, granted=granted)

    def named_clause(self, text: str) -> str:
        """Return the clause's name where a rule's sentence only says where it stands; "" otherwise."""
        return self._speech.named(self.quoted(text))

    def finished(self, text: str) -> str:
        """Return a whole reply with a capital where a sentence begins in English, the first one going on after the greeting."""
        if not self.english:
            return text
        greeting = self.greeting
        if greeting.endswith(",") and text.startswith(greeting):
            text = f"{greeting} {uncapital(text[len(greeting) :].strip())}"
        return capitals(text)

    def join(self, *sentences: str) -> str:
        """Return the sentences as running text, the empty ones left out."""
        said = [sentence.strip() for sentence in sentences if sentence.strip()]
        if self.english and len(said) > 1 and said[0].endswith(","):
            said[1] = uncapital(said[1])
        return tidy((" " if self.english else "").join(said))


def _core(words: str) -> str:
    """Return words as they stand inside a text, whatever sentence they end."""
    return words.lower().strip("。，！？；.,!?; ")


def uncapital(sentence: str) -> str:
    """Return an English sentence as it goes on after a comma."""
    keeps = sentence.startswith(("I ", "I'")) or sentence[1:2].isupper() or sentence[1:2] == "$"
    return sentence if keeps else sentence[:1].lower() + sentence[1:]
