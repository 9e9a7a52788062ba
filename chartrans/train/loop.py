"""The training loop: update after update, an evaluation now and then, told as events."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence

import numpy as np

from chartrans.core.optimiser import global_norm
from chartrans.core.threads import ShardPool
from chartrans.nets.net import IdPair
from chartrans.text.batches import epoch_batches
from chartrans.train.begin import Training
from chartrans.train.checkpoint import save_best, save_last
from chartrans.train.evaluation import DevScores
from chartrans.train.events import (
    Evaluated,
    Event,
    Finished,
    Progress,
    Reason,
    RolledBack,
    Saved,
    Started,
)
from chartrans.train.rollback import Snapshot
from chartrans.train.schedule import learning_rate, share_done
from chartrans.train.step import BatchLoss, Gradients, update

SAVE_SECONDS = 300.0  # what a power cut may cost, where evaluations are further apart
SHOWN_STEPS = 50  # over how many steps loss and speed are averaged for the display


def fit(
    training: Training,
    stop: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Event, None, None]:
    """Train until epochs, time or patience are used up, or `stop()` is true; the last event says.

    `stop` is asked between updates and during evaluations; what was done is then saved, and going
    on from there gives the same parameters as not having stopped (unless time sets the rate, or an
    update gives no finite loss: the way back is then to where this sitting began at the furthest).
    Raises ChartransError when no finite loss can be had.
    """
    with ShardPool(training.at.recipe.train.threads) as pool:
        yield from _Sitting(training, pool, stop, clock).events()


class _Sitting:
    """One stretch of a training, from its start or a checkpoint until it ends or is stopped."""

    def __init__(
        self,
        training: Training,
        pool: ShardPool,
        stop: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        self.training, self.pool, self.stop, self.clock = training, pool, stop, clock
        self.at, self.run = training.at, training.run
        self.state, self.config = training.at.state, training.at.recipe.train
        self.forcing = self.config.forcing
        self.parameters = self.at.model.net.parameters.flat
        self.gradients = Gradients(self.at.model.net, self.config, pool)
        self.average = self.at.average
        mean = self.average.mean if self.average else None
        self.snapshot = Snapshot(self.parameters, self.at.moments, self.state.step, mean)
        self.recent: deque[tuple[float, int, float]] = deque(maxlen=SHOWN_STEPS)
        self.began = clock() - self.state.seconds
        self.saved_at = clock()
        self.pairs: Sequence[IdPair] = []
        self.batches: list[np.ndarray] = []
        self.batches_of = -1

    def events(self) -> Iterator[Event]:
        """Everything that happens, in order; the last event is Finished."""
        self.run.write_config(self.at.recipe, self.at.origin)
        self._turn_to_epoch()
        yield Started(
            parameters=self.parameters.size,
            train_pairs=len(self.training.pairs),
            dev_pairs=len(self.training.dev.pairs),
            batches=len(self.batches),
            step=self.state.step,
        )
        while not (reason := self._reason()):
            if self.state.evaluation_due:
                yield from self._evaluate()
            else:
                yield self._step()
                if self.clock() - self.saved_at > SAVE_SECONDS:
                    yield from self._save_last()
        if reason == "stopped":
            yield from self._save_last()
        best = self.state.best
        yield Finished(
            reason, self.state.step, self._epochs_done(), best.chrf, best.step, self._seconds()
        )

    def _reason(self) -> Reason | None:
        """Why to end here, if at all. What was learned last is evaluated before the end."""
        state, config = self.state, self.config
        ended: Reason | None = None
        if config.epochs and self._epochs_done() >= config.epochs:
            ended = "epochs"
        elif config.max_time and self._seconds() >= config.max_time:
            ended = "time"
        elif state.best.worn_out(config.patience):
            ended = "patience"
        if ended and (state.characters or state.best.chrf < 0):
            state.evaluation_due = True
            ended = None
        if ended is None and self.stop():
            return "stopped"
        return ended

    def _step(self) -> Progress | RolledBack:
        """One update, or a step back."""
        state = self.state
        began = self.clock()
        self._turn_to_epoch()
        done = self._epochs_done()
        share = share_done(self.config, done, self._seconds())
        rate = learning_rate(self.config, state.step, share) * state.rate_factor
        pairs = [self.pairs[i] for i in self.batches[state.batch]]
        loss = self.gradients.compute(pairs, state.step, self.forcing.at(share))
        if not loss.finite:
            event = self._roll_back()
            self._advance(done)
            return event
        if self.snapshot.due(state.step):
            self.snapshot.take(state.step)
        gradients, moments = self.gradients.flat, self.at.moments
        update(self.parameters, gradients, loss, moments, self.config, rate, self.pool)
        if self.average:
            self.average.follow(self.parameters, moments.step, self.pool)
        state.nll += loss.nll
        state.characters += loss.count
        self._advance(done)
        self.recent.append((loss.nll, loss.count, self.clock() - began))
        return self._told(loss, rate)

    def _advance(self, done: float) -> None:
        """Count the batch, and note whether an evaluation comes next."""
        state, every = self.state, self.config.every
        state.step += 1
        state.batch += 1
        now = self._epochs_done()
        if state.batch == len(self.batches):
            state.epoch, state.batch = state.epoch + 1, 0
        if every.in_epochs:
            state.evaluation_due = every.passed(done, now)
        else:
            state.evaluation_due = every.passed(state.step - 1, state.step)
        state.seconds = self._seconds()

    def _told(self, loss: BatchLoss, rate: float) -> Progress:
        nll, count, seconds = (sum(column) for column in zip(*self.recent, strict=True))
        share = share_done(self.config, self._epochs_done(), self.state.seconds)
        return Progress(
            step=self.state.step,
            epoch=self._epochs_done(),
            share=share,
            bits=nll / count / math.log(2.0),
            characters_per_second=count / seconds if seconds else 0.0,
            rate=rate,
            norm=loss.norm,
            seconds=self.state.seconds,
            left=self.state.seconds * (1.0 - share) / share if share else None,
        )

    def _roll_back(self) -> RolledBack:
        """Put the last sound parameters back and go on with the batch after this one."""
        state = self.state
        self.snapshot.restore()
        state.rate_factor /= 2.0
        event = RolledBack(
            step=state.step,
            epoch=state.epoch + 1,
            batch=state.batch + 1,
            back_to=self.snapshot.step,
            rate_factor=state.rate_factor,
        )
        self.run.add_metrics(
            {"event": "rolled back", "step": event.step, "epoch": event.epoch}
            | {"batch": event.batch, "back_to": event.back_to, "rate_factor": event.rate_factor}
        )
        return event

    def _made_sound(self) -> Iterator[RolledBack]:
        """Before parameters are used or saved: a step back if the last update broke them."""
        if not math.isfinite(global_norm(self.parameters)):
            yield self._roll_back()

    def _evaluate(self) -> Iterator[Event]:
        yield from self._made_sound()
        state = self.state
        with self.at.averaged():
            scores = self.training.dev.evaluate(self.at.model, self.pool, self.stop)
        if scores is None:
            return  # stopped on the way: it is still due
        state.evaluation_due = False
        state.seconds = self._seconds()
        event = self._judged(scores)
        self._log(event)
        state.nll, state.characters = 0.0, 0
        if event.best:
            with self.at.averaged():
                save_best(self.run, self.at, scores)
        yield event
        if event.best:
            yield Saved(self.run.best, state.step)
        yield from self._save_last()

    def _judged(self, scores: DevScores) -> Evaluated:
        state = self.state
        trained = state.nll / state.characters / math.log(2.0) if state.characters else None
        return Evaluated(
            step=state.step,
            epoch=self._epochs_done(),
            chrf=scores.chrf,
            exact=scores.exact,
            dev_bits=scores.bits,
            train_bits=trained,
            best=state.best.offer(scores.chrf, state.step),
            best_chrf=state.best.chrf,
            samples=scores.samples,
            seconds=state.seconds,
        )

    def _log(self, event: Evaluated) -> None:
        shares = {"epoch": event.epoch, "seconds": event.seconds, "train_bits": event.train_bits}
        scores = {"dev_bits": event.dev_bits, "dev_chrf": event.chrf, "dev_exact": event.exact}
        rounded = {k: None if v is None else round(v, 4) for k, v in (shares | scores).items()}
        self.run.add_metrics(
            {"event": "evaluated", "step": event.step, **rounded, "best": event.best}
            | {"characters": self.state.characters, "rate_factor": self.state.rate_factor}
        )
        self.run.add_samples(f"step {event.step}, dev chrF {event.chrf:.2f}", event.samples)

    def _save_last(self) -> Iterator[Event]:
        yield from self._made_sound()
        self.state.seconds = self._seconds()
        save_last(self.run, self.at)
        self.saved_at = self.clock()
        yield Saved(self.run.last, self.state.step)

    def _turn_to_epoch(self) -> None:
        """The pairs and batches of the present pass; they change with it."""
        if self.batches_of != self.state.epoch:
            seed, epoch = self.config.seed, self.state.epoch
            self.pairs = self.training.epoch_pairs(epoch)
            lengths = [(len(source), len(target)) for source, target in self.pairs]
            self.batches = epoch_batches(lengths, self.config.batches, seed, epoch)
            self.batches_of = epoch

    def _epochs_done(self) -> float:
        return self.state.epochs_done(len(self.batches))

    def _seconds(self) -> float:
        return self.clock() - self.began
