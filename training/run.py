#!/usr/bin/env python3
"""
From corpus to ONNX: trains the reranker, chooses between its last and its averaged weights, exports, writes the card.
Goes on where an earlier run with the same --out stopped. README.md says what each folder holds.
"""
import argparse
import json
import random
from dataclasses import replace
from pathlib import Path

import torch

from batches import PassageIds, TrainingGroups
from card import write_card
from corpus import Corpus, Row, read_corpus
from evaluate import Figures, evaluate
from export import Pairs, export
from model import CrossEncoder
from settings import Settings
from tokenizer import Tokenizer
from train import Trainer
from weights import load_start, write_safetensors

# Pairs whose activations set the ranges of the 8-bit graph.
CALIBRATION_PAIRS = 400


def main(arguments: list[str] | None = None) -> dict[str, dict[str, Figures]]:
    """@return the figures of the starting, last and averaged weights, by development set"""
    options = _parse(arguments)
    settings = _settings(options)
    options.out.mkdir(parents=True, exist_ok=True)
    log = (options.out / "log.txt").open("a", encoding="utf-8")

    def say(line: str) -> None:
        print(line, flush=True)
        print(line, file=log, flush=True)

    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    base = options.start / "minilm"
    corpus, tokenizer = read_corpus(options.corpus, options.mined), Tokenizer(base / "tokenizer.json")
    passage_ids = PassageIds(corpus, tokenizer, max(settings.lengths))
    if options.device != "cpu":
        passage_ids.prepare()
    model = load_start(options.start).to(options.device)
    say(f"{len(corpus.documentation):,} documentation queries, {len(corpus.written):,} written, {len(corpus.mined):,} mined, {len(corpus.changes):,} changes, on {options.device}: {settings}")

    def judge(name: str) -> dict[str, Figures]:
        judged = {}
        for set_name, rows in corpus.development.items():
            judged[set_name] = one = evaluate(model, rows[: options.judged or None], passage_ids, tokenizer, options.device, settings)
            beside = "" if one.text is None else f", text order {one.text:.4f}, both {one.blended:.4f}"
            say(f"{name}, {set_name}: MRR {one.mrr:.4f}, first {one.first:.4f}{beside} ({one.queries} queries)")
        return judged

    figures = {"start": judge("start")}
    trainer = Trainer(model, TrainingGroups(corpus, tokenizer, passage_ids, settings), tokenizer, settings, options.device, options.out / "state.pt")
    trainer.run(say)
    candidates = {"last": {name: value.clone() for name, value in model.state_dict().items()}, "averaged": trainer.averaged()}
    for name, weights in candidates.items():
        model.load_state_dict(weights)
        figures[name] = judge(name)
    chosen = max(candidates, key=lambda name: sum(one.blended or one.mrr for one in figures[name].values()))
    say(f"exported: {chosen}")
    model.load_state_dict(candidates[chosen])
    write_safetensors(model.state_dict(), options.out / "model.safetensors")
    folder = options.out / "code-reranker"
    export(model.cpu(), base, _calibration(corpus, tokenizer, passage_ids, settings), tokenizer, folder)
    write_card(folder, corpus, trainer, settings, options.device, figures)
    log.close()
    return figures


def _calibration(corpus: Corpus, tokenizer: Tokenizer, passage_ids: PassageIds, settings: Settings) -> Pairs:
    """Pairs of training rows: nothing of the development sets may set a range."""
    rows: list[Row] = random.Random(f"{settings.seed} calibration").sample(
        corpus.documentation + corpus.written + corpus.mined + corpus.changes, min(CALIBRATION_PAIRS // 4, len(corpus.documentation)),
    )
    return [
        (tokenizer.encode(row.query, settings.max_query), passage_ids[snippet])
        for row in rows for snippet in row.candidates[:4]
    ]


def _settings(options: argparse.Namespace) -> Settings:
    given = {"minutes": options.minutes, "steps": options.steps, "seed": options.seed}
    given = {name: value for name, value in given.items() if value is not None}
    for pair in options.set:
        name, _, value = pair.partition("=")
        given[name] = tuple(parsed) if isinstance(parsed := json.loads(value), list) else parsed
    settings = replace(Settings.for_device(options.device), **given)
    # A number of steps alone is meant to be reached, whatever time it takes.
    return replace(settings, minutes=0.0) if options.steps and options.minutes is None else settings


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of units, train, written and dev files")
    parser.add_argument("--mined", type=Path, nargs="+", default=[], help="folders that mine.ts has written")
    parser.add_argument("--start", type=Path, required=True, help="folder of minilm/ and, to go on from it, a cross-encoder's .safetensors")
    parser.add_argument("--out", type=Path, required=True, help="folder for the state, the log and the exported model")
    parser.add_argument("--device", default="cpu", help="cpu (default) or cuda")
    parser.add_argument("--minutes", type=float, help="time of training (60)")
    parser.add_argument("--steps", type=int, help="steps of training, instead of or besides a time")
    parser.add_argument("--judged", type=int, default=0, help="queries of each development set that are judged (0: all)")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another number of settings.py, as JSON; may be repeated")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
