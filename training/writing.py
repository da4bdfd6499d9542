"""
Queries that somebody writes, a person or a language model: snippets to write them for, and the lines that they ask for.
usage: python3 training/writing.py pick --mined DIR... --out DIR [--each N] [--sheets N] [--seed N] [--done DIR] [--share LANGUAGE=N]...
       python3 training/writing.py place --sheets DIR --packages DIR... --out DIR
pick takes functions of what mine.ts has mined and writes sheets: sheet-N.txt to read, each snippet below a line `##### NUMBER path`, and
sheet-N.jsonl. The writer answers with lines of {"n": NUMBER, "k": "question" or "keywords" or "change", "q": query} in answers-N.jsonl.
place finds each snippet in its package again and writes NAME.jsonl in --out, as mine.ts reads it with --changes.
"""
import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from corpus import read_units
from published import is_answer

SHORTEST, LONGEST = 7, 45
# Characters: mine.ts cuts what is longer, and then nobody sees its end.
WHOLE = 1_140
AGREEING_LINES = 4
LONGEST_QUERY = 24
KINDS = {"change": "change", "question": "written", "keywords": "written"}
# Languages whose snippets are asked about, by how many of a hundred; TypeScript and JavaScript are what the product is used on most.
SHARES = {
    "typescript": 26, "javascript": 20, "typescriptreact": 3, "python": 12, "go": 8, "rust": 5, "java": 5, "kotlin": 4, "swift": 4, "php": 3,
    "ruby": 3, "c": 3, "cpp": 3, "csharp": 2, "elixir": 1, "lua": 1, "scala": 1, "shellscript": 1,
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="writing.py")
    commands = parser.add_subparsers(dest="command", required=True)
    picking, placing = commands.add_parser("pick"), commands.add_parser("place")
    picking.add_argument("--mined", type=Path, nargs="+", required=True)
    picking.add_argument("--each", type=int, default=100, help="snippets of a sheet")
    picking.add_argument("--sheets", type=int, default=4)
    picking.add_argument("--of-package", type=int, default=3, help="snippets of one package at most")
    picking.add_argument("--seed", type=int, default=7)
    picking.add_argument(
        "--share", type=_share, action="append", metavar="LANGUAGE=N", help="snippets of a language, of a hundred; may be repeated, and others have none then",
    )
    picking.add_argument("--done", type=Path, help="sheets of before, whose snippets are not asked about again")
    placing.add_argument("--sheets", type=Path, required=True)
    placing.add_argument("--packages", type=Path, nargs="+", required=True)
    for command in (picking, placing):
        command.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.command == "pick":
        pick(options)
    else:
        place(options.sheets, options.packages, options.out)


def pick(options: argparse.Namespace) -> None:
    """Writes the sheets."""
    done = {entry["c"] for entry in _entries(options.done, "sheet-*.jsonl")} if options.done else set()
    draw = random.Random(options.seed)
    chosen: list[dict] = []
    taken: Counter[str] = Counter()
    shares = dict(options.share) if options.share else SHARES
    for language, units in sorted(_functions(options.mined).items()):
        wanted = round(options.each * options.sheets * shares.get(language, 0) / 100)
        draw.shuffle(units)
        for unit in units:
            package = unit["i"].rpartition("#")[0]
            if wanted > 0 and unit["c"] not in done and taken[package] < options.of_package:
                done.add(unit["c"])
                taken[package] += 1
                wanted -= 1
                chosen.append(unit | {"pkg": package})
    draw.shuffle(chosen)
    for sheet in range(options.sheets):
        entries = [{"n": sheet * options.each + place, **unit} for place, unit in enumerate(chosen[sheet :: options.sheets])]
        (options.out / f"sheet-{sheet}.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
        (options.out / f"sheet-{sheet}.txt").write_text("".join(f"##### {entry['n']} {entry['p']}\n{entry['c']}\n\n" for entry in entries), encoding="utf-8")


def place(sheets: Path, packages: list[Path], out: Path) -> None:
    """Writes the queries with their lines; a snippet whose lines are not found, or a query that is none, is left out."""
    snippets = {entry["n"]: entry for entry in _entries(sheets, "sheet-*.jsonl")}
    found = defaultdict(list)
    for answer in _entries(sheets, "answers-*.jsonl"):
        snippet = snippets.get(answer["n"])
        file = next((file for folder in packages if (file := folder / snippet["pkg"] / snippet["p"]).is_file()), None) if snippet else None
        if file is None or answer["k"] not in KINDS or not 1 < len(answer["q"].split()) <= LONGEST_QUERY:
            continue
        lines = lines_of(snippet["c"], file.read_text(encoding="utf-8", errors="replace"))
        if lines:
            found[snippet["pkg"]].append({"q": answer["q"], "s": KINDS[answer["k"]], "answers": [{"path": snippet["p"], "startLine": lines[0], "endLine": lines[1]}]})
    for package, rows in found.items():
        (out / f"{package}.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def lines_of(code: str, text: str) -> tuple[int, int] | None:
    """@returns the first and last line of a snippet in its file, from 1; indentation and empty lines may differ. None where it is not there"""
    wanted = [line.strip() for line in code.split("\n")]
    first = [line for line in wanted if line][:AGREEING_LINES]
    lines = [line.strip() for line in text.split("\n")]
    for at, line in enumerate(lines):
        if first and line == first[0] and [other for other in lines[at : at + len(wanted)] if other][: len(first)] == first:
            return at + 1, at + len(wanted)
    return None


def _share(text: str) -> tuple[str, int]:
    language, _, share = text.partition("=")
    return language, int(share)


def _functions(folders: list[Path]) -> dict[str, list[dict]]:
    """@returns by language the snippets that are neither tiny nor cut, of files that can answer"""
    found = defaultdict(list)
    for folder in folders:
        for unit in read_units(folder):
            if SHORTEST <= unit["c"].count("\n") + 1 <= LONGEST and len(unit["c"]) < WHOLE and is_answer(unit["p"]) and not re.search(r"\.d\.ts$", unit["p"]):
                found[unit["g"]].append(unit)
    return found


def _entries(folder: Path, pattern: str) -> list[dict]:
    return [json.loads(line) for file in sorted(folder.glob(pattern)) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main(sys.argv[1:])
