"""The reader's training set: joined sentences are sound and the same every time."""

import numpy as np
import pytest

from agent.understanding.training.corpus import Sentence, sentences
from agent.understanding.training.frames import joined, surrounded
from agent.understanding.training.network import Network, Target, fit, side_by_side


@pytest.fixture(scope="module")
def made() -> list[Sentence]:
    return joined()


def test_joined_sentences_are_many_and_the_same_every_time(made: list[Sentence]) -> None:
    assert len(made) > 4000
    assert made == joined()
    assert len({item.text for item in made}) == len(made)


def test_every_slot_of_a_joined_sentence_is_filled(made: list[Sentence]) -> None:
    assert [item.text for item in made if "{" in item.text or "}" in item.text] == []


def test_joined_sentences_have_no_grave_words_of_their_own(made: list[Sentence]) -> None:
    assert not any(item.lead or item.risks or item.whole for item in made)


def test_a_story_around_a_sentence_keeps_it_and_its_labels() -> None:
    written = sentences()
    for item in surrounded(written, 90):
        assert any(
            told.text.lower() in item.text.lower()
            and (told.wants, told.lead) == (item.wants, item.lead)
            for told in written
        )
        assert not item.whole


def test_a_network_learns_what_a_line_cannot_part() -> None:
    chance = np.random.default_rng(7)
    corners = chance.integers(0, 2, (4000, 2))
    features = (corners * 2 - 1 + chance.normal(0, 0.1, corners.shape)).astype(np.float32) * 10
    odd = (corners.sum(axis=1) == 1).astype(np.float32)
    known, count = np.ones(len(odd), np.float32), np.ones(len(odd), np.float32)
    targets = {
        "odd": Target(odd[:, None], known, exclusive=False),
        "which": Target(np.stack([1 - odd, odd], axis=1), known, exclusive=True),
    }
    scores = fit(features, targets, count).scores(features)
    assert np.mean((scores["odd"][:, 0] > 0) == (odd > 0)) > 0.9
    assert np.mean((scores["which"].argmax(axis=1) == 1) == (odd > 0)) > 0.9


def test_members_side_by_side_say_the_mean_of_what_each_says() -> None:
    chance = np.random.default_rng(3)

    def member() -> Network:
        numbers = [
            chance.normal(size=shape).astype(np.float32) for shape in ((5, 4), (4,), (4, 2), (2,))
        ]
        return Network(numbers[0], numbers[1], {"head": (numbers[2], numbers[3])})

    members = [member() for _ in range(3)]
    features = chance.normal(size=(6, 5)).astype(np.float32)
    mean = np.mean([one.scores(features)["head"] for one in members], axis=0)
    assert np.allclose(side_by_side(members).scores(features)["head"], mean, atol=1e-4)
