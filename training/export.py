"""Writes a trained model in the layout that transformers.js reads: onnx/*.onnx, config.json, tokenizer files."""
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch

from batches import tensors_of
from graph import build
from model import CrossEncoder
from operators import EightBitOperators, FloatOperators
from tokenizer import Tokenizer, write_tokenizer

PAIRS_AT_ONCE = 16
LONGEST_PAIR = 192

Pairs = list[tuple[list[int], list[int]]]


def export(model: CrossEncoder, base: Path, pairs: Pairs, tokenizer: Tokenizer, folder: Path) -> None:
    """
    @param base folder with config.json, tokenizer.json and tokenizer_config.json of the body
    @param pairs token ids of queries and passages as a search meets them; the ranges of the 8-bit graph are measured on them
    """
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().float().cpu().numpy() for name, value in model.state_dict().items()}
    graphs = {
        "model.onnx": FloatOperators(weights, np.float32),
        "model_fp16.onnx": FloatOperators(weights, np.float16),
        "model_quantized.onnx": EightBitOperators(weights, activation_ranges(model, pairs, tokenizer)),
    }
    for name, operators in graphs.items():
        onnx.save(build(operators, model.shape), str(folder / "onnx" / name))
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    config |= {
        "architectures": ["BertForSequenceClassification"], "num_labels": 1,
        "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    write_tokenizer(base / "tokenizer.json", folder / "tokenizer.json")
    shutil.copyfile(base / "tokenizer_config.json", folder / "tokenizer_config.json")


@torch.no_grad()
def activation_ranges(model: CrossEncoder, pairs: Pairs, tokenizer: Tokenizer) -> dict[str, np.ndarray]:
    """Largest magnitude that each input channel of each linear layer takes over `pairs`, by name of the layer."""
    ranges: dict[str, np.ndarray] = {}

    def keep(name: str, states: torch.Tensor) -> None:
        largest = states.abs().flatten(0, -2).amax(0).cpu().numpy()
        ranges[name] = np.maximum(ranges[name], largest) if name in ranges else largest

    hooks = [
        layer.register_forward_hook(lambda _, inputs, __, name=name: keep(name, inputs[0].detach()))
        for name, layer in model.named_modules() if isinstance(layer, torch.nn.Linear)
    ]
    device = str(next(model.parameters()).device)
    was_training = model.training
    model.eval()
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        model(*tensors_of(pairs[start : start + PAIRS_AT_ONCE], LONGEST_PAIR, tokenizer, device))
    model.train(was_training)
    for hook in hooks:
        hook.remove()
    return ranges
