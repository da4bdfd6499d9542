"""The model card: what the model is, what it was trained on, how, how well it ranks, and the hashes of its files."""
import hashlib
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from corpus import Corpus
from evaluate import Figures
from settings import Settings
from train import Trainer


def write_card(folder: Path, corpus: Corpus, trainer: Trainer, settings: Settings, device: str, figures: dict[str, dict[str, Figures]]) -> None:
    """@param figures by name of the weights, then by name of the development set"""
    (folder / "README.md").write_text("\n".join([
        "# code-reranker", "",
        "A cross-encoder that reads a question and a piece of code and says by one logit how well the one answers the other.", "",
        "## Training", "",
        f"{trainer.step:,} steps, {trainer.pairs:,} pairs, {trainer.seconds / 60:.0f} minutes on {device}; seed {settings.seed}.",
        f"Read from {len(corpus.documentation):,} documentation queries, {len(corpus.written):,} written and {len(corpus.mined):,} mined ones, "
        f"and {len(corpus.changes):,} subjects of changes; "
        f"{len(corpus.passages):,} snippets in the corpus.", "",
        f"Queries by language of the answer: {_counts(row.language for row in corpus.documentation + corpus.written + corpus.mined + corpus.changes)}.", "",
        *_table(("setting", "value"), [(name, f"`{value}`") for name, value in asdict(settings).items()]), "",
        "## Figures", "",
        "MRR among ten candidates (one relevant, seven that BM25 finds in its package, two from others) or, of mined queries, among the",
        "thirty that the product's first stage finds; packages held out of training. Text and both: the order of the text alone, and with it.", "",
        *_table(("weights", "set", "queries", "MRR", "first", "text", "both"), [
            (weights, name, str(one.queries), *(f"{value:.3f}" if value is not None else "" for value in (one.mrr, one.first, one.text, one.blended)))
            for weights, sets in figures.items() for name, one in sets.items()
        ]), "",
        "## Files", "",
        *_table(("file", "bytes", "SHA-256"), [
            (str(file.relative_to(folder)), f"{file.stat().st_size:,}", f"`{hashlib.sha256(file.read_bytes()).hexdigest()}`")
            for file in sorted(folder.rglob("*")) if file.is_file() and file.name != "README.md"
        ]), "",
    ]), encoding="utf-8")


def _counts(values: object) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in Counter(values).most_common())


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows)]
