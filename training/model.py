"""A BERT cross-encoder in plain PyTorch, parameters named as in Hugging Face's BertForSequenceClassification, without its pooler."""
import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

NORM_EPSILON = 1e-12
# Added to the attention of padding; within the range of half precision.
MASKED = -10000.0


@dataclass(frozen=True)
class Shape:
    """Sizes of the model, as config.json names them."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    max_position_embeddings: int
    type_vocab_size: int

    @staticmethod
    def read(config: Path) -> "Shape":
        fields = json.loads(config.read_text(encoding="utf-8"))
        return Shape(**{name: fields[name] for name in Shape.__dataclass_fields__})


class CrossEncoder(nn.Module):
    """One logit per (query, passage) pair, from the state of [CLS]."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.bert = nn.Module()
        self.bert.embeddings = _Embeddings(shape)
        self.bert.encoder = nn.Module()
        self.bert.encoder.layer = nn.ModuleList(_Layer(shape) for _ in range(shape.num_hidden_layers))
        self.classifier = nn.Linear(shape.hidden_size, 1)
        nn.init.normal_(self.classifier.weight, std=0.02)
        nn.init.zeros_(self.classifier.bias)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """@param ids, mask, types integers, (pairs, tokens) @return logits, (pairs,)"""
        states = self.bert.embeddings(ids, types)
        padding = (1.0 - mask[:, None, None, :].float()) * MASKED
        last = len(self.bert.encoder.layer) - 1
        for index, layer in enumerate(self.bert.encoder.layer):
            # Nothing but [CLS] is read of the last layer.
            states = layer(states, padding, states[:, :1] if index == last else states)
        return self.classifier(states[:, 0])[:, 0]


class _Embeddings(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.word_embeddings = nn.Embedding(shape.vocab_size, shape.hidden_size)
        self.position_embeddings = nn.Embedding(shape.max_position_embeddings, shape.hidden_size)
        self.token_type_embeddings = nn.Embedding(shape.type_vocab_size, shape.hidden_size)
        self.LayerNorm = nn.LayerNorm(shape.hidden_size, eps=NORM_EPSILON)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        places = self.position_embeddings.weight[: ids.shape[1]][None]
        return self.LayerNorm(self.word_embeddings(ids) + self.token_type_embeddings(types) + places)


class _Layer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        size, inner = shape.hidden_size, shape.intermediate_size
        self.heads = shape.num_attention_heads
        self.attention = nn.Module()
        self.attention.self = nn.Module()
        for name in ("query", "key", "value"):
            setattr(self.attention.self, name, nn.Linear(size, size))
        self.attention.output = _Output(size, size)
        self.intermediate = nn.Module()
        self.intermediate.dense = nn.Linear(size, inner)
        self.output = _Output(inner, size)

    def forward(self, states: Tensor, padding: Tensor, asking: Tensor) -> Tensor:
        """@param asking the states that are computed anew: all, or that of [CLS]"""
        own = self.attention.self
        query, key, value = self._split(own.query(asking)), self._split(own.key(states)), self._split(own.value(states))
        context = self._attend(query, key, value, padding)
        attended = self.attention.output(context.transpose(1, 2).flatten(2), asking)
        return self.output(F.gelu(self.intermediate.dense(attended)), attended)

    def _split(self, states: Tensor) -> Tensor:
        return states.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, padding: Tensor) -> Tensor:
        if query.is_cuda:
            return F.scaled_dot_product_attention(query, key, value, attn_mask=padding.to(query.dtype))
        weights = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + padding.to(query.dtype)
        return torch.softmax(weights, -1) @ value


class _Output(nn.Module):
    def __init__(self, inner: int, size: int):
        super().__init__()
        self.dense = nn.Linear(inner, size)
        self.LayerNorm = nn.LayerNorm(size, eps=NORM_EPSILON)

    def forward(self, states: Tensor, residual: Tensor) -> Tensor:
        return self.LayerNorm(self.dense(states) + residual)
