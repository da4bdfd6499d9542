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
        saved_at = self.seconds
        losses: list[float] = []
        firsts: list[float] = []
        self.model.train()
        while self._progress() < 1:
            began = time.monotonic()
            loss, first = self._learn()
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

    def averaged(self) -> dict[str, Tensor]:
        """The moving average of the weights over the last steps."""
        return self._average

    def _learn(self) -> tuple[float, float]:
        """One step. @return the mean loss and the share of queries whose relevant passage came first"""
        settings = self._settings
        groups, longest = self._groups.of_step(self.step)
        loss = hits = 0.0
        for part in parts_of(groups, settings.groups_per_part):
            pairs = pairs_of(part)
            with torch.autocast(self._device.split(":")[0], dtype=torch.bfloat16, enabled=settings.bfloat16):
                logits = self.model(*tensors_of(pairs, longest, self._tokenizer, self._device))
            part_loss, part_hits = _losses(logits.float(), part, settings.pointwise_weight)
            (part_loss / len(groups)).backward()
            loss, hits, self.pairs = loss + part_loss.item(), hits + part_hits, self.pairs + len(pairs)
        torch.nn.utils.clip_grad_norm_(self._trained, settings.clip_norm)
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate()
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self._follow()
        return loss / len(groups), hits / len(groups)

    @torch.no_grad()
    def _follow(self) -> None:
        """Moves the average; the decay grows with the steps, so that the first weights are soon forgotten."""
        decay = min(self._settings.average_decay, (1 + self.step) / (10 + self.step))
        for name, value in self.model.state_dict().items():
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


def _losses(logits: Tensor, groups: list[Group], pointwise_weight: float) -> tuple[Tensor, float]:
    """Sum over the groups of the listwise loss and a little of the pointwise one; and how many relevant passages came first."""
    total, hits = logits.new_zeros(()), 0.0
    for scores in logits.split([len(group.passages) for group in groups]):
        wanted = torch.zeros_like(scores)
        wanted[0] = 1
        listwise = -torch.log_softmax(scores, 0)[0]
        total = total + listwise + pointwise_weight * F.binary_cross_entropy_with_logits(scores, wanted)
        hits += float(scores.argmax() == 0)
    return total, hits
