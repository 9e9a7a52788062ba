"""The pairs that experiments make, and how a net is trained on them."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.threads import ShardPool
from chartrans.core.workspace import Workspace
from chartrans.lab import averaging, lag, shapes
from chartrans.lab.phrases import ADJECTIVES, NOUNS, PHRASE, WORD, line, lines
from chartrans.lab.training import Language, recipe, train
from chartrans.nets.config import NetConfig
from chartrans.nets.seq2seq import Seq2Seq, Seq2SeqDecoding
from chartrans.text.alphabet import BEGIN

DRAW = np.random.default_rng


def test_words_have_four_letters_and_one_meaning() -> None:
    words = NOUNS | ADJECTIVES
    assert len(words) == len(NOUNS) + len(ADJECTIVES)
    assert len(set(words.values())) == len(words)
    assert {len(word) for pair in words.items() for word in pair} == {WORD - 1}


def test_a_line_differs_in_order_alone() -> None:
    kept, changed = line(DRAW(1), 2, reorder=False), line(DRAW(1), 2)
    assert kept[0] == changed[0]
    assert len(kept[0]) == len(kept[1]) == 2 * PHRASE - 1
    a, b, c, d = kept[1].split()
    assert changed[1].split() == [b, a, d, c]
    assert a in ADJECTIVES.values()


def test_lines_are_distinct() -> None:
    pairs = lines(DRAW(1), 80, range(1, 3))
    assert len({source for source, _ in pairs}) == 80
    assert {len(source) for source, _ in pairs} == {PHRASE - 1, 2 * PHRASE - 1}


def test_the_last_word_begins_where_lag_says() -> None:
    source, target = lag.line(DRAW(1))
    assert target.split() == [source.split()[-1], *source.split()[:-1]]
    assert source[lag.LAST :] == target[:3]
    assert source[lag.LAST - 1] == " "


def test_letters_come_one_late() -> None:
    source, target = averaging.line(DRAW(1), 20)
    assert target == source[0] + source[:-1]
    assert 10 <= len(source) < 30


def test_parities() -> None:
    learned, held_out = shapes.parities(DRAW(1), 50)
    source, target = learned[0]
    assert [int(bit) for bit in target] == [
        source[: k + 1].count("1") % 2 for k in range(len(source))
    ]
    assert not {s for s, _ in learned} & {s for s, _ in held_out}


def test_languages_cannot_be_told_by_their_signs() -> None:
    learned, held_out = shapes.languages(DRAW(1), 60)
    assert len(held_out) == 60
    assert {letter for _, letter in learned} == {"E", "S"}
    assert all(set(text) <= set("abcdefghijklmnopqrstuvwxyz ") for text, _ in learned + held_out)
    assert not {text for text, _ in learned} & {text for text, _ in held_out}


def test_training_lowers_the_loss_and_the_answers_come_back() -> None:
    pairs = [("ab", "ba"), ("b", "b"), ("ba", "ab")]
    language = Language.of(pairs)
    net = language.net(NetConfig(hidden=16, layers=1, embedding=8, dropout=0.0), seed=1)
    config = recipe(1, batch_size="8", learning_rate=0.02)
    with ShardPool(1) as pool:
        losses = list(train(net, language.encode(pairs), config, 120, pool))
        assert language.answers(net, pairs, pool) == [target for _, target in pairs]
    assert len(losses) == 120
    assert losses[-1].nll / losses[-1].count < 0.1 * losses[0].nll / losses[0].count


def test_a_net_whose_loss_is_no_number_stays_as_it_was() -> None:
    pairs = [("a", "a")]
    language = Language.of(pairs)
    net = language.net(NetConfig(hidden=4, layers=1, embedding=4, dropout=0.0), seed=1)
    net.parameters.flat[0] = np.inf
    net.parameters.flat[1:] = np.nan
    with ShardPool(1) as pool:
        losses = list(train(net, language.encode(pairs), recipe(1), 2, pool))
    assert not any(loss.finite for loss in losses)
    assert net.parameters.flat[0] == np.inf


@pytest.mark.parametrize("name", list(shapes.SHAPES))
def test_a_timeline_shows_what_is_due(name: str) -> None:
    shape = shapes.SHAPES[name]
    pairs, _ = shape.pairs(DRAW(1), 10)
    language = Language.of(pairs)
    config = NetConfig(net="transducer", lag=shape.lag, hidden=4, layers=1, embedding=4)
    source, target = pairs[0]
    ticks = shapes.timeline(language.net(config, 1), language, pairs[0], shape.lag)
    assert "".join(tick.seen for tick in ticks).strip(shapes.NOTHING) == source
    due = [tick for tick in ticks if tick.due != shapes.NOTHING]
    assert "".join(tick.due for tick in due) == target + shapes.LINE_END
    assert all(0.0 < tick.probability < 1.0 for tick in due)


def test_a_decoder_tells_where_it_looked() -> None:
    net = Seq2Seq(NetConfig(hidden=4, layers=1, embedding=4, attention="general"), 8, 8)
    net.parameters.flat[:] = DRAW(1).normal(size=net.parameters.flat.size)
    decoding = net.decoding()
    assert isinstance(decoding, Seq2SeqDecoding)
    sources = [np.array([4, 5, 6], np.int32), np.array([7], np.int32)]
    state = decoding.start(sources, Workspace())
    decoding.step(state, np.full(2, BEGIN, np.int32))
    weights = decoding.looked_at(state)
    assert weights.shape == (2, 4)
    assert weights[0].sum() == pytest.approx(1.0, abs=1e-6)
    assert weights[1, :2].sum() == pytest.approx(1.0, abs=1e-6)
    assert weights.min() >= 0.0
    assert not np.allclose(weights[0], 0.25)
