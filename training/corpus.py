"""Reads the corpus: snippets, and queries with the snippet that answers each and others that only look as if they did."""
import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from settings import LANGUAGE_WEIGHTS, STYLE_WEIGHTS

# Mined negatives of a query in a development set, as published figures use them.
DEVELOPMENT_NEGATIVES = 7
# Style of the rows whose query is the subject of a change.
CHANGE = "change"
# One in so many packages is judged.
PACKAGES_PER_JUDGED = 16
# A subject that so many packages have is dropped.
PACKAGES_WITH_ONE_SUBJECT = 3


@dataclass(frozen=True)
class Row:
    """One query. Snippets are named by their ids."""

    query: str
    style: str
    language: str
    package: str
    relevant: int | str | None
    """None where only the text order's opinion of the others is known."""
    negatives: tuple[int | str, ...]
    """Best hits of BM25 in the same package."""
    foreign: tuple[int | str, ...]
    """Snippets of other packages."""
    prior: tuple[float, ...] = ()
    """What the text order makes of the relevant snippet and of each negative, as a logarithm; nothing where it was not asked."""

    @property
    def candidates(self) -> tuple[int, ...]:
        """What a development query is judged on: the relevant snippet first."""
        negatives = self.negatives if self.prior else self.negatives[:DEVELOPMENT_NEGATIVES]
        return (*self.answer, *negatives, *self.foreign)

    @property
    def answer(self) -> tuple[int, ...]:
        """The relevant snippet, if it is known."""
        return () if self.relevant is None else (self.relevant,)


@dataclass(frozen=True)
class Corpus:
    documentation: list[Row]
    """Queries made from documentation, for training."""
    written: list[Row]
    """Queries written for a snippet, for training."""
    mined: list[Row]
    """Queries with what the product's own first stage finds for them, best first, for training."""
    changes: list[Row]
    """The same with subjects of changes for queries, some of which nobody knows the answer of."""
    development: dict[str, list[Row]]
    """Held-out rows by name of the set."""
    passages: dict[int | str, str]
    """By id of the snippet: path, line break, code."""


def read_corpus(folder: Path, mined_folders: Sequence[Path] = ()) -> Corpus:
    """
    Reads a folder of `units-*`, `train-*`, `written`, `dev` and `written-dev` (`.jsonl.gz`), and any number of `units-mined-*` and `mined-*`;
    README.md has the fields.
    No row of a package that is judged is trained on: of those of the development files, and of others by their names alone, so that what one
    run has learnt from, no other judges. Mined rows of these become sets of their own.
    @raise FileNotFoundError where the folder has no snippets or no training rows
    """
    development = {"documentation": read_rows(folder, "dev.jsonl.gz"), "written": read_rows(folder, "written-dev.jsonl.gz")}
    found = [row for one in mined_folders for row in read_rows(one, "mined-*.jsonl.gz")]
    developed = {name_of(row) for rows in development.values() for row in rows}

    def is_judged(row: Row) -> bool:
        return name_of(row) in developed or zlib.crc32(name_of(row).encode()) % PACKAGES_PER_JUDGED == 0

    def trained(rows: list[Row]) -> list[Row]:
        return [row for row in rows if not is_judged(row)]

    changes, mined = _telling([row for row in found if row.style == CHANGE]), [row for row in found if row.style != CHANGE]
    for name, rows in {"mined": mined, "changes": changes}.items():
        judged = [row for row in rows if is_judged(row) and row.relevant is not None]
        if judged:
            development[name] = judged
    documentation, written = read_rows(folder, "train-*.jsonl.gz"), read_rows(folder, "written.jsonl.gz")
    passages = {unit["i"]: f"{unit['p']}\n{unit['c']}" for one in (folder, *mined_folders) for unit in read_units(one)}
    if not passages or not documentation:
        raise FileNotFoundError(f"no corpus in {folder}: units-*.jsonl.gz and train-*.jsonl.gz are needed")
    return Corpus(trained(documentation), trained(written), trained(mined), trained(changes), development, passages)


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


def read_rows(folder: Path, pattern: str) -> list[Row]:
    """Rows of all files of a folder that match, in the order of their names; README.md has the fields."""
    return [
        Row(line["q"], line["s"], line["g"], line["pkg"], line["pos"], tuple(line["neg"]), tuple(line["neg2"]), tuple(line.get("t", ())))
        for line in _lines(folder, pattern)
    ]


def read_units(folder: Path) -> Iterator[dict]:
    """The snippets of a folder; README.md has the fields."""
    return _lines(folder, "units-*.jsonl.gz")


def name_of(row: Row) -> str:
    """Of the package, however it was packed: another release of it, or its sources, is the same code."""
    unversioned = re.sub(r"@\d.*$|-\d+(\.\d+)+[^-]*$", "", row.package)
    return re.sub(r"^(?:npm~@?|(?:deb|src)~(?:python3?-)?)|-dev$", "", unversioned).replace("+", "-")


def _telling(changes: list[Row]) -> list[Row]:
    """Without subjects that so many packages have that they tell of none: what a family of packages says of all its releases."""
    packages: dict[str, set[str]] = defaultdict(set)
    for row in changes:
        packages[row.query].add(name_of(row))
    return [row for row in changes if len(packages[row.query]) < PACKAGES_WITH_ONE_SUBJECT]


def _lines(folder: Path, pattern: str) -> Iterator[dict]:
    for file in sorted(folder.glob(pattern)):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
