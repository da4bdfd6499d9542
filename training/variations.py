"""Other ways to ask: documentation queries with an identifier or a prefix, as commit subjects and issues have them."""
import random
import re
from pathlib import PurePosixPath

_identifier = re.compile(r"\b(?:[a-z]+[A-Z]\w+|[A-Z][a-z]+[A-Z]\w+|[A-Za-z]+_\w+)\b")
_with_identifier = ("{query} `{name}`", "{query} in {name}", "{name} {query}", "{name}: {query}", "Fix {name} {query}", "{query} ({name})")
_with_prefix = ("fix({stem}): {query}", "{stem}: {query}", "{query} (#{number})", "feat: {query}", "Fix {query}")
# An identifier that is asked for by name: shorter ones are words, longer ones generated.
SHORTEST, LONGEST = 5, 40


def varied(query: str, relevant: str, negatives: list[str], draw: random.Random) -> str:
    """
    @param relevant, negatives passages. An identifier is taken only where a negative has it, too: it must not give the answer away.
    """
    elsewhere = "\n".join(negatives)
    names = sorted(
        name for name in set(_identifier.findall(relevant)) if SHORTEST <= len(name) <= LONGEST and name in elsewhere
    )
    if names and draw.random() < 0.7:
        return draw.choice(_with_identifier).format(query=query, name=draw.choice(names))
    stem = PurePosixPath(relevant.split("\n", 1)[0]).stem
    return draw.choice(_with_prefix).format(query=query, stem=stem, number=draw.randint(10, 20000))
