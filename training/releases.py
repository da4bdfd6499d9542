"""
Makes labelled changes of packages of the npm registry: what a change log says of a version, and the lines in which its sources differ
from those of the version before.
usage: python3 training/releases.py --names FILE --out DIR --exclude-repositories FILE --exclude-names FILE [--each N] [--seed N]
--names: packages, one a line. The registry that npm is set up with is asked for these, for the versions that are compared, and for no others.
A version counts where its change log has one entry, or where a name in backticks says which lines of it an entry is of.
In --out: `packages/NAME@VERSION/...`, the sources after the change; `changes/NAME@VERSION.jsonl`; `done/`, packages that are not asked for again.
"""
import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from changelog import Release, is_version, order_of, releases_of
from changes import subject_of
from published import Excluded, Lines, is_code, write_changes
from registry import download, versions_of
from sources import Tree, changes_between

_log_name = re.compile(r"^(?:change(?:s|log)?|history|release-?notes)(?:\.(?:md|markdown|mdown|txt|rst))?$", re.I)
_package_name = re.compile(r"^(?:@[\w.-]+/)?[\w.-]+$")
_quoted = re.compile(r"`([^`\s]{4,60})`")
# Of a package, so many versions for each change that is asked for are tried at most: many differ by more than an entry says.
TRIED_EACH = 2
MOST_ENTRIES = 4
MOST_RANGES_OF_A_NAME = 3
# A package with less than this leaves a search nothing to choose from.
FEWEST_CODE_LINES = 200
# Downloads at once.
DOWNLOADS = 2


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="releases.py")
    for name in ("--names", "--out", "--exclude-repositories", "--exclude-names"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--each", type=int, default=5, help="changes of a package at most")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    excluded = Excluded(options.exclude_repositories, options.exclude_names)
    names = [name for name in options.names.read_text(encoding="utf-8").split() if _package_name.match(name) and not (options.out / "done" / _folder(name)).exists()]

    def make(name: str) -> str:
        try:
            found = "excluded" if excluded.has(name) else make_package(name, options.out, excluded, options.each, options.seed)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            found = f"{type(error).__name__}: {error}"
        marker = options.out / "done" / _folder(name)
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.write_text(f"{found}\n", encoding="utf-8")
        return f"{name}: {found}"

    with ThreadPoolExecutor(DOWNLOADS) as pool:
        for line in pool.map(make, names):
            print(line, flush=True)


def make_package(name: str, out: Path, excluded: Excluded, each: int, seed: int) -> str:
    """@returns what became of the package, for the log"""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        latest = download(name, ["latest"], folder)["latest"]
        manifest = json.loads(latest.get("package.json", "{}"))
        if excluded.has(name, _addresses(manifest)):
            return "excluded by its repository"
        logs = [text for path, text in sorted(latest.items()) if _log_name.match(path)]
        if not logs or _code_lines(latest) < FEWEST_CODE_LINES:
            return "few sources" if logs else "no change log"
        releases = published_releases(releases_of(logs[0]), versions_of(name, folder))
        told = [(before, release) for before, release in releases if _can_be_told(release)]
        random.Random(f"{seed} {name}").shuffle(told)
        made = len(list((out / "changes").glob(f"{title_of(name, '*')}.jsonl")))
        tried = 0
        for before, release in told[: each * TRIED_EACH]:
            if made >= each:
                break
            tried += 1
            made += min(make_release(name, before, release, out, folder), 1)
        return f"{made} versions of {tried} tried, {len(told)} told, {len(releases)} published"


def published_releases(releases: list[Release], versions: list[str]) -> list[tuple[str, Release]]:
    """
    @param versions that were published, in any order
    @returns each published version that the change log names, after the one published before it: with the entries of all since that one
    """
    ordered = sorted((version for version in versions if is_version(version)), key=order_of)
    named = {release.version for release in releases}
    pairs = []
    for before, version in zip(ordered, ordered[1:]):
        if version in named:
            since = [release for release in releases if order_of(before) < order_of(release.version) <= order_of(version)]
            pairs.append((before, Release(version, [entry for release in since for entry in release.entries])))
    return pairs


def make_release(name: str, before: str, release: Release, out: Path, folder: Path) -> int:
    """@returns how many changes the version has that can be told; none where it has been made before"""
    title = title_of(name, release.version)
    if (out / "changes" / f"{title}.jsonl").exists():
        return 0
    trees = download(name, [before, release.version], folder)
    old, new = trees[before], trees[release.version]
    if _code_lines(new) < FEWEST_CODE_LINES:
        return 0
    changes = told_changes(release, changes_between(old, new), new)
    if not changes:
        return 0
    for path, text in new.items():
        file = out / "packages" / title / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    write_changes(out, title, changes)
    return len(changes)


def told_changes(release: Release, answers: list[Lines], tree: Tree) -> list[tuple[str, list[Lines]]]:
    """
    @param answers all that the release changed; none where that is too much for a sentence
    @returns its entries with the lines of each: all lines are of the only entry; of several, an entry has those that hold a name which
    it, and no other, has in backticks
    """
    if len(release.entries) == 1:
        subject = subject_of(release.entries[0])
        return [(subject, answers)] if subject and answers else []
    names = [set(map(_plain, _quoted.findall(entry))) for entry in release.entries]
    told = []
    for number, entry in enumerate(release.entries):
        others = " ".join(release.entries[:number] + release.entries[number + 1 :])
        own = {name for name in names[number] if _is_telling(name) and name not in others}
        lines = [answer for answer in answers if any(re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", _text_of(answer, tree)) for name in own)]
        subject = subject_of(entry)
        if subject and 0 < len(lines) <= MOST_RANGES_OF_A_NAME:
            told.append((subject, lines))
    return told


def title_of(name: str, version: str) -> str:
    return f"npm~{_folder(name)}@{version}"


def _can_be_told(release: Release) -> bool:
    """Whether downloading the version may bring a change. A new major version says little of how much it changed."""
    if not 0 < len(release.entries) <= MOST_ENTRIES or release.version.endswith(".0.0"):
        return False
    entries = release.entries if len(release.entries) == 1 else [entry for entry in release.entries if any(map(_is_telling, map(_plain, _quoted.findall(entry))))]
    return any(map(subject_of, entries))


def _plain(name: str) -> str:
    """Without parentheses of a call and marks around it."""
    return re.sub(r"\(.*\)$", "", name).strip("<>/'\".,:;=")


def _is_telling(name: str) -> bool:
    """Whether it is so special a name that lines which hold it are of what names it."""
    return bool(re.fullmatch(r"[\w$.-]{4,}", name) and re.search(r"[a-z][A-Z]|[\w]_[\w]|\w\.\w|\w-\w", name)) and not re.search(r"\d\.\d|\.(?:js|ts|md|json)$", name)


def _code_lines(tree: Tree) -> int:
    return sum(text.count("\n") for path, text in tree.items() if is_code(path))


def _text_of(answer: Lines, tree: Tree) -> str:
    return "\n".join(tree[answer.path].split("\n")[answer.start - 1 : answer.end])


def _addresses(manifest: dict[str, object]) -> list[str]:
    return [json.dumps(manifest.get(field, "")).strip('"{}').replace('"', " ") for field in ("repository", "homepage", "bugs")]


def _folder(name: str) -> str:
    return name.replace("/", "+")


if __name__ == "__main__":
    main(sys.argv[1:])
