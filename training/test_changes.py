"""Tests of what is taken from published changes: subjects, files, lines."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from changes import subject_of
from published import Excluded, Lines, answers_of, is_answer, is_shown, is_small, is_text, without_imports, write_changes

SUBJECTS = {
    "[PATCH 1/3] Fix crash when the header is empty (#1234)": "Fix crash when the header is empty",
    "* **fix(core):** resolve relative paths twice ([#12](https://example.org/12)) ([abc1234](https://example.org/c/abc1234))": "Resolve relative paths twice",
    "- Add options to `res.download` by @someone in https://example.org/pull/3": "Add options to `res.download`",
    "Avoid division by zero in scale(). Closes: #987654": "Avoid division by zero in scale()",
    "net/http: close body on redirect": "net/http: close body on redirect",
    "CVE-2020-1234: Fix heap overflow in chunk parser": "Fix heap overflow in chunk parser",
    "bpo-4321: Return early when the queue is closed (GH-99)": "Return early when the queue is closed",
    "Escape [attribute values](https://example.org/a) in output (Jane B. Doe)": "Escape attribute values in output",
    "Do not cache failed lookups. They may succeed later": "Do not cache failed lookups",
    "[4.2.x] Fixed CVE-2024-1 -- Avoided server error when sending fails": "Avoided server error when sending fails",
    "security #cve-2026-47730 [Profiler] Escape names of templates": "Escape names of templates",
    "Fix a bypass by the name of a template (some-body, other)": "Fix a bypass by the name of a template",
    "Fixed #32690 -- Fixed lookup crash when combining filters": "Fixed lookup crash when combining filters",
    "@scope/one,@scope/two: reset the token when an upload fails (Jane Doe / #4376)": "Reset the token when an upload fails",
    "JIRA-77: Keep order of listeners, fixes #3": "Keep order of listeners",
}
DROPPED = (
    "Bump version to 1.2.3", "Upgrade to pyo3 0.17", "Update dependencies", "Fix typo in error message", "Merge branch 'master' into next", "v1.2.3", "chore: tidy things up now",
    "Make the build reproducible", "Fix CVE-2020-1234", "Fix FTBFS with GCC-12", "Minor bug fixes", "Fix build with gcc 13", "fix-path.patch is needed here",
    "Fix some things in the docs", "doc/make.py: Do not embed timestamps in pages",
    "Use python3 in shebang lines", "Fix failing tests on slow machines", "Fix bugs", "Update README with new instructions", "Release 3.0 of the library",
    "Added support for React Native 0.73", "Pass an optional object to [](https://example.org)",
)


class Subjects(unittest.TestCase):
    def test_a_subject_keeps_what_a_developer_would_ask(self) -> None:
        for text, subject in SUBJECTS.items():
            with self.subTest(text):
                self.assertEqual(subject_of(text), subject)

    def test_a_subject_that_tells_nothing_of_the_code_is_dropped(self) -> None:
        for text in DROPPED:
            with self.subTest(text):
                self.assertIsNone(subject_of(text))


class Published(unittest.TestCase):
    def test_files_of_tests_builds_and_change_logs_are_no_answers(self) -> None:
        for path in ("src/parser.ts", "lib/foo.py", "doc/guide.md", "latest/contest.go", "config/default.yml"):
            self.assertTrue(is_answer(path), path)
        for path in ("test/a.js", "pkg/a_test.go", "src/a.spec.ts", "CHANGELOG.md", "package-lock.json", "vendor/a.go", "debian/rules", "src/FooTest.java", "Makefile"):
            self.assertFalse(is_answer(path), path)
        self.assertTrue(is_shown("test/a.js"))

    def test_only_text_that_a_person_wrote_is_shown(self) -> None:
        self.assertTrue(is_text("grün\n".encode()))
        for content in (b"", b"a\0b", b"\xff\xfe", b"x" * 6000):
            self.assertFalse(is_text(content))

    def test_neighbouring_lines_become_one_answer(self) -> None:
        self.assertEqual(answers_of("a", [9, 1, 2, 5]), [Lines("a", 1, 5), Lines("a", 9, 9)])
        self.assertTrue(is_small(answers_of("a", [1])))
        self.assertFalse(is_small([Lines("a", 1, 151)]))
        self.assertFalse(is_small([]))

    def test_imports_are_no_answers_beside_others(self) -> None:
        lines = {"a.ts": ["import { a } from 'a';", "", "const b = require('b');", "return a(b);"], "a.c": ["#include <a.h>", "int a;"], "a.go": ["import (", '\t"io"', ")", "use(io)"]}
        imports = [Lines("a.ts", 1, 3), Lines("a.c", 1, 1), Lines("a.go", 1, 3)]
        code = [Lines("a.ts", 4, 4), Lines("a.c", 1, 2)]
        self.assertEqual(without_imports([*imports, *code], lines), code)
        self.assertEqual(without_imports(imports, lines), imports)

    def test_what_judges_the_product_is_excluded_under_any_name(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            repositories, names = Path(folder, "repositories"), Path(folder, "names")
            repositories.write_text("Owner/Judge\n")
            names.write_text("abseil\n")
            excluded = Excluded(repositories, names)
        for name in ("abseil", "python3-abseil", "libabseil-dev", "golang-github-owner-judge", "@scope/judge", "node-judge"):
            self.assertTrue(excluded.has(name), name)
        self.assertTrue(excluded.has("other", ["https://github.com/Owner/judge.git"]))
        self.assertFalse(excluded.has("other", ["https://github.com/owner/judged"]))

    def test_changes_are_written_a_line_each(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_changes(Path(folder), "deb~a", [("Fix it all", [Lines("a.py", 1, 2)])])
            text = Path(folder, "changes/deb~a.jsonl").read_text()
        self.assertEqual(text, '{"q": "Fix it all", "answers": [{"path": "a.py", "startLine": 1, "endLine": 2}]}\n')


if __name__ == "__main__":
    unittest.main()
