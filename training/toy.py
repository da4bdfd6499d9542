"""A corpus of a few dozen rows and a model of two small layers with random weights, for the tests."""
import gzip
import json
import random
import string
from pathlib import Path

import torch

from model import CrossEncoder, Shape
from weights import write_safetensors

VERBS = ("read", "write", "close", "parse", "merge", "sort", "hash", "draw", "send", "lock")
NOUNS = ("file", "token", "socket", "colour", "matrix", "record", "cache", "queue", "window", "header")
PACKAGES = ("alpha", "beta", "gamma", "delta")
# Packages with changes: the second is one of those that corpus.py keeps to judge by.
CHANGED_PACKAGES = ("epsilon", "azure", "zeta")
SNIPPETS_PER_PACKAGE = 30
NEGATIVES = 7
SHAPE = {
    "model_type": "bert", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64,
    "max_position_embeddings": 256, "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "pad_token_id": 0,
}


def write_toy_corpus(folder: Path, seed: int = 1) -> None:
    """
    Every other snippet is a function that returns something and is asked for; what lies between only calls, and is the
    negative. So there is something that even a tiny model learns at once. The last package is held out.
    """
    draw = random.Random(seed)
    folder.mkdir(parents=True)
    units, rows = [], {name: [] for name in ("train-00", "written", "dev", "written-dev")}
    for package in PACKAGES:
        tasks = draw.sample([(verb, noun) for verb in VERBS for noun in NOUNS], SNIPPETS_PER_PACKAGE)
        first = len(units)
        for number, (verb, noun) in enumerate(tasks):
            name = verb + noun.title()
            code = f"{name}(input);" if number % 2 else f"function {name}(input) {{\n  return input.{noun}_{verb}();\n}}"
            units.append({"i": first + number, "p": f"src/{package}/part{number % 3}.js", "c": code, "g": "javascript"})
        calls = range(first + 1, first + len(tasks), 2)
        for number, (verb, noun) in list(enumerate(tasks))[::2]:
            row = {
                "q": f"how to {verb} a {noun}", "s": "question", "g": "javascript", "pkg": package, "pos": first + number,
                "neg": draw.sample(calls, NEGATIVES), "neg2": draw.sample(range(1, SNIPPETS_PER_PACKAGE, 2), 2),
            }
            is_written = number % 3 == 0
            names = ("dev", "written-dev") if package == PACKAGES[-1] else ("train-00", "written")
            rows[names[is_written]].append(row)
    write_lines(folder / "units-00.jsonl.gz", units)
    # As if the product had searched: the text order knows no better than by chance.
    mined = [row | {"t": [round(draw.uniform(-1, 0.8), 3) for _ in range(1 + NEGATIVES)], "neg2": []} for part in rows.values() for row in part]
    rows["mined-toy"] = mined
    # Subjects of changes: of every other one only what the text order thinks is known.
    asked = [row for name in ("train-00", "dev") for row in rows[name]]
    rows["mined-changes"] = [
        {
            **row, "s": "change", "pkg": CHANGED_PACKAGES[number % len(CHANGED_PACKAGES)], "neg2": [],
            **({"t": [0.8] + [-0.5] * NEGATIVES} if number % 2 else {"pos": None, "neg": [*row["neg"], row["pos"]], "t": [-0.5] * NEGATIVES + [0.8]}),
        }
        for number, row in enumerate(asked)
    ]
    for name, lines in rows.items():
        write_lines(folder / f"{name}.jsonl.gz", lines)


def write_toy_start(folder: Path) -> None:
    """A vocabulary of letters and of the words of the toy corpus, and random weights."""
    base = folder / "minilm"
    base.mkdir(parents=True)
    letters = string.ascii_lowercase + string.digits
    words = (*VERBS, *NOUNS, *PACKAGES, "function", "return", "input", "src", "part", "how", "to")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters), *words]
    special = [
        {"id": place, "content": piece, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for place, piece in enumerate(pieces[:5])
    ]
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": None, "decoder": None,
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
            "vocab": {piece: place for place, piece in enumerate(pieces)},
        },
    }
    (base / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    (base / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}', encoding="utf-8")
    (base / "config.json").write_text(json.dumps(SHAPE | {"vocab_size": len(pieces)}), encoding="utf-8")
    torch.manual_seed(1)
    model = CrossEncoder(Shape.read(base / "config.json"))
    for name, weight in model.named_parameters():
        if "embeddings" in name and weight.dim() == 2:
            torch.nn.init.normal_(weight, std=1.0 if "word" in name else 0.1)
    write_safetensors(model.state_dict(), folder / "random.safetensors")


def write_lines(file: Path, lines: list[dict]) -> None:
    with gzip.open(file, "wt", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(line) + "\n")
