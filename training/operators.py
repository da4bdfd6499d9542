"""How the graph computes in each precision: standard operators in single or half, ONNX Runtime's own in 8 bits."""
import math

import numpy as np
from onnx import TensorProto

from graph import EMBEDDINGS, Graph, normalise
from model import MASKED

MICROSOFT = "com.microsoft"
# Weights within +-63: the sums of u8 * s8 products cannot overflow 16 bits on processors without VNNI.
WEIGHT_BITS = 7
# SmoothQuant's alpha (Xiao et al. 2023): how much of an outlier among the activations moves into the weights. Measured: .5 is worse.
SMOOTHING = 0.75
SMALLEST_RANGE = 1e-4
SMALLEST_SCALE = 1e-8


class FloatOperators:
    """@param dtype np.float32 or np.float16"""

    domains: tuple[str, ...] = ()

    def __init__(self, weights: dict[str, np.ndarray], dtype: type):
        self.graph = Graph()
        self._dtype = dtype
        self.weights = {name: value.astype(dtype) for name, value in weights.items()}
        self._padding: str | None = None

    def embed(self) -> str:
        name = EMBEDDINGS + "word_embeddings.weight"
        return self.graph.add("Gather", [self.graph.constant(name, self.weights[name]), "input_ids"])

    def linear(self, states: str, layers: list[str]) -> str:
        matrix, bias = stacked(self.weights, layers)
        product = self.graph.add("MatMul", [states, self.graph.constant(layers[0] + ".matrix", matrix)])
        return self.graph.add("Add", [product, self.graph.constant(layers[0] + ".bias", bias)])

    def add_and_normalise(self, states: str, residual: str, layer: str) -> str:
        return normalise(self.graph, self.weights, self.graph.add("Add", [states, residual]), layer)

    def attend(self, query: str, key: str, value: str, heads: int) -> str:
        graph = self.graph
        parts = [self._split(query, heads, [0, 2, 1, 3]), self._split(key, heads, [0, 2, 3, 1]), self._split(value, heads, [0, 2, 1, 3])]
        width = self.weights["classifier.weight"].shape[1]
        fit = graph.add("Mul", [graph.add("MatMul", parts[:2]), self._number("root", 1 / math.sqrt(width // heads))])
        shares = graph.add("Softmax", [graph.add("Add", [fit, self._mask()])], axis=-1)
        context = graph.add("Transpose", [graph.add("MatMul", [shares, parts[2]])], perm=[0, 2, 1, 3])
        return graph.add("Reshape", [context, graph.numbers(0, -1, width)])

    def gelu(self, states: str) -> str:
        graph = self.graph
        error = graph.add("Erf", [graph.add("Div", [states, self._number("root_two", math.sqrt(2))])])
        doubled = graph.add("Mul", [states, graph.add("Add", [error, self._number("one", 1)])])
        return graph.add("Mul", [doubled, self._number("half", 0.5)])

    def as_single(self, states: str) -> str:
        return states if self._dtype is np.float32 else self.graph.add("Cast", [states], to=TensorProto.FLOAT)

    def _mask(self) -> str:
        if self._padding is None:
            graph, kind = self.graph, TensorProto.FLOAT if self._dtype is np.float32 else TensorProto.FLOAT16
            mask = graph.add("Cast", [graph.add("Unsqueeze", ["attention_mask", graph.numbers(1, 2)])], to=kind)
            self._padding = graph.add("Mul", [graph.add("Sub", [self._number("one", 1), mask]), self._number("masked", MASKED)])
        return self._padding

    def _split(self, states: str, heads: int, order: list[int]) -> str:
        width = self.weights["classifier.weight"].shape[1]
        return self.graph.add("Transpose", [self.graph.add("Reshape", [states, self.graph.numbers(0, -1, heads, width // heads)])], perm=order)

    def _number(self, name: str, value: float) -> str:
        return self.graph.constant(name, np.array([value], self._dtype))


class EightBitOperators:
    """
    Weights in 8 bits per output channel, activations quantised per tensor as they come, sums in integers.
    @param ranges largest magnitude per input channel of each linear layer, measured on real pairs; smooths the outliers
    """

    domains = (MICROSOFT,)

    def __init__(self, weights: dict[str, np.ndarray], ranges: dict[str, np.ndarray]):
        self.graph, self.weights, self._ranges = Graph(), weights, ranges
        self._mask: str | None = None

    def embed(self) -> str:
        name = EMBEDDINGS + "word_embeddings.weight"
        ids, scale, zero = grid_of(self.weights[name])
        words = self.graph.add("Gather", [self.graph.constant("words", ids), "input_ids"])
        return self.graph.add("DequantizeLinear", [words, self.graph.constant("words.scale", scale), self.graph.constant("words.zero", zero)])

    def linear(self, states: str, layers: list[str]) -> str:
        graph, name = self.graph, layers[0]
        matrix, bias = stacked(self.weights, layers)
        activations = np.maximum(self._ranges[name], SMALLEST_RANGE) ** SMOOTHING
        factors = np.clip(activations / np.maximum(np.abs(matrix).max(1), SMALLEST_RANGE) ** (1 - SMOOTHING), 1e-3, 1e3).astype(np.float32)
        smooth = graph.add("Mul", [states, graph.constant(name + ".smooth", 1 / factors)])
        quantised, scale = rounded(matrix * factors[:, None])
        constants = {"matrix": quantised, "scale": scale, "zero": np.zeros(len(scale), np.int8), "bias": bias}
        return graph.add("DynamicQuantizeMatMul", [smooth, *(graph.constant(f"{name}.{part}", value) for part, value in constants.items())], MICROSOFT)

    def add_and_normalise(self, states: str, residual: str, layer: str) -> str:
        # ONNX Runtime's SkipLayerNormalization takes ten times as long as these two, which is a fifth of the whole.
        return normalise(self.graph, self.weights, self.graph.add("Add", [states, residual]), layer)

    def attend(self, query: str, key: str, value: str, heads: int) -> str:
        if self._mask is None:
            self._mask = self.graph.add("Cast", ["attention_mask"], to=TensorProto.INT32)
        return self.graph.add("MultiHeadAttention", [query, key, value, "", self._mask], MICROSOFT, num_heads=heads)

    def gelu(self, states: str) -> str:
        return self.graph.add("Gelu", [states], MICROSOFT)

    def as_single(self, states: str) -> str:
        return states


def stacked(weights: dict[str, np.ndarray], layers: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The matrices of `layers` side by side, (inputs, outputs), and their biases."""
    matrix = np.concatenate([weights[layer + ".weight"] for layer in layers]).T
    return matrix, np.concatenate([weights[layer + ".bias"] for layer in layers])


def rounded(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """@return whole numbers within WEIGHT_BITS bits, and what to multiply each column with"""
    largest = 2 ** (WEIGHT_BITS - 1) - 1
    scale = (np.maximum(np.abs(matrix).max(0), SMALLEST_SCALE) / largest).astype(np.float32)
    return np.clip(np.rint(matrix / scale), -largest, largest).astype(np.int8), scale


def grid_of(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    The table in bytes, with scale and zero point. A table that already lies on a grid of at most 256 values, as frozen
    embeddings do, is stored without loss (but for the rounding of weights that were kept in half precision).
    """
    values = np.unique(table)
    lowest, highest = float(values[0]), float(values[-1])
    places = 255
    if 2 <= len(values) <= 256:
        places = min(places, round((highest - lowest) / float(np.median(np.diff(values)))))
    scale = max((highest - lowest) / places, SMALLEST_SCALE)
    zero = int(np.clip(round(-lowest / scale), 0, 255))
    ids = np.clip(np.rint(table / scale) + zero, 0, 255).astype(np.uint8)
    return ids, np.array(scale, np.float32), np.array(zero, np.uint8)
