"""Reads a change log: which versions there are, in their order, and what each says that it changed."""
import re
from dataclasses import dataclass, field

_version = r"v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)(?![\w.])"
_heading = re.compile(r"^(#{1,4})\s+(.*)$")
_titled = re.compile(rf"^(?:[\[(<]|\w+>|a [^>]*>|version\b|released?\b|@?[\w./-]+@|\d\d\d\d-\d\d-\d\d,?|\s|:|\*\*|`)*?{_version}", re.I)
_underline = re.compile(r"^(?:={3,}|-{3,})\s*$")
_bold = re.compile(r"^\*\*([^*]+)\*\*:?\s*$")
_item = re.compile(r"^\s*[*+•-]\s+(\S.*)$")
_fence = re.compile(r"^\s*(?:```|~~~)")
# Release tools that ask for one sentence a change put these before it.
_credit = re.compile(r"^(?:(?:\[(?:#\d+|`?[0-9a-f]{7,40}`?)\]\([^)]*\)|[0-9a-f]{7,40}:?)\s*)*(?:Thanks\s.*?!\s+[-–]\s+)?(?:[0-9a-f]{7,40}:\s+)?")
# Such an entry changes no line of code that is shown. One of refactoring does, and is no noise.
_noise = re.compile(
    r"^(?:\W*(?:chore|deps?|docs?|tests?|ci|build|release)\b(?:\([^)]*\))?\W*:|(?:@[\w.-]+/)?[\w.-]+@\^?\d|.{0,30}\bupdated?\s+(?:\w+\s+)?dependenc|_.*_$|(?:\*\*)?note:)"
    r"|version bump|\bdependenc(?:y|ies)\b|\bbump(?:s|ed)?\b|\bupgrad\w+\b.*\bto\b.*\d|\b(?:readme|changelog|typos?|documentation)\b",
    re.I,
)

# Characters: what comes later explains.
NOISE_WITHIN = 120


@dataclass
class Release:
    """A version of a change log, and what it says of it, noise such as new versions of dependencies left out."""

    version: str
    entries: list[str] = field(default_factory=list)


def releases_of(text: str) -> list[Release]:
    """@returns the releases of a change log, oldest version first; of a version that is there twice, the first"""
    found: dict[str, Release] = {}
    for version, lines in _sections_of(text.splitlines()):
        entries = [_credit.sub("", entry) for entry in entries_of(lines)]
        found.setdefault(version, Release(version, [entry for entry in entries if not _noise.search(entry[:NOISE_WITHIN])]))
    return sorted(found.values(), key=lambda release: order_of(release.version))


def is_version(text: str) -> bool:
    return bool(re.fullmatch(_version, text))


def order_of(version: str) -> tuple[object, ...]:
    """@returns what sorts versions as semantic versioning says: 2.0.0-beta.2 before 2.0.0-beta.10 before 2.0.0"""
    numbers, _, stage = version.partition("-")
    parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in stage.split(".")) if stage else ()
    return (*map(int, numbers.split(".")), not stage, parts)


def entries_of(lines: list[str]) -> list[str]:
    """@returns the items of all lists, nested ones too; the paragraphs, where there is no list"""
    items: list[list[str]] = []
    paragraphs: list[list[str]] = []
    open_item = open_paragraph = fenced = False
    for line in lines:
        if _fence.match(line):
            fenced = not fenced
        item = None if fenced else _item.match(line)
        if item:
            items.append([item[1]])
        elif fenced or _fence.match(line) or not line.strip() or _heading.match(line) or _underline.match(line):
            open_item = open_paragraph = False
            continue
        else:
            if open_item:
                items[-1].append(line)
            if open_paragraph:
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
            open_paragraph = True
            continue
        open_item = True
    return [" ".join(part.strip() for part in entry) for entry in items or paragraphs]


def _sections_of(lines: list[str]) -> list[tuple[str, list[str]]]:
    """@returns versions with the lines below them. A heading as high as a version's that names none ends what is said of that."""
    sections: list[tuple[str, list[str]]] = []
    level = 0
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        heading = _heading.match(line)
        bold = _bold.match(line)
        underlined = bool(line.strip()) and bool(_underline.match(below))
        title = heading[2] if heading else bold[1] if bold else line if underlined else None
        depth = len(heading[1]) if heading else 5 if bold else 1
        named = _titled.match(title) if title is not None else None
        if named and (level == 0 or depth <= level or not heading):
            level = depth
            sections.append((named[1], []))
        elif named and depth == level + 1 and sections and not any(part.strip() for part in sections[-1][1]):
            level = depth
            sections.append((named[1], []))
        elif title is not None and depth <= level and sections:
            sections.append(("", []))
        elif sections:
            sections[-1][1].append(line)
    return [(version, lines) for version, lines in sections if version]
