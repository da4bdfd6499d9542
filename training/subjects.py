"""
Subjects of changes that nobody knows the lines of: entries of the change logs of packages. What the product's text order makes of them
teaches what words are worth (see text_weight in settings.py).
usage: python3 training/subjects.py --packages DIR --out DIR [--each N] [--seed N]
--packages: a folder per package; --out: gets NAME.jsonl for each that has a change log, as mine.ts reads it with --changes.
"""
import argparse
import gzip
import json
import random
import re
import sys
from pathlib import Path

from changelog import entries_of
from changes import subject_of

_log_name = re.compile(r"^(?:change(?:s|log)?|history|news)(?:\.(?:md|markdown|rst|txt|gz))?$", re.I)
# Folders below a package's own: Debian lays its change logs out as deep as usr/share/doc/NAME.
DEEPEST = 4
LARGEST_LOG = 3_000_000


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="subjects.py")
    for name in ("--packages", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--each", type=int, default=16, help="subjects of a package at most")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    for package in sorted(options.packages.iterdir()):
        found = sorted({subject for log in logs_of(package) for subject in subjects_of(log)})
        chosen = random.Random(f"{options.seed} {package.name}").sample(found, min(options.each, len(found)))
        if chosen:
            rows = (json.dumps({"q": subject, "answers": []}, ensure_ascii=False) + "\n" for subject in chosen)
            (options.out / f"{package.name}.jsonl").write_text("".join(rows), encoding="utf-8")


def logs_of(package: Path) -> list[Path]:
    """@returns the change logs of a package, not those of packages inside it"""
    files = (file for depth in range(DEEPEST) for file in package.glob("*/" * depth + "*"))
    return sorted(file for file in files if _log_name.match(file.name) and "node_modules" not in file.parts and file.is_file() and file.stat().st_size <= LARGEST_LOG)


def subjects_of(log: Path) -> list[str]:
    """@param log text, or text packed by gzip; what is no UTF-8 in it is replaced"""
    content = log.read_bytes()
    text = (gzip.decompress(content) if log.suffix == ".gz" else content).decode("utf-8", "replace")
    return [subject for entry in entries_of(text.splitlines()) if (subject := subject_of(entry))]


if __name__ == "__main__":
    main(sys.argv[1:])
