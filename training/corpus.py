"""Reads the corpus: snippets, and queries with the snippet that answers each and others that only look as if they did."""
import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from settings import LANGUAGE_WEIGHTS, STYLE_WEIGHTS

# Mined negatives of a query in a development set, as published figures use them.
DEVELOPMENT_NEGATIVES = 7


@dataclass(frozen=True)
class Row:
    """One query. Snippets are named by their ids."""

    query: str
    style: str
    language: str
    package: str
    relevant: int
    negatives: tuple[int, ...]
    """Best hits of BM25 in the same package."""
    foreign: tuple[int, ...]
    """Snippets of other packages."""

    @property
    def candidates(self) -> tuple[int, ...]:
        """What a development query is judged on: the relevant snippet first."""
        return (self.relevant, *self.negatives[:DEVELOPMENT_NEGATIVES], *self.foreign)


@dataclass(frozen=True)
class Corpus:
    documentation: list[Row]
    """Queries made from documentation, for training."""
    written: list[Row]
    """Queries written by people, for training."""
    development: dict[str, list[Row]]
    """Held-out rows by name of the set."""
    passages: dict[int, str]
    """By id of the snippet: path, line break, code."""


def read_corpus(folder: Path) -> Corpus:
    """
    Reads a folder of `units-*`, `train-*`, `written`, `dev` and `written-dev` (`.jsonl.gz`); README.md has the fields.
    Documentation rows of packages that a development set holds are left out, so that no figure is of seen code.
    @raise FileNotFoundError where the folder has no snippets or no training rows
    """
    development = {"documentation": _rows(folder, "dev.jsonl.gz"), "written": _rows(folder, "written-dev.jsonl.gz")}
    held_out = {row.package for rows in development.values() for row in rows}
    documentation = [row for row in _rows(folder, "train-*.jsonl.gz") if row.package not in held_out]
    written = [row for row in _rows(folder, "written.jsonl.gz") if row.package not in held_out]
    passages = {unit["i"]: f"{unit['p']}\n{unit['c']}" for unit in _lines(folder, "units-*.jsonl.gz")}
    if not passages or not documentation:
        raise FileNotFoundError(f"no corpus in {folder}: units-*.jsonl.gz and train-*.jsonl.gz are needed")
    return Corpus(documentation, written, development, passages)


def reading_order(rows: list[Row], seed: int) -> list[Row]:
    """
    The rows in the order in which training reads them: drawn without replacement, heavier languages and styles earlier
    (Efraimidis and Spirakis 2006: sort by u^(1/weight)), so that a short run sees more of what matters.
    """
    draw = random.Random(f"{seed} order")

    def key(row: Row) -> float:
        weight = LANGUAGE_WEIGHTS.get(row.language, 1.0) * STYLE_WEIGHTS.get(row.style, 1.0)
        return draw.random() ** (1 / weight)

    return [row for _, row in sorted(((key(row), row) for row in rows), key=lambda pair: -pair[0])]


def _rows(folder: Path, pattern: str) -> list[Row]:
    return [
        Row(line["q"], line["s"], line["g"], line["pkg"], line["pos"], tuple(line["neg"]), tuple(line["neg2"]))
        for line in _lines(folder, pattern)
    ]


def _lines(folder: Path, pattern: str) -> Iterator[dict]:
    for file in sorted(folder.glob(pattern)):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
