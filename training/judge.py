#!/usr/bin/env python3
"""
Judges weights on the development sets, beside one another: judge.py --corpus DIR [--mined DIR] --start DIR WEIGHTS.safetensors...
Prints a row for each file and set; README.md says what the columns are.
"""
import argparse
import random
from pathlib import Path

import torch

from batches import PassageIds
from corpus import read_corpus
from evaluate import evaluate
from settings import Settings
from tokenizer import Tokenizer
from weights import load_start, read_safetensors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--mined", type=Path, nargs="+", default=[])
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--judged", type=int, default=0, help="queries of each set, a seeded sample (0: all)")
    parser.add_argument("weights", type=Path, nargs="+")
    options = parser.parse_args()
    settings = Settings.for_device(options.device)
    torch.set_num_threads(settings.processes)
    corpus, tokenizer = read_corpus(options.corpus, options.mined), Tokenizer(options.start / "minilm/tokenizer.json")
    passage_ids = PassageIds(corpus, tokenizer, max(settings.lengths))
    model = load_start(options.start).to(options.device)
    print("| weights | set | queries | MRR | first | text | both |\n| --- | --- | --- | --- | --- | --- | --- |")
    for file in options.weights:
        model.load_state_dict(read_safetensors(file))
        for name, rows in corpus.development.items():
            sample = random.Random(settings.seed).sample(rows, min(options.judged or len(rows), len(rows)))
            one = evaluate(model, sample, passage_ids, tokenizer, options.device, settings)
            cells = (f"{value:.3f}" if value is not None else "" for value in (one.mrr, one.first, one.text, one.blended))
            print(f"| {file.stem} | {name} | {one.queries} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
