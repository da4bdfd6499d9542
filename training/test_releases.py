"""Tests of what is made of releases: change logs, sources, differences, and which lines an entry is of."""
import io
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from changelog import Release, releases_of
from published import Lines
from releases import published_releases, told_changes
from sources import changes_between, tree_of

SEMANTIC = """# Change log

## [1.10.0](https://example.org/compare/v1.9.0...v1.10.0) (2024-05-01)

### Features

* **parser:** keep comments ([#5](https://example.org/5)) ([abc1234](https://example.org/c))

## 1.9.0 (2024-04-01)

- [`abc1234`](https://example.org/c) Thanks [@someone](https://example.org/s)! - Fix order of
  listeners

  More of it.
- Updated dependencies [abc1234]:
  - @scope/other@1.2.3

# Migration

- not a change
"""
UNDERLINED = """2.0.1 / 2020-01-02
==================

  * Fix `readBody` on empty input
  * deps: other@1.0.0

2.0.1-beta.2 / 2019-01-01
===

2.0.1-beta.10 / 2019-02-01
===
"""
PROSE = """## 3.1.4

### Bug fixes

Fix a crash
in the middle.

Do not scroll twice.
"""


class ChangeLogs(unittest.TestCase):
    def test_each_version_has_its_entries_without_dependencies_and_credits(self) -> None:
        releases = releases_of(SEMANTIC)
        self.assertEqual([release.version for release in releases], ["1.9.0", "1.10.0"])
        self.assertEqual(releases[0].entries, ["Fix order of listeners"])
        self.assertEqual(len(releases[1].entries), 1)

    def test_underlined_versions_are_found_and_ordered_by_number(self) -> None:
        releases = releases_of(UNDERLINED)
        self.assertEqual([release.version for release in releases], ["2.0.1-beta.2", "2.0.1-beta.10", "2.0.1"])
        self.assertEqual(releases[2].entries, ["Fix `readBody` on empty input"])

    def test_paragraphs_are_entries_where_there_is_no_list(self) -> None:
        self.assertEqual(releases_of(PROSE)[0].entries, ["Fix a crash in the middle.", "Do not scroll twice."])


    def test_a_published_version_has_the_entries_of_all_since_the_one_published_before(self) -> None:
        releases = [Release("1.0.0", ["first"]), Release("1.0.1", ["second"]), Release("1.1.0", ["third"])]
        pairs = published_releases(releases, ["1.1.0", "1.0.0", "1.2.0", "latest"])
        self.assertEqual(pairs, [("1.0.0", Release("1.1.0", ["second", "third"]))])


class Sources(unittest.TestCase):
    def test_only_what_people_wrote_is_taken_of_an_archive(self) -> None:
        files = {
            "package/src/a.ts": "export const a = 1;\n",
            "package/src/a.js": "exports.a = 1;\n",
            "package/lib/a.js": "var a = 1;\n",
            "package/dist/a.js": "var a = 1;\n",
            "package/../../outside.ts": "x\n",
            "package/src/compiled.js": '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n',
            "package/README.md": "Read me\n",
        }
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder, "a.tgz")
            with tarfile.open(archive, "w:gz") as members:
                for name, text in files.items():
                    member = tarfile.TarInfo(name)
                    member.size = len(text)
                    members.addfile(member, io.BytesIO(text.encode()))
            self.assertEqual(sorted(tree_of(archive)), ["README.md", "src/a.ts"])

    def test_changed_lines_are_those_of_the_newer_sources(self) -> None:
        old = {"src/a.ts": "one\ntwo\nthree\nfour\nversion 1.0.0\n", "package.json": "1"}
        new = {"src/a.ts": "one\nzwei\nthree\nfour\nversion 1.0.1\n", "src/b.ts": "new\nfile\n", "package.json": "2"}
        self.assertEqual(changes_between(old, new), [Lines("src/a.ts", 2, 2), Lines("src/b.ts", 1, 2)])

    def test_where_lines_went_those_around_are_changed(self) -> None:
        self.assertEqual(changes_between({"a.js": "1\n2\n3\n4"}, {"a.js": "1\n4"}), [Lines("a.js", 1, 2)])

    def test_too_much_for_a_sentence_is_no_change(self) -> None:
        self.assertEqual(changes_between({"a.js": ""}, {"a.js": "\n".join(f"line {number}" for number in range(200))}), [])
        self.assertEqual(changes_between({"a.md": "old"}, {"a.md": "new"}), [])


class Entries(unittest.TestCase):
    TREE = {"a.ts": "function readBody() {\n  return 1;\n}\nexport const keepAlive = true;\n"}
    ANSWERS = [Lines("a.ts", 1, 1), Lines("a.ts", 4, 4)]

    def test_all_lines_are_of_the_only_entry(self) -> None:
        self.assertEqual(told_changes(Release("1.0.1", ["fix: return early on empty input"]), self.ANSWERS, self.TREE), [("Return early on empty input", self.ANSWERS)])

    def test_of_several_an_entry_has_the_lines_that_hold_its_own_name(self) -> None:
        release = Release("1.0.1", ["Let `readBody()` return early", "Close idle sockets sooner"])
        self.assertEqual(told_changes(release, self.ANSWERS, self.TREE), [("Let `readBody()` return early", self.ANSWERS[:1])])

    def test_a_name_of_two_entries_tells_neither(self) -> None:
        release = Release("1.0.1", ["Let `readBody` return early", "Document what `readBody` throws"])
        self.assertEqual(told_changes(release, self.ANSWERS, self.TREE), [])


if __name__ == "__main__":
    unittest.main()
