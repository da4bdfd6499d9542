"""What is taken of published packages: whose, which files, and how changes to them are written."""
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LARGEST_FILE = 500_000
LONGEST_LINE = 5_000
MOST_FILES, MOST_LINES = 6, 150

_copies = frozenset("vendor _vendor vendored third_party thirdparty third-party 3rdparty node_modules external externals extern deps dist build bower_components .git .pc debian subprojects contrib-libs bundled min".split())
_not_shown = re.compile(
    r"\.(?:svg|po|pot|mo|ts\.qm|map|lock|csv|tsv|xpm|eps|ps|rtf|dat|sum|snap|patch|diff|orig|rej|asc|pem|crt|key|ui|xlf|xliff|min\.\w+|bundle\.js|pb\.go|ipynb|sql\.in|eml|ics|dic|aff)$"
    r"|(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum|configure|Makefile\.in|aclocal\.m4|config\.(?:guess|sub)|ltmain\.sh|libtool|install-sh|depcomp|missing|COPYING\S*|LICEN[CS]E\S*)$",
    re.I,
)
_tests = re.compile(
    r"(?:^|/)(?:tests?|testing|testsuites?|specs?|__tests__|__mocks__|mocks?|testdata|test-data|fixtures?|e2e|unittests?|t|regress|samples?|examples?|demos?|bench\w*|fuzz\w*)(?:/|$)"
    r"|(?:^|/)(?:test_|tests?[-.])[^/]*$|[-_.](?:tests?|spec|bench)\.\w+$|(?:Tests?|Spec|TestCase)\.\w+$|(?:^|/)(?:conftest|tests?|runtests?)\.\w+$",
)
_no_answer = re.compile(
    r"(?:^|/)(?:CHANGE|CHANGELOG|CHANGES|HISTORY|NEWS|RELEASE|RELEASES|RELEASE[-_]?NOTES|WHATSNEW|AUTHORS|CONTRIBUTORS|THANKS|TODO|VERSION|CREDITS|README|INSTALL|MAINTAINERS|MANIFEST(?:\.in)?)(?:[-_.][^/]*)?$"
    r"|(?:^|/)(?:\.[^/]+|package\.json|bower\.json|composer\.json|setup\.(?:py|cfg)|pyproject\.toml|requirements\S*|tox\.ini|Cargo\.toml|go\.mod|Gemfile\S*|Rakefile|[^/]+\.gemspec|pom\.xml|build\.(?:xml|gradle)|Makefile\S*|GNUmakefile|CMakeLists\.txt|meson\.build|configure\.(?:ac|in)|[^/]+\.(?:m4|cmake|am|mk|spec|1|3|5|7|8))$"
    r"|(?:^|/)(?:changelog|changes|whatsnew|release[-_]?notes|news|newsfragments|\.\w[^/]*)(?:\.d)?/",
    re.I,
)
_import = re.compile(
    r"\s*(?:(?:import|from|use|using|package|extern crate)\s+[\w\"'{*.@\\$].*|import \(|(?:require|require_once|include|include_once)\b.*|export\s.*\sfrom\s.*|#\s*include\b.*|(?:const|let|var)\b.*\brequire\(.*|\"[\w./-]+\"|[\w$]+,|[})]\s*(?:from\b.*)?;?|)\s*$"
)
_code = re.compile(
    r"\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|pyx|pyi|go|rs|java|kts?|swift|mm?|cs|php|rb|c|cc|cpp|cxx|h|hh|hpp|hxx|exs?|erl|lua|scala|groovy|sh|bash|sql|graphql|proto|zig|dart|hs|clj|ml|coffee|el|vala|d|r|css|scss|less|sass)$", re.I
)
_affixes = re.compile(r"^(?:deb~|npm~|@[^/+]+[/+]|python3?-|golang-(?:github-[^-]+-|golang-|gopkg-|google-|\w+-)?|node-|nodejs-|ruby-|php-|rust-|librust-|haskell-|lib|js-|jquery-)|(?:-dev|-java|-perl|-js|\.js|-python|-py|-php|-go|-node|[-.]?\d[\d.]*)$")


@dataclass(frozen=True)
class Lines:
    """Lines of a file, 1-based, both ends included. @param path relative to the package's folder"""

    path: str
    start: int
    end: int


class Excluded:
    """Repositories that judge the product, and names of what comes from them: nothing of those is learnt from."""

    def __init__(self, repositories: Path, names: Path) -> None:
        """@param repositories owner/name a line. @param names a name of a package a line, without prefixes such as python3-"""
        self.repositories = frozenset(_lines_of(repositories))
        self.names = frozenset(_lines_of(names)) | {repository.rsplit("/", 1)[-1] for repository in self.repositories}

    def has(self, name: str, addresses: Iterable[str] = ()) -> bool:
        """@param addresses of the package: home page, repository. When in doubt: yes."""
        forms = {name.lower()}
        for _ in range(3):
            forms |= {_affixes.sub("", form) for form in forms}
        if forms & self.names:
            return True
        parts = [part.removesuffix(".git") for part in re.split(r"[:/#?\s]+", " ".join(addresses).lower())]
        return any(f"{owner}/{repository}" in self.repositories for owner, repository in zip(parts, parts[1:]))


def is_shown(path: str) -> bool:
    """Whether a search of the package would show the file, by its path: no copies of other projects, nothing generated."""
    return not _not_shown.search(path) and _copies.isdisjoint(path.lower().split("/")[:-1])


def is_code(path: str) -> bool:
    return bool(_code.search(path))


def is_text(content: bytes) -> bool:
    """Whether it is text, in UTF-8, that a person wrote: neither large nor in very long lines."""
    if len(content) > LARGEST_FILE or b"\0" in content or max((len(line) for line in content.split(b"\n")), default=0) > LONGEST_LINE:
        return False
    try:
        return bool(content.decode())
    except UnicodeDecodeError:
        return False


def is_answer(path: str) -> bool:
    """Whether a change of the file can answer what was changed: code and its documentation, not tests, change logs or builds."""
    return is_shown(path) and not _tests.search(path) and not _no_answer.search(path)


def answers_of(path: str, changed: Iterable[int], gap: int = 2) -> list[Lines]:
    """@param changed numbers of lines, from 1. @param gap lines between two that are taken with them"""
    ranges: list[list[int]] = []
    for line in sorted(set(changed)):
        if ranges and line - ranges[-1][1] <= gap + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return [Lines(path, start, end) for start, end in ranges]


def without_imports(answers: list[Lines], lines_of: dict[str, list[str]]) -> list[Lines]:
    """
    @param lines_of each path
    @returns the answers of which a line is more than an import: what a file takes in tells nothing of what was changed. All, where none is.
    """
    kept = [answer for answer in answers if not all(_import.match(line) for line in lines_of[answer.path][answer.start - 1 : answer.end])]
    return kept or answers


def is_small(answers: list[Lines]) -> bool:
    """Whether the lines are few enough for one sentence to speak of all."""
    return 0 < len({answer.path for answer in answers}) <= MOST_FILES and sum(answer.end - answer.start + 1 for answer in answers) <= MOST_LINES


def write_changes(out: Path, name: str, changes: list[tuple[str, list[Lines]]]) -> None:
    """Written last of a package, and at once: whoever sees the file finds the whole tree."""
    file = out / "changes" / f"{name}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    rows = ({"q": subject, "answers": [{"path": answer.path, "startLine": answer.start, "endLine": answer.end} for answer in answers]} for subject, answers in changes)
    unfinished.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    unfinished.rename(file)


def _lines_of(file: Path) -> list[str]:
    return [line.strip().lower() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
