"""Training in miniature: what the nets can learn, and what one of them cannot."""

from __future__ import annotations

import numpy as np

from chartrans.core.optimiser import AdamState, adam, global_norm, scale
from chartrans.core.workspace import Workspace
from chartrans.decode.search import greedy
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.net import IdPair, Net
from chartrans.text.alphabet import Alphabet

LETTERS = Alphabet("abc")
LENGTH = 4  # all strings of up to four letters


def train(net: Net, pairs: list[IdPair], steps: int, rate: float, batch: int, seed: int) -> None:
    """Adam with clipping, a batch drawn at random each step, the rate falling to zero."""
    rng, workspace = np.random.default_rng(seed), Workspace()
    gradients, state = net.parameters.like(), AdamState(net.parameters.flat.size)
    for step in range(steps):
        chosen = [pairs[k] for k in rng.choice(len(pairs), min(batch, len(pairs)), replace=False)]
        gradients.flat[:] = 0.0
        loss = net.loss(chosen, workspace, gradients)
        scale(gradients.flat, 1.0 / loss.count)
        scale(gradients.flat, min(1.0, 1.0 / global_norm(gradients.flat)))
        adam(net.parameters.flat, gradients.flat, state, rate * (1.0 - step / steps))


def share_right(net: Net, pairs: list[IdPair]) -> float:
    """How many outputs are right to the last character."""
    found = greedy(net.decoding(), [x for x, _ in pairs], Workspace())
    same = [
        f.ended and f.ids.tolist() == y.tolist() for f, (_, y) in zip(found, pairs, strict=True)
    ]
    return float(np.mean(same))


def reversals() -> list[IdPair]:
    """Every string of 1 to LENGTH letters and its reverse."""
    strings, longest = [""], [""]
    for _ in range(LENGTH):
        longest = [text + letter for text in longest for letter in LETTERS.characters]
        strings += longest
    return [(LETTERS.encode(text), LETTERS.encode(text[::-1])) for text in strings if text]


def transducer(lag: int | str) -> Net:
    config = NetConfig("transducer", hidden=32, layers=1, embedding=8, lag=lag, dropout=0.0)
    return build_net(config, LETTERS.size, LETTERS.size, 1)


def test_a_transducer_learns_to_reverse_only_what_it_has_read() -> None:
    """With full lag all has been read when the first output is due. Without lag the first output
    must be the last character, which is still to come: one in three is guessed at best.
    """
    pairs = reversals()
    rng = np.random.default_rng(3)
    order = rng.permutation(len(pairs))
    known, held_out = [pairs[k] for k in order[:-20]], [pairs[k] for k in order[-20:]]
    full, none = transducer("full"), transducer(0)
    for net in (full, none):
        train(net, known, steps=700, rate=0.02, batch=32, seed=4)
    assert share_right(full, known) > 0.95
    assert share_right(full, held_out) > 0.7
    assert share_right(none, known) < 0.3
    workspace = Workspace()
    bits = [net.loss(known, workspace).nll / np.log(2) for net in (full, none)]
    assert bits[0] < 0.1 * bits[1]


def test_feedback_tells_the_net_what_it_wrote() -> None:
    """Sources of one letter, answered by `ab` or `ba` with equal right: the second letter can only
    be told by the first that was written.
    """
    a, b = LETTERS.encode("a"), LETTERS.encode("b")
    pairs = [(a, np.concatenate(answer)) for answer in ((a, b), (b, a))]
    bits = []
    for feedback in (False, True):
        config = NetConfig(
            "transducer", hidden=16, layers=1, embedding=8, feedback=feedback, lag=1, dropout=0.0
        )
        net = build_net(config, LETTERS.size, LETTERS.size, 1)
        train(net, pairs, steps=150, rate=0.02, batch=2, seed=2)
        bits.append(net.loss(pairs, Workspace()).nll / np.log(2))
    assert bits[0] > 3.95  # one bit for each of the four letters
    assert bits[1] < 2.1  # one for each first letter


def test_a_feedforward_net_learns_a_cipher_and_cannot_reverse() -> None:
    """A cipher needs no neighbour. The reverse of up to four letters needs one three places away,
    and the window shows one: of four letters the outer two can only be guessed.
    """
    reverse = reversals()
    cipher = str.maketrans("abc", "cab")
    ciphered = [(x, LETTERS.encode(LETTERS.decode(x).translate(cipher))) for x, _ in reverse]
    order = np.random.default_rng(3).permutation(len(reverse))
    shares = []
    for pairs in (ciphered, reverse):
        config = NetConfig("feedforward", hidden=32, layers=2, embedding=8, window=1, dropout=0.0)
        net = build_net(config, LETTERS.size, LETTERS.size, 1)
        known, held_out = [[pairs[k] for k in part] for part in (order[:-20], order[-20:])]
        train(net, known, steps=300, rate=0.02, batch=32, seed=4)
        shares.append((share_right(net, known), share_right(net, held_out)))
    assert shares[0] == (1.0, 1.0)
    assert shares[1][0] < 0.3


def test_a_window_as_wide_as_the_line_sees_its_other_end() -> None:
    """What the net above lacks is only sight."""
    pairs = reversals()
    config = NetConfig("feedforward", hidden=64, layers=2, embedding=8, window=4, dropout=0.0)
    net = build_net(config, LETTERS.size, LETTERS.size, 1)
    train(net, pairs, steps=300, rate=0.02, batch=32, seed=4)
    assert share_right(net, pairs) > 0.95


def test_seq2seq_overfits_one_batch() -> None:
    english, spanish = (
        ["i am cold", "good morning", "the dog", ""],
        ["tengo frío", "¡hola!", "el perro", "-"],
    )
    source, target = Alphabet.from_lines(english), Alphabet.from_lines(spanish)
    pairs = [(source.encode(x), target.encode(y)) for x, y in zip(english, spanish, strict=True)]
    net = build_net(
        NetConfig(hidden=32, layers=2, embedding=16, dropout=0.0), source.size, target.size, 5
    )
    assert share_right(net, pairs) == 0.0
    train(net, pairs, steps=150, rate=0.02, batch=4, seed=6)
    assert share_right(net, pairs) == 1.0
    assert net.loss(pairs, Workspace()).nll < 0.5
