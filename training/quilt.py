"""Patches as Debian's packages carry them: what they say of themselves, and where their lines are in the patched tree."""
import re
from dataclasses import dataclass, field

_file_line = re.compile(r"^--- (\S+).*\n\+\+\+ (\S+).*\n", re.M)
_hunk_line = re.compile(r"^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@.*$")


@dataclass
class Hunk:
    """@param start line of the patched file, from 1; @param after its lines there; @param changed which of them changed, from 0"""

    start: int
    after: list[str] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


@dataclass
class Patch:
    """@param header all that is before the first file; @param files hunks of each path, without the first folder"""

    header: str
    files: dict[str, list[Hunk]]


def parse_patch(text: str) -> Patch:
    """@param text in unified form; files that it deletes have no hunks"""
    found = list(_file_line.finditer(text))
    start = min((match.start() for match in (re.search(r"^(?:diff |Index: |--- \S+/|--- /dev/null)", text, re.M), *found[:1]) if match), default=len(text))
    files: dict[str, list[Hunk]] = {}
    for place, match in enumerate(found):
        old, new = match.groups()
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        path = (old if new == "/dev/null" else new).split("/", 1)[-1]
        files.setdefault(path, []).extend([] if new == "/dev/null" else _hunks(text[match.end() : end].split("\n")))
    return Patch(text[:start], files)


def subject_in(header: str) -> str:
    """@returns what stands in `Subject`, in `Description` or first below a Mercurial header; empty where none is"""
    found = (
        re.search(r"^Subject:[ \t]*(\S.*(?:\n[ \t]+\S.*)*)", header, re.M | re.I)
        or re.search(r"^# HG changeset patch\n(?:#.*\n)+\s*(\S.*)", header, re.M)
        or re.search(r"^Description:[ \t]*(\S.*(?:(?<![.:])\n[ \t]+(?-i:[a-z_]).*)*)", header, re.M | re.I)
    )
    return re.sub(r"\s(?:MIME-Version|Content-Type):.*", "", found[1], flags=re.S) if found else ""


def origin_of(header: str, maintainers: str) -> str:
    """
    @param maintainers of the package, with their addresses
    @returns 'upstream' where the patch was made by the project itself, 'forwarded' where it was sent there, 'debian' where it was made for the
        distribution, else 'unknown'
    """
    fields = {name.lower(): value.strip() for name, value in re.findall(r"^(Origin|Applied-Upstream|Forwarded|Author|From|Bug): *(.*)$", header, re.M | re.I)}
    if re.match(r"upstream|backport|https?:\S+(?:commit|pull|merge)", fields.get("origin", ""), re.I) or re.match(r"(?!no\b)\S", fields.get("applied-upstream", ""), re.I):
        return "upstream"
    if re.search(r"^\(?cherry[- ]picked from commit|^commit [0-9a-f]{40}|^upstream[- ]commit|^# HG changeset patch", header, re.M | re.I):
        return "upstream"
    if re.match(r"not[- ]needed|no\b", fields.get("forwarded", ""), re.I) or re.match(r"vendor|debian|other", fields.get("origin", ""), re.I):
        return "debian"
    author = fields.get("from") or fields.get("author", "")
    address = re.search(r"<([^>]+)>", author)
    if address and "from" in fields and not re.search(r"debian\.|ubuntu\.|canonical\.", address[1]) and address[1] not in maintainers and author.split("<")[0].strip() not in maintainers:
        return "upstream"
    return "forwarded" if re.match(r"yes|https?:", fields.get("forwarded", ""), re.I) or "bug" in fields else "unknown"


def changed_lines(hunks: list[Hunk], lines: list[str]) -> list[int] | None:
    """
    @param lines of the file after all patches; others may have moved those of this patch
    @returns numbers from 1 of what this patch changed, None where a part of it is not there as it was written
    """
    tidy = [line.rstrip() for line in lines]
    changed: list[int] = []
    for hunk in hunks:
        if not hunk.changed:
            continue
        place = _place_of([line.rstrip() for line in hunk.after], tidy, hunk.start - 1)
        first, last = hunk.changed[0], hunk.changed[-1]
        if place is None:
            # Context may have changed since: the changed lines themselves, if they are enough to be told from others.
            own = [line.rstrip() for line in hunk.after[first : last + 1]]
            if sum(len(line.strip()) for line in own) < 20:
                return None
            place = _place_of(own, tidy, hunk.start - 1 + first)
            if place is None:
                return None
            place -= first
        changed.extend(place + index + 1 for index in hunk.changed)
    return changed


def _hunks(lines: list[str]) -> list[Hunk]:
    hunks: list[Hunk] = []
    old_left = new_left = 0
    removed_at: int | None = None
    for line in lines:
        match = _hunk_line.match(line)
        if match and old_left <= 0 and new_left <= 0:
            hunks.append(Hunk(int(match[2])))
            old_left, new_left = int(match[1] or 1), int(match[3] or 1)
            removed_at = None
            continue
        if not hunks or (old_left <= 0 and new_left <= 0) or line.startswith("\\"):
            continue
        hunk = hunks[-1]
        if line.startswith("-"):
            old_left -= 1
            removed_at = len(hunk.after) if removed_at is None else removed_at
            continue
        if line.startswith("+"):
            new_left -= 1
            hunk.changed.append(len(hunk.after))
            removed_at = -1
        else:
            old_left, new_left = old_left - 1, new_left - 1
            if removed_at is not None and removed_at >= 0:
                hunk.changed.extend({max(removed_at - 1, 0), removed_at})
            removed_at = None
        hunk.after.append(line[1:])
    for hunk in hunks:
        hunk.changed = sorted(index for index in set(hunk.changed) if index < len(hunk.after))
    return hunks


def _place_of(block: list[str], lines: list[str], expected: int) -> int | None:
    """@returns where the block begins, from 0, nearest to where it was expected"""
    if not block:
        return None
    places = [place for place in range(len(lines) - len(block) + 1) if lines[place] == block[0] and lines[place : place + len(block)] == block]
    return min(places, key=lambda place: abs(place - expected), default=None)
