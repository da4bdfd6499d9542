"""How well a model ranks held-out rows: the relevant snippet among its mined and foreign negatives."""
from dataclasses import dataclass

import torch

from batches import PassageIds, tensors_of
from corpus import Row
from model import CrossEncoder
from settings import Settings
from tokenizer import Tokenizer

# Pairs at once: on a processor, more only cost memory.
PAIRS_AT_ONCE = 64
# As in a search.
LONGEST_PAIR = 192


@dataclass(frozen=True)
class Figures:
    queries: int
    mrr: float
    """Mean of 1 / rank of the relevant snippet; with ten candidates this is MRR@10."""
    first: float
    """Share of the queries whose relevant snippet stands first."""
    text: float | None = None
    """Mean of 1 / rank in text order, where it is known of every row."""
    blended: float | None = None
    """The same of text order and logits together."""


def evaluate(model: CrossEncoder, rows: list[Row], passage_ids: PassageIds, tokenizer: Tokenizer, device: str, settings: Settings) -> Figures:
    """@param rows each judged on its `candidates`; a tie counts against the model"""
    logits = score(model, rows, passage_ids, tokenizer, device, settings.max_query)
    count = max(1, len(rows))
    first = sum(_rank(scores) == 1 for scores in logits) / count
    if not all(row.prior for row in rows):
        return Figures(len(rows), _mrr(logits), first)
    blended = [
        [logit + settings.prior_scale * prior for logit, prior in zip(scores, row.prior)]
        for scores, row in zip(logits, rows)
    ]
    return Figures(len(rows), _mrr(logits), first, _mrr([list(row.prior) for row in rows]), _mrr(blended))


@torch.no_grad()
def score(model: CrossEncoder, rows: list[Row], passage_ids: PassageIds, tokenizer: Tokenizer, device: str, max_query: int) -> list[list[float]]:
    """Logits of the candidates of each row, in single precision on a processor and bfloat16 on a GPU."""
    pairs = []
    for row in rows:
        query = tokenizer.encode(row.query, max_query)
        pairs += [(query, passage_ids[snippet]) for snippet in row.candidates]
    order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][0]) + len(pairs[index][1]))
    logits = [0.0] * len(pairs)
    was_training = model.training
    model.eval()
    for start in range(0, len(order), PAIRS_AT_ONCE):
        part = order[start : start + PAIRS_AT_ONCE]
        with torch.autocast(device.split(":")[0], dtype=torch.bfloat16, enabled=device != "cpu"):
            values = model(*tensors_of([pairs[index] for index in part], LONGEST_PAIR, tokenizer, device))
        for index, value in zip(part, values.float().tolist()):
            logits[index] = value
    model.train(was_training)
    remaining = iter(logits)
    return [[next(remaining) for _ in row.candidates] for row in rows]


def _mrr(scores: list[list[float]]) -> float:
    return sum(1 / _rank(row) for row in scores) / max(1, len(scores))


def _rank(scores: list[float]) -> int:
    return 1 + sum(other >= scores[0] for other in scores[1:])
