"""Weights on disk: safetensors, written and read without the library, and an 8-bit ONNX body to begin from."""
import json
import struct
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from model import CrossEncoder, Shape

_types = {"F32": np.float32, "F16": np.float16}


def load_start(folder: Path) -> CrossEncoder:
    """
    The model that training begins from: `*.safetensors` of a cross-encoder where `folder` has one, otherwise the body
    of `minilm/onnx/model_quantized.onnx` with a new head. Shape and vocabulary come from `minilm/`.
    @raise ValueError where a weight of the body is missing
    """
    model = CrossEncoder(Shape.read(folder / "minilm/config.json"))
    stored = sorted(folder.glob("*.safetensors"))
    weights = read_safetensors(stored[0]) if stored else _read_onnx_body(folder / "minilm/onnx/model_quantized.onnx")
    missing = model.load_state_dict(weights, strict=False).missing_keys
    if any(not name.startswith("classifier.") for name in missing) or (stored and missing):
        raise ValueError(f"weights are missing in {folder}: {', '.join(missing)}")
    return model


def read_safetensors(file: Path) -> dict[str, Tensor]:
    """Tensors in single precision, by name."""
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        values = np.frombuffer(data[8 + length + first : 8 + length + last], _types[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).astype(np.float32))
    return tensors


def write_safetensors(weights: dict[str, Tensor], file: Path) -> None:
    """Writes single precision, and only then replaces what stood there."""
    arrays = {name: np.ascontiguousarray(value.detach().float().cpu().numpy()) for name, value in weights.items()}
    header, offset = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    unfinished = file.with_suffix(".part")
    with unfinished.open("wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            out.write(array.tobytes())
    unfinished.replace(file)


def _read_onnx_body(file: Path) -> dict[str, Tensor]:
    """A BertModel exported with 8-bit weights behind DequantizeLinear: (value - zero point) * scale."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(file)).graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            quantised, scale, zero = (values[name] for name in node.input)
            values[node.output[0]] = (quantised.astype(np.float32) - np.float32(zero)) * scale
    # An exported weight lost its name; the bias that is added to its product still has one.
    products = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    named = dict(values)
    for node in graph.node:
        bias = next((name for name in node.input if name.endswith(".bias")), None)
        product = next((products[name] for name in node.input if name in products), None)
        if node.op_type == "Add" and bias and product in values:
            named[bias.removesuffix("bias") + "weight"] = values[product].T
    return {
        f"bert.{name}": torch.from_numpy(np.array(value, np.float32))
        for name, value in named.items()
        if name.startswith(("embeddings.", "encoder.")) and name.endswith(("weight", "bias"))
    }
