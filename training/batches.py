"""From rows of the corpus to tensors: groups of token ids, and parts of about equal length."""
import functools
import multiprocessing
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from corpus import Corpus, Row, reading_order
from settings import TEXT_TAUGHT_STYLES, Settings
from tokenizer import Tokenizer
from variations import varied

SPECIAL_TOKENS = 3
# Tensors end on a multiple of this: kernels of GPUs like it, and it costs processors little.
LENGTH_STEP = 8


@dataclass(frozen=True)
class Group:
    query: list[int]
    passages: list[list[int]]
    """The relevant one first, where it is known."""
    is_labelled: bool
    prior: list[float]
    """What the text order makes of each passage; empty where it is not known."""
    text_weight: float = 0.0
    """How much the text order is a teacher."""


class PassageIds:
    """Token ids of the snippets, made when they are first asked for, or all at once."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, limit: int):
        self._corpus, self._tokenizer, self._limit = corpus, tokenizer, limit
        self._ids: dict[int, list[int]] = {}

    def __getitem__(self, snippet: int) -> list[int]:
        ids = self._ids.get(snippet)
        if ids is None:
            ids = self._ids[snippet] = self._encode(snippet)
        return ids

    def prepare(self) -> None:
        """Encodes every snippet on all cores: a GPU does not wait for a tokenizer."""
        processes = os.cpu_count() or 1
        texts = list(self._corpus.passages.values())
        share = -(-len(texts) // processes)
        encode = functools.partial(_encode_all, self._tokenizer, self._limit)
        with multiprocessing.Pool(processes) as pool:
            shares = pool.map(encode, [texts[start : start + share] for start in range(0, len(texts), share)], chunksize=1)
        self._ids = dict(zip(self._corpus.passages, (ids for encoded in shares for ids in encoded)))

    def _encode(self, snippet: int) -> list[int]:
        return self._tokenizer.encode(self._corpus.passages[snippet], self._limit)


class TrainingGroups:
    """What each step reads. It depends on the seed and the step alone, so that a run goes on where it stopped."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, passage_ids: PassageIds, settings: Settings):
        self._corpus, self._tokenizer, self._ids, self._settings = corpus, tokenizer, passage_ids, settings
        self._documentation = reading_order(corpus.documentation, settings.seed)
        self._written = reading_order(corpus.written, settings.seed)
        self._mined = reading_order(corpus.mined, settings.seed)
        self._changes = reading_order(corpus.changes, settings.seed)
        self._prepared: tuple[int, tuple[list[Group], int]] | None = None

    def prepare(self, step: int) -> None:
        """Makes what `of_step` will be asked for next."""
        self._prepared = (step, self.of_step(step))

    def of_step(self, step: int) -> tuple[list[Group], int]:
        """@param step from 0 @return the groups of the step, and the longest pair that it reads, in tokens"""
        if self._prepared and self._prepared[0] == step:
            return self._prepared[1]
        settings = self._settings
        written = round(settings.groups_per_step * settings.written_share) if self._written else 0
        mined = round(settings.groups_per_step * settings.mined_share) if self._mined else 0
        changes = round(settings.groups_per_step * settings.change_share) if self._changes else 0
        draw = random.Random(f"{settings.seed} step {step}")
        groups = [self._group(row, draw, True) for row in _turn(self._documentation, settings.groups_per_step - written - mined - changes, step)]
        groups += [self._group(row, draw, row.style != "written") for row in _turn(self._mined, mined, step)]
        groups += [self._group(row, draw, False) for row in _turn(self._written, written, step)]
        groups += [self._group(row, draw, False) for row in _turn(self._changes, changes, step)]
        return groups, draw.choice(settings.lengths)

    def _group(self, row: Row, draw: random.Random, may_vary: bool) -> Group:
        settings, passages = self._settings, self._corpus.passages
        near = min(len(row.negatives), settings.negatives_among)
        places = draw.sample(range(near), min(settings.negatives, near))
        negatives = [row.negatives[place] for place in places]
        if row.foreign and draw.random() < settings.foreign_share:
            negatives[-1:] = [draw.choice(row.foreign)]
        query = row.query
        if may_vary and draw.random() < settings.varied_share:
            query = varied(query, passages[row.relevant], [passages[snippet] for snippet in row.negatives], draw)
        snippets = [*row.answer, *negatives]
        if draw.random() < settings.pathless_share:
            texts = [passages[snippet].partition("\n")[2] for snippet in snippets]
            candidates = [self._tokenizer.encode(text, max(settings.lengths)) for text in texts]
        else:
            candidates = [self._ids[snippet] for snippet in snippets]
        known = len(row.answer)
        prior = [row.prior[place] for place in (*range(known), *(known + place for place in places))] if row.prior else []
        text_weight = settings.text_weight if row.prior and row.style in TEXT_TAUGHT_STYLES else 0.0
        return Group(self._tokenizer.encode(query, settings.max_query), candidates, known > 0, prior, text_weight)


def parts_of(groups: list[Group], size: int) -> list[list[Group]]:
    """Runs of at most `size` groups, longest first, so that short ones are not padded to the length of long ones."""
    ordered = sorted(groups, key=lambda group: -max(map(len, group.passages)))
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def pairs_of(groups: list[Group]) -> list[tuple[list[int], list[int]]]:
    return [(group.query, passage) for group in groups for passage in group.passages]


def tensors_of(pairs: list[tuple[list[int], list[int]]], limit: int, tokenizer: Tokenizer, device: str) -> tuple[Tensor, Tensor, Tensor]:
    """@param limit longest pair; passages are cut @return ids, mask and types, (pairs, tokens)"""
    whole = [
        ([tokenizer.start, *query, tokenizer.separator], [*passage[: limit - len(query) - SPECIAL_TOKENS], tokenizer.separator])
        for query, passage in pairs
    ]
    longest = max(len(query) + len(passage) for query, passage in whole)
    width = min(limit, -(-longest // LENGTH_STEP) * LENGTH_STEP)
    ids = torch.zeros(len(whole), width, dtype=torch.long)
    mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
    for index, (query, passage) in enumerate(whole):
        length = len(query) + len(passage)
        ids[index, :length] = torch.tensor(query + passage)
        mask[index, :length] = 1
        types[index, len(query) : length] = 1
    return ids.to(device), mask.to(device), types.to(device)


def _encode_all(tokenizer: Tokenizer, limit: int, texts: list[str]) -> list[list[int]]:
    return [tokenizer.encode(text, limit) for text in texts]


def _turn(rows: list[Row], count: int, step: int) -> Iterator[Row]:
    """`count` rows for a step, from the beginning again after the last."""
    for place in range(step * count, (step + 1) * count):
        yield rows[place % len(rows)]
