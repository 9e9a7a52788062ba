"""The training pairs as one epoch sees them: varied by chance, as `vary_*` and `drop_*` say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from random import Random

import numpy as np

from chartrans.corpus.pair import Pair
from chartrans.nets.net import IdPair
from chartrans.text.alphabet import Alphabet
from chartrans.text.copying import Copying
from chartrans.text.unknown import with_unknown
from chartrans.text.variation import Typist, careless, plain, without_accents
from chartrans.train.config import TrainConfig

# Sets these generators apart from that of the order of the pairs.
_TEXTS, _IDS = 1, 2


class VariedPairs:
    """Training pairs that are others in each epoch; the plain ones, in text and in ids, are kept.

    What an epoch sees depends on the config's seed and the epoch alone.
    """

    def __init__(
        self,
        pairs: Sequence[Pair],
        ids: Sequence[IdPair],
        source: Alphabet,
        target: Alphabet,
        config: TrainConfig,
    ) -> None:
        self._pairs, self._ids = pairs, ids
        self._source, self._target, self._config = source, target, config
        self._typist = Typist(source.characters)
        both = set(source.characters) & set(target.characters)
        self._copying = Copying(pairs, both) if config.vary_copies else None

    def of(self, epoch: int) -> list[IdPair]:
        """Source and target ids of each pair, in the order of the plain ones."""
        config = self._config
        pairs = list(self._ids)
        if varies_texts(config):
            for i, (source, target) in self._texts(epoch):
                pairs[i] = (self._source.encode(source), self._target.encode(target))
        if config.drop_characters or config.drop_words:
            space = self._source.encode(" ")[0] if " " in self._source.characters else None
            rng = np.random.default_rng((config.seed, epoch, _IDS))
            lines = [source for source, _ in pairs]
            lines = with_unknown(lines, config.drop_characters, config.drop_words, space, rng)
            pairs = [(line, target) for line, (_, target) in zip(lines, pairs, strict=True)]
        return pairs

    def _texts(self, epoch: int) -> Iterator[tuple[int, tuple[str, str]]]:
        """Number and lines of each pair that is another than the plain one."""
        config = self._config
        words = np.random.SeedSequence((config.seed, epoch, _TEXTS)).generate_state(4).tobytes()
        rng = Random(words)
        chance = rng.random
        for i, pair in enumerate(self._pairs):
            varied: tuple[str, str] = pair
            tokens = self._copying.tokens[i] if self._copying else ()
            if self._copying and tokens and chance() < config.vary_copies:
                varied = self._copying.replaced(varied, tokens, rng)
            if chance() < config.vary_plain:
                varied = plain(varied, rng)
            if chance() < config.vary_accents:
                varied = careless(varied[0], rng), varied[1]
            if chance() < config.vary_typos:
                varied = self._typist.slip(varied, rng)
            if varied is not pair and varied != pair:
                yield i, varied


def varies(config: TrainConfig) -> bool:
    """Whether an epoch sees other pairs than the plain ones."""
    return varies_texts(config) or config.drop_characters > 0 or config.drop_words > 0


def varies_texts(config: TrainConfig) -> bool:
    """Whether lines are written differently, before their characters become ids."""
    return any((config.vary_plain, config.vary_accents, config.vary_typos, config.vary_copies))


def alphabets(pairs: Sequence[Pair], config: TrainConfig) -> tuple[Alphabet, Alphabet]:
    """Of source and target: their characters, and those that writing them differently brings."""
    sources: list[str] = [pair.source for pair in pairs]
    targets: list[str] = [pair.target for pair in pairs]
    if config.vary_plain:
        sources += [line.lower() for line in sources]
        targets += [line.lower() for line in targets]
    if config.vary_accents:
        bare = (without_accents(line, own_letters=True) for line in sources)
        return Alphabet.from_lines(chain(sources, bare)), Alphabet.from_lines(targets)
    return Alphabet.from_lines(sources), Alphabet.from_lines(targets)
