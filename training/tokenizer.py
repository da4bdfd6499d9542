"""WordPiece of BERT behind the product's normaliser. The same as the tokenizer.json that it writes; the tests compare the two through the product."""
import json
import re
import unicodedata
from pathlib import Path

# Before lower-casing: words of camelCase are told apart, punctuation that only costs tokens is dropped, rulers shrink.
REPLACEMENTS = (
    (r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " "),
    (r'[;{}()\[\],"\'`_*/\\:.#@$]+|([=\-~+])(?:[=\-~+]){2,}', " "),
)
# Code is never denser than this; what lies behind cannot reach the first `limit` tokens in practice.
CHARACTERS_PER_TOKEN = 14
MAX_WORD = 100

_patterns = tuple((re.compile(pattern), replacement) for pattern, replacement in REPLACEMENTS)
_words = re.compile(r"[^\W_]+|[^\w\s]|_")
_ideographs = re.compile("([\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff])")


class Tokenizer:
    """@param file tokenizer.json of a WordPiece model"""

    def __init__(self, file: Path):
        self._vocabulary: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
        self._unknown = self._vocabulary["[UNK]"]
        self.start = self._vocabulary["[CLS]"]
        self.separator = self._vocabulary["[SEP]"]
        self._pieces: dict[str, list[int]] = {}

    def encode(self, text: str, limit: int) -> list[int]:
        """The first `limit` ids of `text`, without special tokens."""
        ids: list[int] = []
        for word in _words.findall(_normalise(text[: limit * CHARACTERS_PER_TOKEN])):
            ids += self._pieces_of(word)
            if len(ids) >= limit:
                break
        return ids[:limit]

    def _pieces_of(self, word: str) -> list[int]:
        known = self._pieces.get(word)
        if known is None:
            known = self._pieces[word] = self._split(word)
        return known

    def _split(self, word: str) -> list[int]:
        """Longest match first; a word that cannot be put together is unknown as a whole."""
        if len(word) > MAX_WORD:
            return [self._unknown]
        ids: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            end = len(word)
            while end > start and prefix + word[start:end] not in self._vocabulary:
                end -= 1
            if end == start:
                return [self._unknown]
            ids.append(self._vocabulary[prefix + word[start:end]])
            start = end
        return ids


def write_tokenizer(source: Path, target: Path) -> None:
    """Copies a BERT tokenizer.json with the normaliser above, without truncation and padding."""
    tokenizer = json.loads(source.read_text(encoding="utf-8"))
    replacing = [{"type": "Replace", "pattern": {"Regex": pattern}, "content": content} for pattern, content in REPLACEMENTS]
    tokenizer["normalizer"] = {"type": "Sequence", "normalizers": [*replacing, tokenizer["normalizer"]]}
    tokenizer["truncation"] = tokenizer["padding"] = None
    target.write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")


def _normalise(text: str) -> str:
    for pattern, replacement in _patterns:
        text = pattern.sub(replacement, text)
    text = _ideographs.sub(r" \1 ", text).lower()
    if text.isascii():
        return text
    return "".join(character for character in unicodedata.normalize("NFD", text) if unicodedata.category(character) != "Mn")
