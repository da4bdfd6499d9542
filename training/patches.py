"""
Changes from Debian's source packages: many carry commits of the project as patches, each with its subject.
Writes for each package the tree after all patches, and a line for each change: its subject, and where its lines are in that tree.
usage: python3 training/patches.py --names FILE --out DIR --exclude-repositories FILE --exclude-names FILE [--most N]
--names: of source packages, one a line, in the order in which they are taken. Needs dpkg-dev and, in apt's sources, `deb-src`.
Started again, it goes on where it stopped.
"""
import argparse
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from changes import subject_of
from debian import SourcePackage, source_packages, unpacked
from published import Excluded, Lines, answers_of, is_answer, is_code, is_shown, is_small, is_text, without_imports, write_changes
from quilt import Patch, changed_lines, origin_of, parse_patch, subject_in

# Of a package: a search of more says less of its answer, and takes long.
MOST_FILES_SHOWN = 8_000
MOST_FILES_TOUCHED = 12


@dataclass(frozen=True)
class Change:
    subject: str
    patch: Patch
    origin: str


def answer_files(patch: Patch) -> list[str]:
    return [path for path, hunks in patch.files.items() if hunks and is_answer(path)]


def changes_in(tree: Path, maintainers: str) -> list[Change]:
    """@param tree with its debian folder. @returns its changes of code that say what they do, those of the project itself first"""
    folder = tree / "debian/patches"
    series = folder / "series"
    names = [line.split()[0] for line in series.read_text(errors="replace").splitlines() if line.strip() and not line.startswith("#")] if series.exists() else []
    texts = [(folder / name).read_text(encoding="utf-8", errors="replace") for name in names if (folder / name).is_file()]
    changes = [change for text in texts if (change := change_of(text, maintainers))]
    return sorted({change.subject: change for change in changes}.values(), key=lambda change: change.origin != "upstream")


def change_of(text: str, maintainers: str) -> Change | None:
    patch = parse_patch(text)
    origin = origin_of(patch.header, maintainers)
    subject = subject_of(subject_in(patch.header)) if origin in ("upstream", "forwarded") else None
    files = answer_files(patch)
    if subject is None or not any(map(is_code, files)) or len(patch.files) > MOST_FILES_TOUCHED:
        return None
    answers = [answer for path in files for hunk in patch.files[path] for answer in answers_of(path, (hunk.start + index for index in hunk.changed))]
    return Change(subject, patch, origin) if is_small(answers) else None


def addresses_in(tree: Path) -> list[str]:
    """Where the package says that it comes from."""
    files = [tree / "debian" / name for name in ("watch", "copyright", "control", "upstream/metadata")]
    return re.findall(r"(?:https?|git)://\S+", "\n".join(file.read_text(errors="replace") for file in files if file.is_file()))


def write_package(name: str, tree: Path, changes: list[Change], out: Path, most: int) -> int:
    """@param tree after all patches. @returns how many changes were written: of those whose lines are there"""
    shown = {path: content for path in sorted(tree.rglob("*")) if (content := _shown(path, tree)) is not None}
    relative = {str(path.relative_to(tree)): content for path, content in shown.items()}
    rows = [(change.subject, answers) for change in changes if (answers := located(change.patch, relative)) and is_small(answers)]
    if not rows or len(relative) > MOST_FILES_SHOWN:
        return 0
    for path, content in relative.items():
        file = out / "packages" / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="")
    write_changes(out, name, rows[:most])
    return len(rows[:most])


def located(patch: Patch, files: dict[str, str]) -> list[Lines]:
    """@returns the lines of the patch in the tree, none where any is not there"""
    answers: list[Lines] = []
    lines_of = {path: files[path].split("\n") for path in answer_files(patch) if path in files}
    for path in answer_files(patch):
        changed = changed_lines(patch.files[path], lines_of[path]) if path in lines_of else None
        if changed is None:
            return []
        answers.extend(answers_of(path, changed))
    return without_imports(answers, lines_of)


def _shown(path: Path, tree: Path) -> str | None:
    if path.is_symlink() or not path.is_file() or not is_shown(str(path.relative_to(tree))):
        return None
    content = path.read_bytes()
    return content.decode() if is_text(content) else None


def take(package: SourcePackage, excluded: Excluded, out: Path, most: int) -> int:
    """Downloads, unpacks and writes a package, unless it comes from what judges the product. @returns how many changes were written"""
    folder = out / "unpacking" / package.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        tree = unpacked(package, out / "downloads", folder)
        changes = changes_in(tree, package.maintainers)
        return 0 if not changes or excluded.has(package.name, addresses_in(tree)) else write_package(f"deb~{package.name}", tree, changes, out, most)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"{package.name}: {error}", file=sys.stderr)
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(given: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--exclude-repositories", type=Path, required=True)
    parser.add_argument("--exclude-names", type=Path, required=True)
    parser.add_argument("--most", type=int, default=4, help="changes of a package")
    arguments = parser.parse_args(given)
    out: Path = arguments.out
    excluded = Excluded(arguments.exclude_repositories, arguments.exclude_names)
    known = source_packages()
    tried = out / "tried.txt"
    done = set(tried.read_text().split()) if tried.exists() else set()
    for name in dict.fromkeys(arguments.names.read_text().split()):
        package = known.get(name)
        if package is None or name in done or excluded.has(name, [package.homepage]):
            continue
        print(f"{name} {take(package, excluded, out, arguments.most)}", flush=True)
        with tried.open("a") as file:
            file.write(f"{name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
