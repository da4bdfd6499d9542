"""
The ONNX graph of the cross-encoder, put together by hand: inputs input_ids, attention_mask and token_type_ids,
output logits, (pairs, 1). `operators` says how the parts that precision changes are computed.
"""
from typing import Protocol

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from model import NORM_EPSILON, Shape

OPSET = 17
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
EMBEDDINGS = "bert.embeddings."


class Graph:
    """Nodes and constants in the making. A value is known by its name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def numbers(self, *values: int) -> str:
        return self.constant("i" + "_".join(map(str, values)), np.array(values, np.int64))

    def add(self, kind: str, inputs: list[str], domain: str = "", **attributes: object) -> str:
        return self.add_many(kind, inputs, 1, domain, **attributes)[0]

    def add_many(self, kind: str, inputs: list[str], outputs: int, domain: str = "", **attributes: object) -> list[str]:
        name = f"{kind}_{len(self.nodes)}"
        names = [f"{name}_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name=name, domain=domain, **attributes))
        return names

    def model(self, output: str, domains: tuple[str, ...]) -> onnx.ModelProto:
        """@param output name of the logits @param domains of operators beside the standard's"""
        self.nodes.append(helper.make_node("Identity", [output], ["logits"], name="logits"))
        given = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in INPUTS]
        logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 1])
        graph = helper.make_graph(self.nodes, "code_reranker", given, [logits], list(self._constants.values()))
        opsets = [helper.make_opsetid("", OPSET), *(helper.make_opsetid(domain, 1) for domain in domains)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="code-reranker")
        model.ir_version = 8
        return model


class Operators(Protocol):
    """What differs between the precisions."""

    graph: Graph
    weights: dict[str, np.ndarray]
    domains: tuple[str, ...]

    def embed(self) -> str:
        """Word embeddings of input_ids."""

    def linear(self, states: str, layers: list[str]) -> str:
        """Products with the matrices of `layers`, side by side, and their biases."""

    def add_and_normalise(self, states: str, residual: str, layer: str) -> str: ...

    def attend(self, query: str, key: str, value: str, heads: int) -> str: ...

    def gelu(self, states: str) -> str: ...

    def as_single(self, states: str) -> str:
        """Single precision, for the output."""


def build(operators: Operators, shape: Shape) -> onnx.ModelProto:
    graph, weights = operators.graph, operators.weights
    states = _embeddings(operators)
    for index in range(shape.num_hidden_layers):
        states = _layer(operators, states, f"bert.encoder.layer.{index}.", shape, index == shape.num_hidden_layers - 1)
    first = graph.add("Squeeze", [states, graph.numbers(1)])
    names = [graph.constant(name, weights[name]) for name in ("classifier.weight", "classifier.bias")]
    return graph.model(operators.as_single(graph.add("Gemm", [first, *names], transB=1)), operators.domains)


def normalise(graph: Graph, weights: dict[str, np.ndarray], states: str, layer: str) -> str:
    names = [graph.constant(f"{layer}.{part}", weights[f"{layer}.{part}"]) for part in ("weight", "bias")]
    return graph.add("LayerNormalization", [states, *names], axis=-1, epsilon=NORM_EPSILON)


def _embeddings(operators: Operators) -> str:
    graph, weights = operators.graph, operators.weights
    types = graph.constant("token_types", weights[EMBEDDINGS + "token_type_embeddings.weight"])
    places = graph.constant("positions", weights[EMBEDDINGS + "position_embeddings.weight"])
    width = graph.add("Slice", [graph.add("Shape", ["input_ids"]), graph.numbers(1), graph.numbers(2), graph.numbers(0)])
    read = graph.add("Slice", [places, graph.numbers(0), width, graph.numbers(0)])
    words = graph.add("Add", [operators.embed(), graph.add("Gather", [types, "token_type_ids"])])
    return normalise(graph, weights, graph.add("Add", [words, read]), EMBEDDINGS + "LayerNorm")


def _layer(operators: Operators, states: str, prefix: str, shape: Shape, is_last: bool) -> str:
    graph, size, own = operators.graph, shape.hidden_size, prefix + "attention.self."
    asking = states
    if is_last:
        # Nothing but [CLS] is read of the last layer.
        asking = graph.add("Slice", [states, graph.numbers(0), graph.numbers(1), graph.numbers(1)])
        query = operators.linear(asking, [own + "query"])
        both = operators.linear(states, [own + "key", own + "value"])
        key, value = graph.add_many("Split", [both, graph.numbers(size, size)], 2, axis=-1)
    else:
        all_three = operators.linear(states, [own + "query", own + "key", own + "value"])
        query, key, value = graph.add_many("Split", [all_three, graph.numbers(size, size, size)], 3, axis=-1)
    context = operators.attend(query, key, value, shape.num_attention_heads)
    output = operators.linear(context, [prefix + "attention.output.dense"])
    attended = operators.add_and_normalise(output, asking, prefix + "attention.output.LayerNorm")
    inner = operators.gelu(operators.linear(attended, [prefix + "intermediate.dense"]))
    return operators.add_and_normalise(operators.linear(inner, [prefix + "output.dense"]), attended, prefix + "output.LayerNorm")
