"""Gradients of one step by several processes that share the model's memory: a processor learns faster so than by threads."""
import os
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, multiprocessing

from batches import Group


@dataclass(frozen=True)
class Part:
    """A share of one step."""

    groups: list[Group]
    longest: int
    """Longest pair, in tokens."""
    total: int
    """Groups of the whole step: what the loss is divided by."""


@dataclass(frozen=True)
class Learnt:
    loss: float
    """Sum over the groups."""
    hits: float
    """Groups whose relevant passage came first."""
    pairs: int


Learn = Callable[[Part], Learnt]
"""Adds the gradients of a part to those of the weights."""


class Workers:
    """
    Child processes, forked when made, that learn parts of a step; to be closed. The weights are moved to shared memory, where the optimiser
    of this process changes them between steps.
    """

    def __init__(self, model: torch.nn.Module, trained: list[torch.nn.Parameter], learn: Learn, processes: int):
        self._trained = trained
        model.share_memory()
        size = sum(weight.numel() for weight in trained)
        self._gradients = [torch.zeros(size).share_memory_() for _ in range(processes)]
        context = multiprocessing.get_context("fork")
        self._tasks, self._results = context.SimpleQueue(), context.SimpleQueue()
        self._processes = [
            context.Process(target=_serve, args=(trained, gradients, learn, self._tasks, self._results), daemon=True)
            for gradients in self._gradients
        ]
        for process in self._processes:
            process.start()

    def learn(self, parts: list[Part], meanwhile: Callable[[], None]) -> list[Learnt]:
        """Sets the gradients of the weights to the sum over the parts. @param meanwhile what this process does while the others learn"""
        for part in parts:
            self._tasks.put(part)
        meanwhile()
        learnt = [self._results.get() for _ in parts]
        for weight, *shares in zip(self._trained, *(_views(self._trained, gradients) for gradients in self._gradients)):
            weight.grad = torch.stack(shares).sum(0)
        for gradients in self._gradients:
            gradients.zero_()
        return learnt

    def close(self) -> None:
        for _ in self._processes:
            self._tasks.put(None)
        for process in self._processes:
            process.join()


def _serve(trained: list[torch.nn.Parameter], gradients: Tensor, learn: Learn, tasks: multiprocessing.SimpleQueue, results: multiprocessing.SimpleQueue) -> None:
    torch.set_num_threads(1)
    for weight, view in zip(trained, _views(trained, gradients)):
        weight.grad = view
    while (part := tasks.get()) is not None and os.getppid() != 1:
        results.put(learn(part))


def _views(trained: list[torch.nn.Parameter], flat: Tensor) -> list[Tensor]:
    """Parts of a flat tensor in the shapes of the weights."""
    views, start = [], 0
    for weight in trained:
        views.append(flat[start : start + weight.numel()].view_as(weight))
        start += weight.numel()
    return views
