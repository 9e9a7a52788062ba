"""Lines in, translations out: normalised, batched by length, searched, back in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from chartrans.core.threads import ShardPool
from chartrans.decode.beam import beam_search
from chartrans.decode.rerank import Reranker
from chartrans.decode.search import Found, greedy
from chartrans.decode.sentences import Sentences, split
from chartrans.errors import UsageProblem
from chartrans.nets.model_file import Model
from chartrans.nets.net import Ids
from chartrans.nets.precision import for_translating

BATCH_CHARACTERS = 2560  # of the sources of a batch: bounds memory where lines are long


@dataclass(frozen=True)
class Hypothesis:
    """One output: its text, log-probability in nats, and that a character, END included."""

    text: str
    score: float
    mean: float


@dataclass(frozen=True)
class Translation:
    """What one line gave, best hypothesis first.

    unknown  distinct characters of the source that the model never saw
    cut      the source, or a sentence of it, was longer than the model takes, and only its
             beginning was translated
    """

    source: str
    hypotheses: list[Hypothesis]
    unknown: str = ""
    cut: bool = False

    @property
    def text(self) -> str:
        """The best text."""
        return self.hypotheses[0].text


BLANK = Hypothesis("", 0.0, 0.0)


def joined(line: str, sentences: Sentences, parts: list[Translation]) -> Translation:
    """The translation of a line from those of its sentences.

    Its k-th hypothesis is made of the k-th of each, or of the last where one has fewer; scores add
    up, and the mean is again that of a character, each sentence with its END.
    """
    hypotheses = []
    for rank in range(max(len(part.hypotheses) for part in parts)):
        chosen = [part.hypotheses[min(rank, len(part.hypotheses) - 1)] for part in parts]
        score = sum(one.score for one in chosen)
        characters = sum(len(one.text) + 1 for one in chosen)
        text = sentences.join([one.text for one in chosen])
        hypotheses.append(Hypothesis(text, score, score / characters))
    unknown = "".join(dict.fromkeys("".join(part.unknown for part in parts)))
    return Translation(line, hypotheses, unknown, any(part.cut for part in parts))


class Translator:
    """Translates lines with one model.

    beam_size       1 for greedy search; may be changed between calls
    n_best          hypotheses given for each line, at most beam_size; may be changed between calls;
                    of a line of several sentences see `joined`
    length_penalty  exponent of the length that scores are divided by for ranking, from 0
    threads         to compute with; None is all cores that the process may use
    pool            the threads themselves, which stay the caller's; None makes some
    batch_lines     hypotheses that go through the net together
    precision       of matrix products: "float32", "bfloat16", "int8", or "auto" for the fastest
                    that the CPU has; faster, and here and there another character wins
    reverse         a model that translates back, by which the beam's hypotheses are ranked too

    Its threads wait for the next call until it is closed, or forgotten.
    """

    def __init__(
        self,
        model: Model,
        beam_size: int = 1,
        n_best: int = 1,
        length_penalty: float = 1.0,
        threads: int | None = None,
        batch_lines: int = 64,
        precision: str = "auto",
        reverse: Model | None = None,
        pool: ShardPool | None = None,
    ) -> None:
        self.model = model
        self.beam_size, self.n_best, self.length_penalty = beam_size, n_best, length_penalty
        self.batch_lines = batch_lines
        precision = for_translating(precision)
        self._decoding = model.net.decoding(precision)
        self._reranker = Reranker(model, reverse, precision) if reverse else None
        self._pool = pool or ShardPool(threads)
        self._owns_pool = pool is None

    def translate(self, lines: Sequence[str]) -> list[Translation]:
        """One translation for each line, in order; a blank line gives an empty one.

        Where the model takes sentences, those of a line are translated one by one and joined as
        they stood. A line's translation depends on the line alone, not on its neighbours. Raises
        UsageProblem for a beam or a number of hypotheses that makes no sense.
        """
        if self.beam_size < 1:
            raise UsageProblem(f"beam size is {self.beam_size}; it must be at least 1")
        if not 1 <= self.n_best <= self.beam_size:
            raise UsageProblem(
                f"n-best is {self.n_best}; it must be from 1 to the beam size {self.beam_size}"
            )
        if not self.model.sentences:
            return self._translate(lines)
        pieces = [split(line) for line in lines]
        parts = iter(self._translate([text for piece in pieces for text in piece.texts]))
        return [
            joined(line, piece, list(islice(parts, len(piece.texts))))
            if piece.gaps
            else replace(next(parts), source=line)
            for line, piece in zip(lines, pieces, strict=True)
        ]

    def _translate(self, lines: Sequence[str]) -> list[Translation]:
        """One translation for each line as it is, in order."""
        sources = [self.model.prepare(line) for line in lines]
        busy = [i for i, (text, _) in enumerate(sources) if text]
        # Lines of like length together, the long ones first: none is left to one thread at the end.
        busy.sort(key=lambda i: len(sources[i][0]), reverse=True)
        batches = self._batches(busy, [len(text) for text, _ in sources])
        encode = self.model.source.encode
        found = self._pool.run(
            lambda batch: self._search(
                [sources[i][0] for i in batch], [encode(sources[i][0]) for i in batch]
            ),
            batches,
        )
        out = [Translation(line, [BLANK]) for line in lines]
        for batch, results in zip(batches, found, strict=True):
            for i, hypotheses in zip(batch, results, strict=True):
                text, cut = sources[i]
                out[i] = Translation(
                    lines[i],
                    [self._hypothesis(one) for one in hypotheses[: self.n_best]],
                    self.model.source.unknown(text),
                    cut,
                )
        return out

    def close(self) -> None:
        """Ends its own threads; as the end of a `with` does."""
        if self._owns_pool:
            self._pool.close()

    def __enter__(self) -> Translator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _batches(self, busy: list[int], lengths: list[int]) -> list[list[int]]:
        """The numbers of the lines, long ones first, in batches within both limits."""
        batches: list[list[int]] = []
        share = -(-len(busy) // self._pool.threads)  # few lines still keep all threads busy
        lines = max(1, min(self.batch_lines // self.beam_size, share))
        for i in busy:
            full = not batches or len(batches[-1]) == lines
            if full or (len(batches[-1]) + 1) * lengths[batches[-1][0]] > BATCH_CHARACTERS:
                batches.append([])
            batches[-1].append(i)
        return batches

    def _search(self, texts: list[str], sources: list[Ids]) -> list[list[Found]]:
        with self._pool.workspace() as workspace:
            if self.beam_size == 1:
                return [[one] for one in greedy(self._decoding, sources, workspace)]
            penalty = self.length_penalty
            found = beam_search(self._decoding, sources, workspace, self.beam_size, penalty)
            if self._reranker is None:
                return found
            said = [[self.model.target.decode(one.ids) for one in line] for line in found]
            return self._reranker.ranked(texts, found, said, penalty, workspace)

    def _hypothesis(self, found: Found) -> Hypothesis:
        text = self.model.target.decode(found.ids)
        return Hypothesis(text, found.score, found.score / (len(found.ids) + 1))
