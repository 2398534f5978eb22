"""What the two ways of wording a reply have in common: one for Chinese, one for English."""

from typing import Protocol

from agent.drafting.voice import Voice


class Wording(Protocol):
    """Puts what was decided or found into the sentences of one language."""

    def granted(self, voice: Voice, second: str) -> str:
        """Return the reply that agrees to a remedy, or asks for what it still hangs on; `second` answers a second question."""

    def declined(self, voice: Voice, second: str) -> str:
        """Return the reply that says no, why, and what can be done instead."""

    def held(self, voice: Voice) -> str:
        """Return the reply while a lead takes over: care first, and no word on how it will end."""

    def asked(self, voice: Voice, second: str) -> str:
        """Return the reply that asks for what is missing before anything can be said."""

    def told(self, voice: Voice, fact: str) -> str:
        """Return the reply to a question: the fact, after regret where the buyer is upset."""

    def tried(self, voice: Voice, fact: str) -> str:
        """Return what the shop's own words advise to try, and what we need if it does not help."""

    def unknown(self, voice: Voice) -> str:
        """Return the reply to a question that nothing answers: what is asked, what we do, by when."""

    def parcel(self, voice: Voice) -> str:
        """Return where the parcel is and what is done about it."""

    def plain(self, voice: Voice, body: str) -> str:
        """Return the reply that says what we do where neither a clause nor a parcel answers."""

    def also_open(self, voice: Voice, question: str) -> str:
        """Return that a second question is asked on; "" where it can't be named."""
