"""Lines in, lines out: order, blanks, unknown characters, and no line that sways another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from chartrans.core.threads import ShardPool
from chartrans.core.workspace import Workspace
from chartrans.decode.sentences import split
from chartrans.decode.translator import Hypothesis, Translation, Translator, joined
from chartrans.errors import UsageProblem
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model
from chartrans.text.alphabet import END, Alphabet
from chartrans.text.normalise import DEFAULT_RULES

LINES = [
    "hello there",
    "a",
    "",
    "the cat sat on the mat",
    "  ",
    "hello there",
    "b b",
    "xyzzy",
    "\t",
]
MAX_LENGTH = 30

MakeTranslator = Callable[..., Translator]
NETS: dict[str, dict[str, Any]] = {
    "seq2seq": {"net": "seq2seq"},
    "transducer": {"net": "transducer"},
    "transducer with feedback": {"net": "transducer", "feedback": True},
    "feedforward": {"net": "feedforward"},
    "gru": {"net": "seq2seq", "cell": "gru"},
}


def make_model(net: str) -> Model:
    """Random weights, an inclination to end: outputs are nonsense of many lengths."""
    config = NetConfig(**NETS[net], hidden=24, layers=2, embedding=8, lag=2, dropout=0.3)
    source, target = Alphabet.from_lines(LINES), Alphabet("abcdefgh ñ")
    built = build_net(config, source.size, target.size, 9)
    rng = np.random.default_rng(5)
    built.parameters.flat[:] += 0.5 * rng.standard_normal(built.parameters.flat.size)
    built.parameters["output.bias"][END] += 1.0
    return Model(built, source, target, DEFAULT_RULES, MAX_LENGTH)


@pytest.fixture(params=NETS)
def translator(request: pytest.FixtureRequest) -> MakeTranslator:
    model = make_model(request.param)
    return lambda **options: Translator(model, **{"threads": 1, **options})


def plain(translations: list[Translation]) -> list[Any]:
    """Texts and scores, to be compared to the last bit."""
    return [[(h.text, h.score, h.mean) for h in one.hypotheses] for one in translations]


def test_one_translation_for_each_line_in_order(translator: MakeTranslator) -> None:
    out = translator(batch_lines=3).translate(LINES)
    assert [one.source for one in out] == LINES
    assert len({one.text for one in out if one.source.strip()}) > 3  # the net does tell them apart
    assert translator().translate([]) == []


def test_threads_lent_to_it_go_on(translator: MakeTranslator) -> None:
    with ShardPool(2) as pool:
        with translator(pool=pool, batch_lines=1) as one:
            told = plain(one.translate(LINES))
        assert pool.run(lambda number: number, range(3)) == [0, 1, 2]
        with pool.workspace() as workspace:
            assert workspace._buffers
    assert told == plain(translator().translate(LINES))


def test_its_threads_end_with_it(translator: MakeTranslator) -> None:
    before = threading.active_count()
    with translator(threads=2, batch_lines=1) as one:
        one.translate(LINES)
        assert threading.active_count() > before
    assert threading.active_count() == before


def test_blank_lines_stay_blank(translator: MakeTranslator) -> None:
    for options in ({}, {"beam_size": 3, "n_best": 3}):
        for one in translator(**options).translate(["", "   ", "\t", "\u200b\u00ad"]):
            assert one.text == ""
            assert [(h.score, h.mean) for h in one.hypotheses] == [(0.0, 0.0)]
            assert not one.unknown
            assert not one.cut


@pytest.mark.parametrize("beam_size", [1, 4])
def test_neighbours_threads_and_batches_change_nothing(
    beam_size: int, translator: MakeTranslator
) -> None:
    n_best = min(2, beam_size)
    options = {"beam_size": beam_size, "n_best": n_best}
    alone = [translator(**options).translate([line])[0] for line in LINES]
    for threads in (1, 2, 3):
        for batch_lines in (1, 2, 64):
            together = translator(**options, threads=threads, batch_lines=batch_lines)
            assert plain(together.translate(LINES)) == plain(alone)
            backwards = together.translate(LINES[::-1])[::-1]
            assert plain(backwards) == plain(alone)
    assert plain(alone)[0] == plain(alone)[5]  # the same line twice


def test_scores(translator: MakeTranslator) -> None:
    """The score is that of the loss; the mean counts END."""
    beam = translator(beam_size=4, n_best=4, precision="float32")
    for one in beam.translate(["hello there", "xyzzy"]):
        means = [h.mean for h in one.hypotheses]
        assert means == sorted(means, reverse=True)
        source = beam.model.source.encode(one.source)
        for h in one.hypotheses:
            assert h.mean == pytest.approx(h.score / (len(h.text) + 1))
            if len(h.text) < 50:  # it came to its end by itself
                pair = (source, beam.model.target.encode(h.text))
                nll = beam.model.net.loss([pair], Workspace()).nll
                assert h.score == pytest.approx(-nll, rel=1e-4)


def test_unknown_characters_are_told_and_do_not_stop(translator: MakeTranslator) -> None:
    (one,) = translator().translate(["hello 猫 and ☃ 猫!"])
    assert one.unknown == "猫d☃!"
    assert isinstance(one.text, str)
    (other,) = translator().translate(["猫猫猫"])
    assert other.unknown == "猫"


def test_long_lines_are_cut(translator: MakeTranslator) -> None:
    beginning = "helloo" * 9
    exact, long = beginning[:MAX_LENGTH], beginning[: MAX_LENGTH + 1] + "☃"
    whole, cut = translator().translate([exact, long])
    assert (whole.cut, cut.cut) == (False, True)
    assert cut.source == long
    assert plain([cut]) == plain([whole])
    assert cut.unknown == ""  # nobody looked at what was cut


def test_lines_are_normalised_first(translator: MakeTranslator) -> None:
    same = translator().translate(["hello there", "  hello\t \u200bthere\n"])
    assert plain(same[:1]) == plain(same[1:])


def test_the_beam_may_change_between_calls(translator: MakeTranslator) -> None:
    one = translator()
    greedy = one.translate(LINES)
    one.beam_size, one.n_best = 3, 2
    assert plain(one.translate(LINES)) == plain(translator(beam_size=3, n_best=2).translate(LINES))
    assert max(len(t.hypotheses) for t in one.translate(LINES)) == 2
    one.beam_size, one.n_best = 1, 1
    assert plain(one.translate(LINES)) == plain(greedy)


def test_hypotheses_differ(translator: MakeTranslator) -> None:
    for one in translator(beam_size=4, n_best=4).translate(["hello there", "b b"]):
        assert len({h.text for h in one.hypotheses}) == len(one.hypotheses) > 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"beam_size": 0}, "beam size is 0"),
        ({"beam_size": -3}, "beam size is -3"),
        ({"n_best": 2}, "n-best is 2.*beam size 1"),
        ({"beam_size": 3, "n_best": 4}, "n-best is 4.*beam size 3"),
        ({"n_best": 0}, "n-best is 0"),
    ],
)
def test_senseless_numbers_are_refused(
    options: dict[str, int], sentence: str, translator: MakeTranslator
) -> None:
    with pytest.raises(UsageProblem, match=sentence):
        translator(**options).translate(["a"])


def test_weights_are_those_of_the_time_it_was_made(translator: MakeTranslator) -> None:
    one = translator()
    before = plain(one.translate(LINES))
    one.model.net.parameters.flat[:] *= -1.0
    assert plain(one.translate(LINES)) == before
    assert plain(Translator(one.model, threads=1).translate(LINES)) != before


@pytest.mark.parametrize("beam_size", [1, 3])
def test_a_net_gone_wrong_still_gives_one_line_a_line(beam_size: int) -> None:
    model = make_model("seq2seq")
    model.net.parameters.flat[:] = np.nan
    out = Translator(replace(model), beam_size=beam_size, threads=1).translate(LINES)
    assert all(isinstance(one.text, str) for one in out)


# Lines of several sentences


@pytest.fixture
def sentences(translator: MakeTranslator) -> MakeTranslator:
    """As `translator`, of a model that translates sentences."""

    def make(**options: Any) -> Translator:
        model = replace(translator().model, sentences=True)
        return Translator(model, **{"threads": 1, **options})

    return make


def test_sentences_are_translated_one_by_one(
    translator: MakeTranslator, sentences: MakeTranslator
) -> None:
    line = " hello there.  the cat!\tb b? "
    parts = [one.text for one in translator().translate(["hello there.", "the cat!", "b b?"])]
    (together,) = sentences().translate([line])
    assert together.text.split() == " ".join(parts).split()
    assert together.source == line
    assert translator().translate([line])[0].text != together.text  # a model that takes lines


def test_a_lone_sentence_is_translated_as_a_line(
    translator: MakeTranslator, sentences: MakeTranslator
) -> None:
    options = {"beam_size": 3, "n_best": 2}
    lines = [*LINES, " the cat. "]
    whole = translator(**options).translate(lines)
    assert plain(sentences(**options).translate(lines)) == plain(whole)
    assert [one.source for one in sentences().translate(lines)] == lines


def test_scores_of_sentences_add_up(translator: MakeTranslator, sentences: MakeTranslator) -> None:
    options = {"beam_size": 4, "n_best": 4}
    first, second = translator(**options).translate(["hello there.", "the cat!"])
    (both,) = sentences(**options).translate(["hello there. the cat!"])
    count = max(len(first.hypotheses), len(second.hypotheses))
    assert len(both.hypotheses) == count > 1
    for rank, hypothesis in enumerate(both.hypotheses):
        one, other = (t.hypotheses[min(rank, len(t.hypotheses) - 1)] for t in (first, second))
        assert hypothesis.text == " ".join(filter(None, (one.text, other.text)))
        assert hypothesis.score == pytest.approx(one.score + other.score)
        characters = len(one.text) + len(other.text) + 2
        assert hypothesis.mean == pytest.approx(hypothesis.score / characters)


def test_a_hypothesis_that_is_missing_is_the_last_one() -> None:
    parts = [
        Translation("a.", [Hypothesis("x", -1.0, -0.5), Hypothesis("y", -2.0, -1.0)], "☃b"),
        Translation("b.", [Hypothesis("z", -4.0, -2.0)], "b", cut=True),
    ]
    both = joined("a. b.", split("a. B."), parts)
    assert [(h.text, h.score, h.mean) for h in both.hypotheses] == [
        ("x z", -5.0, -1.25),
        ("y z", -6.0, -1.5),
    ]
    assert (both.unknown, both.cut) == ("☃b", True)


def test_only_a_sentence_that_is_too_long_is_cut(sentences: MakeTranslator) -> None:
    short, long = "hello there hello there.", "hello " * 6 + "☃."
    fine, cut, unknown = sentences().translate(
        [f"{short} {short} {short}", f"{short} {long}", "a☃. b猫☃."]
    )
    assert (fine.cut, cut.cut) == (False, True)
    assert cut.text.startswith(sentences().translate([short])[0].text)
    assert cut.unknown.replace(".", "") == ""
    assert unknown.unknown.replace(".", "") == "☃猫"
