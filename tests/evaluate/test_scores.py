"""BLEU and chrF: against values worked out by hand and the sacrebleu program itself."""

import json
import math
import random
import subprocess
import sys
from collections import Counter

import pytest

from chartrans.evaluate.scores import Score, bleu, chrf


def chrf_by_hand(lines: list[tuple[str, str]]) -> float:
    """chrF of (hypothesis, reference) lines, written from its definition; 0 to 100."""
    precision = recall = orders = 0.0
    for n in range(1, 7):
        hyp_count = ref_count = matches = 0
        for hypothesis, reference in lines:
            grams = []
            for text in (hypothesis.replace(" ", ""), reference.replace(" ", "")):
                grams.append(Counter(text[i : i + n] for i in range(len(text) - n + 1)))
            hyp_count += grams[0].total() if grams[1] else 0
            ref_count += grams[1].total()
            matches += (grams[0] & grams[1]).total()
        if hyp_count and ref_count:
            precision += matches / hyp_count
            recall += matches / ref_count
            orders += 1
    precision, recall = precision / orders, recall / orders
    return 100 * 5 * precision * recall / (4 * precision + recall)


def test_bleu_of_one_line_by_hand() -> None:
    # 5 words of 6: matches 5/5, 4/4, 3/3, 2/2 and a brevity penalty of exp(1 - 6/5).
    score = bleu(["a b c d e"], [["a b c d e f"]])
    assert score.value == pytest.approx(100 * math.exp(1 - 6 / 5))
    assert score.signature.startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")


def test_bleu_takes_words_from_every_reference() -> None:
    # Neither reference alone has all the words; together they cover every n-gram up to 3.
    one = bleu(["a b c d"], [["a b c x"]])
    both = bleu(["a b c d"], [["a b c x", "x b c d"]])
    # matches of both: 4/4, 3/3, 2/2, and 0/1, which exponential smoothing makes 1/2.
    assert both.value == pytest.approx(100 * 0.5**0.25)
    # of one: 3/4, 2/3, 1/2, and 1/2 again
    assert one.value == pytest.approx(100 * (3 / 4 * 2 / 3 * 1 / 2 * 1 / 2) ** 0.25)


def test_chrf_by_hand() -> None:
    lines = [("me gusta la pizza", "me gusta mucho la pizza"), ("hola", "hola a todos"), ("x", "y")]
    expected = chrf_by_hand(lines)
    score = chrf([h for h, _ in lines], [[r] for _, r in lines])
    assert score.value == pytest.approx(expected)
    assert score.signature.startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:")


def test_chrf_of_several_references_is_that_of_the_closest() -> None:
    hypotheses = ["me gusta la pizza", "hace calor", "hola"]
    references = [["me encanta la pizza", "me gusta la piza"], ["hoy hace calor"], ["no", "hola"]]
    closest = [(hypotheses[0], "me gusta la piza"), ("hace calor", "hoy hace calor"), ("hola",) * 2]
    assert chrf(hypotheses, references).value == pytest.approx(chrf_by_hand(closest))


@pytest.mark.parametrize("metric", [bleu, chrf])
def test_references_may_be_ragged(metric) -> None:
    """A missing reference is no reference: not an empty one, and the signature says so."""
    hypotheses = ["el gato come pescado hoy", "hola"]
    both = ["el perro come pescado", "el gato come pescado"]
    ragged = metric(hypotheses, [both, ["hola a todos"]])
    repeated = metric(hypotheses, [both, ["hola a todos", "hola a todos"]])
    empty = metric(hypotheses, [both, ["hola a todos", ""]])
    assert ragged.value == pytest.approx(repeated.value)
    assert metric is chrf or ragged.value != pytest.approx(empty.value)
    assert ragged.signature.startswith("nrefs:var|")
    assert repeated.signature.startswith("nrefs:2|")


@pytest.mark.parametrize("metric", [bleu, chrf])
def test_perfect_is_100_and_nothing_right_is_0(metric) -> None:
    text = "mi perro tiene hambre"
    assert metric([text], [[text]]).value == pytest.approx(100)
    assert metric(["uuu"], [[text]]).value == pytest.approx(0, abs=6)
    assert metric([""], [[text]]).value == 0


def test_bleu_is_undefined_where_no_reference_has_four_words() -> None:
    assert bleu(["hola amigo"], [["hola amigo"]]).value is None
    assert bleu(["hola", "x"], [["hola"], ["una frase de cuatro"]]).value is not None
    assert chrf(["hola amigo"], [["hola amigo"]]).value == pytest.approx(100)


@pytest.mark.parametrize("metric", [bleu, chrf])
@pytest.mark.parametrize(
    ("hypotheses", "references", "message"),
    [
        ([], [], "no hypotheses"),
        (["a"], [["a"], ["b"]], "1 hypotheses but references for 2"),
        (["a"], [[]], "at least one reference"),
        (["a"], ["a"], "list of at least one reference"),
    ],
)
def test_what_cannot_be_scored_is_refused(metric, hypotheses, references, message) -> None:
    with pytest.raises(ValueError, match=message):
        metric(hypotheses, references)


def test_same_as_the_sacrebleu_program(tmp_path) -> None:
    random_numbers = random.Random(7)
    words = ("el", "la", "gato", "come", "pescado", ",", ".", "¿", "?", "día", "niño", "ñandú")
    texts = [
        [" ".join(random_numbers.choices(words, k=random_numbers.randint(1, 9))) for _ in range(60)]
        for _ in range(3)
    ]
    for name, lines in zip(("hyp", "ref0", "ref1"), texts, strict=True):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    program = [sys.executable, "-m", "sacrebleu", "ref0", "ref1", "-i", "hyp", "-w", "6"]
    out = subprocess.run(
        [*program, "-m", "bleu", "chrf"], cwd=tmp_path, capture_output=True, check=True, text=True
    ).stdout
    theirs = json.loads(out)
    references = [list(pair) for pair in zip(texts[1], texts[2], strict=True)]
    for metric, their in zip((bleu, chrf), theirs, strict=True):
        ours = metric(texts[0], references)
        assert ours.value == pytest.approx(their["score"], abs=1e-6)
        assert ours.signature == their["signature"]


def test_json_leaves_out_an_empty_signature() -> None:
    assert Score("a", 1.0, "%").to_json() == {"name": "a", "value": 1.0, "unit": "%"}
    assert Score("a", None, "0-100", "s").to_json()["signature"] == "s"
