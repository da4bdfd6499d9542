"""The training loop: listwise softmax over each query's passages, checkpointed, ending when its time is used up."""
import math
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

import torch
import torch.nn.functional as F
from torch import Tensor

from batches import Group, TrainingGroups, pairs_of, parts_of, tensors_of
from model import CrossEncoder
from settings import Settings
from tokenizer import Tokenizer
from workers import Learnt, Part, Workers

# Share of the highest learning rate that is left at the end.
LOWEST_RATE = 0.01
STEPS_PER_LINE = 20


class Trainer:
    """
    Trains `model` in place. Everything that a later run needs to go on lies in `state`: weights, their average,
    the optimiser, steps, pairs and seconds.
    """

    def __init__(self, model: CrossEncoder, groups: TrainingGroups, tokenizer: Tokenizer, settings: Settings, device: str, state: Path):
        self.model, self._groups, self._tokenizer, self._settings, self._device, self._state = model, groups, tokenizer, settings, device, state
        model.bert.embeddings.word_embeddings.weight.requires_grad = settings.train_embeddings
        self._trained = [weight for weight in model.parameters() if weight.requires_grad]
        matrices = [weight for weight in self._trained if weight.dim() > 1]
        others = [weight for weight in self._trained if weight.dim() <= 1]
        self._optimiser = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": settings.weight_decay}, {"params": others, "weight_decay": 0.0}],
            lr=settings.learning_rate, betas=(0.9, 0.98),
        )
        self._average = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self.step, self.pairs, self.seconds = 0, 0, 0.0

    def run(self, say: Callable[[str], None]) -> None:
        """Goes on from the last checkpoint, if there is one, until the steps or minutes of the settings are used up."""
        self._load(say)
        workers = Workers(self.model, self._trained, self._learn_part, self._settings.processes) if self._settings.processes > 1 else None
        saved_at = self.seconds
        losses: list[float] = []
        firsts: list[float] = []
        self.model.train()
        while self._progress() < 1:
            began = time.monotonic()
            loss, first = self._learn(workers)
            self.seconds += time.monotonic() - began
            losses.append(loss)
            firsts.append(first)
            if self.step % STEPS_PER_LINE == 0:
                say(f"step {self.step}: loss {fmean(losses[-STEPS_PER_LINE:]):.3f}, first {fmean(firsts[-STEPS_PER_LINE:]):.3f}, "
                    f"{self.pairs / self.seconds:.1f} pairs/s, {self.seconds:.0f} s, {self._progress():.1%}")
            if self.seconds - saved_at > self._settings.checkpoint_minutes * 60:
                self._save()
                saved_at = self.seconds
        self._save()
        if workers:
            workers.close()

    def averaged(self) -> dict[str, Tensor]:
        """The moving average of the weights over the last steps."""
        return self._average

    def _learn(self, workers: Workers | None) -> tuple[float, float]:
        """One step. @return the mean loss and the share of queries whose relevant passage came first"""
        settings = self._settings
        groups, longest = self._groups.of_step(self.step)
        parts = [Part(part, longest, len(groups)) for part in parts_of(groups, settings.groups_per_part)]
        if workers:
            learnt = workers.learn(parts, meanwhile=lambda: self._groups.prepare(self.step + 1))
        else:
            learnt = [self._learn_part(part) for part in parts]
        self.pairs += sum(part.pairs for part in learnt)
        torch.nn.utils.clip_grad_norm_(self._trained, settings.clip_norm)
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate()
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self._follow()
        return sum(part.loss for part in learnt) / len(groups), sum(part.hits for part in learnt) / len(groups)

    def _learn_part(self, part: Part) -> Learnt:
        """Adds to the gradients."""
        pairs = pairs_of(part.groups)
        with torch.autocast(self._device.split(":")[0], dtype=torch.bfloat16, enabled=self._settings.bfloat16):
            logits = self.model(*tensors_of(pairs, part.longest, self._tokenizer, self._device))
        loss, hits = losses(logits.float(), part.groups, self._settings)
        (loss / part.total).backward()
        return Learnt(loss.item(), hits, len(pairs))

    @torch.no_grad()
    def _follow(self) -> None:
        """Moves the average; the decay grows with the steps, so that the first weights are soon forgotten."""
        decay = min(self._settings.average_decay, (1 + self.step) / (10 + self.step))
        for name, value in self.model.named_parameters():
            if value.requires_grad:
                self._average[name].lerp_(value, 1 - decay)

    def _progress(self) -> float:
        """Share of the run that lies behind; the schedule goes by time, so that the rate has fallen when time is up."""
        settings = self._settings
        by_steps = self.step / settings.steps if settings.steps else 0.0
        by_time = self.seconds / (settings.minutes * 60) if settings.minutes else 0.0
        if not settings.steps and not settings.minutes:
            raise ValueError("a run needs a number of minutes or steps")
        return max(by_steps, by_time)

    def _rate(self) -> float:
        warm = min(1.0, (self.step + 1) / self._settings.warmup_steps)
        fall = 0.5 * (1 + math.cos(math.pi * min(1.0, self._progress())))
        return self._settings.learning_rate * warm * max(LOWEST_RATE, fall)

    def _save(self) -> None:
        unfinished = self._state.with_suffix(".part")
        torch.save({
            "model": self.model.state_dict(), "average": self._average, "optimiser": self._optimiser.state_dict(),
            "step": self.step, "pairs": self.pairs, "seconds": self.seconds,
        }, unfinished)
        unfinished.replace(self._state)

    def _load(self, say: Callable[[str], None]) -> None:
        if not self._state.exists():
            return
        stored = torch.load(self._state, map_location=self._device)
        self.model.load_state_dict(stored["model"])
        self._optimiser.load_state_dict(stored["optimiser"])
        self._average = stored["average"]
        self.step, self.pairs, self.seconds = stored["step"], stored["pairs"], stored["seconds"]
        say(f"going on from step {self.step}, {self.seconds:.0f} s")


def losses(logits: Tensor, groups: list[Group], settings: Settings) -> tuple[Tensor, float]:
    """
    Sum over the groups of the listwise loss, of that of logits and text order together where this is known, of a little of the pointwise
    loss, and of the distance from the text order where that is a teacher; and how many relevant passages came first by their logits.
    """
    total, hits = logits.new_zeros(()), 0.0
    for group, scores in zip(groups, logits.split([len(group.passages) for group in groups])):
        text = settings.prior_scale * scores.new_tensor(group.prior)
        if group.is_labelled:
            wanted = torch.zeros_like(scores)
            wanted[0] = 1
            total = total - torch.log_softmax(scores, 0)[0] + settings.pointwise_weight * F.binary_cross_entropy_with_logits(scores, wanted)
            if group.prior:
                total = total - settings.blended_weight * torch.log_softmax(scores + text, 0)[0]
            hits += float(scores.argmax() == 0)
        if group.text_weight:
            total = total - group.text_weight * (torch.softmax(text, 0) * torch.log_softmax(scores, 0)).sum()
    return total, hits
