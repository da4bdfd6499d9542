"""Tests of what is asked about packages: entries of change logs, and queries that are written for snippets."""
import contextlib
import gzip
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import subjects
import writing

CODE = "export function drain(queue) {\n" + "".join(f"  queue.step({number});\n" for number in range(8)) + "}"
LOG = "# Changes\n\n## 1.2.0\n\n- Fix crash when the queue is empty (#12)\n- Bump version\n"


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.package = self.folder / "packages/queue@1.2.0"
        (self.package / "src").mkdir(parents=True)

    def rows(self, file: str) -> list[dict]:
        return [json.loads(line) for line in (self.folder / file).read_text(encoding="utf-8").splitlines()]


class Subjects(Folder):
    def test_entries_of_a_change_log_are_asked_without_their_lines(self) -> None:
        (self.package / "CHANGELOG.md").write_text(LOG, encoding="utf-8")
        (self.package / "src/NEWS.gz").write_bytes(gzip.compress(b"* Keep order of listeners\n* Release 3.0 of the library\n"))
        subjects.main(["--packages", str(self.package.parent), "--out", str(self.folder / "out")])
        rows = self.rows("out/queue@1.2.0.jsonl")
        self.assertEqual({row["q"] for row in rows}, {"Fix crash when the queue is empty", "Keep order of listeners"})
        self.assertTrue(all(row["answers"] == [] for row in rows))

    def test_a_package_without_a_change_log_gets_no_file(self) -> None:
        subjects.main(["--packages", str(self.package.parent), "--out", str(self.folder / "out")])
        self.assertEqual(list((self.folder / "out").iterdir()), [])


class Writing(Folder):
    def setUp(self) -> None:
        super().setUp()
        (self.package / "src/queue.ts").write_text(f"const a = 1;\r\n\n{CODE}\n", encoding="utf-8")
        units = [
            {"i": "queue@1.2.0#a", "p": "src/queue.ts", "c": CODE, "g": "typescript"},
            {"i": "queue@1.2.0#b", "p": "test/queue.test.ts", "c": CODE.replace("drain", "tested"), "g": "typescript"},
            {"i": "queue@1.2.0#c", "p": "src/short.ts", "c": "one();", "g": "typescript"},
        ]
        (self.folder / "mined").mkdir()
        with gzip.open(self.folder / "mined/units-mined-queue.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(unit) + "\n" for unit in units)
        writing.main(["pick", "--mined", str(self.folder / "mined"), "--out", str(self.folder / "sheets"), "--sheets", "1"])

    def test_whole_functions_of_code_are_picked_and_tests_are_not(self) -> None:
        self.assertEqual([row["c"] for row in self.rows("sheets/sheet-0.jsonl")], [CODE])
        self.assertIn(CODE, (self.folder / "sheets/sheet-0.txt").read_text(encoding="utf-8"))

    def test_what_was_asked_about_is_not_picked_again(self) -> None:
        writing.main(["pick", "--mined", str(self.folder / "mined"), "--out", str(self.folder / "more"), "--sheets", "1", "--done", str(self.folder / "sheets")])
        self.assertEqual(self.rows("more/sheet-0.jsonl"), [])

    def test_only_languages_with_a_share_are_picked_where_shares_are_given(self) -> None:
        for name, share, picked in (("rusty", "rust=100", []), ("typed", "typescript=100", [CODE])):
            writing.main(["pick", "--mined", str(self.folder / "mined"), "--out", str(self.folder / name), "--sheets", "1", "--share", share])
            self.assertEqual([row["c"] for row in self.rows(f"{name}/sheet-0.jsonl")], picked)

    def test_a_written_query_asks_for_the_lines_of_its_snippet(self) -> None:
        answers = [{"n": 0, "k": "change", "q": "drain in one step"}, {"n": 0, "k": "question", "q": "how is it emptied"}, {"n": 0, "k": "poem", "q": "a b"}, {"n": 9, "k": "change", "q": "not there"}]
        (self.folder / "sheets/answers-0.jsonl").write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
        writing.main(["place", "--sheets", str(self.folder / "sheets"), "--packages", str(self.package.parent), "--out", str(self.folder / "changes")])
        rows = self.rows("changes/queue@1.2.0.jsonl")
        self.assertEqual([(row["q"], row["s"]) for row in rows], [("drain in one step", "change"), ("how is it emptied", "written")])
        self.assertEqual(rows[0]["answers"], [{"path": "src/queue.ts", "startLine": 3, "endLine": 12}])

    def test_a_package_that_lies_in_two_folders_is_read_where_the_file_is(self) -> None:
        (self.folder / "other" / self.package.name).mkdir(parents=True)
        (self.folder / "sheets/answers-0.jsonl").write_text(json.dumps({"n": 0, "k": "change", "q": "drain in one step"}) + "\n", encoding="utf-8")
        folders = [str(self.folder / "other"), str(self.package.parent)]
        writing.main(["place", "--sheets", str(self.folder / "sheets"), "--packages", *folders, "--out", str(self.folder / "changes")])
        self.assertEqual(len(self.rows("changes/queue@1.2.0.jsonl")), 1)

    def test_a_command_that_is_missing_is_told(self) -> None:
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            writing.main([])


if __name__ == "__main__":
    unittest.main()
