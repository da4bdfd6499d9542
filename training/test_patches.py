"""Tests of changes from patches: what a patch says of itself, and where its lines are once others came after it."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from debian import _package
from patches import change_of, changes_in, write_package
from quilt import changed_lines, origin_of, parse_patch, subject_in

PATCH = """\
From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
From: A Writer <writer@example.org>
Date: Mon, 1 Jan 2024 00:00:00 +0000
Subject: [PATCH 2/3] Return the default where the header
 is empty (#12)
MIME-Version: 1.0

Long words.
---
 src/header.py      | 4 ++--
--- a/src/header.py
+++ b/src/header.py
@@ -1,6 +1,7 @@ def value(header):
 def value(header):
-    return header[0]
+    if not header:
+        return DEFAULT
+    return header[0]
 
 def names(header):
-    print(header)
     return list(header)
--- a/tests/test_header.py
+++ b/tests/test_header.py
@@ -1,1 +1,2 @@
 import header
+assert header.value("") == header.DEFAULT
--- a/src/gone.py
+++ /dev/null
@@ -1,1 +0,0 @@
-pass
"""
AFTER = "# a later patch added this\n\ndef value(header):\n    if not header:\n        return DEFAULT\n    return header[0]\n\ndef names(header):\n    return list(header)\n"


class Patches(unittest.TestCase):
    def test_a_patch_says_what_it_does_and_whose_it_is(self) -> None:
        header = parse_patch(PATCH).header
        self.assertEqual(" ".join(subject_in(header).split()), "[PATCH 2/3] Return the default where the header is empty (#12)")
        self.assertEqual(origin_of(header, "Packager <packager@example.com>"), "upstream")
        self.assertNotEqual(origin_of(header, "A Writer <writer@example.org>"), "upstream")
        self.assertEqual(subject_in("Description: Keep the order\n More of it.\nOrigin: backport, 1.2"), "Keep the order")
        self.assertEqual(subject_in("Description: Keep the\n order\n .\n more"), "Keep the\n order")
        self.assertEqual(origin_of("Description: Keep the order\nForwarded: not-needed", ""), "debian")
        self.assertEqual(origin_of("Description: Keep the order\nForwarded: https://example.org/1", ""), "forwarded")
        self.assertEqual(subject_in("# HG changeset patch\n# User me\n# Date 1 0\n\nkeep the order\n"), "keep the order")

    def test_changed_lines_are_found_where_later_patches_moved_them(self) -> None:
        hunks = parse_patch(PATCH).files["src/header.py"]
        # The added lines; of what was only removed, the lines before and after.
        self.assertEqual(changed_lines(hunks, AFTER.split("\n")), [4, 5, 6, 8, 9])

    def test_lines_that_are_no_longer_there_are_not_guessed(self) -> None:
        hunks = parse_patch(PATCH).files["src/header.py"]
        self.assertIsNone(changed_lines(hunks, ["def value(header):", "    return None"]))

    def test_a_package_becomes_a_tree_and_a_line_for_each_change(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tree, out = Path(folder, "tree"), Path(folder, "out")
            files = {"src/header.py": AFTER, "tests/test_header.py": "import header\n", "vendor/copy.py": "pass\n", "debian/patches/series": "first -p1\n# off\n", "debian/patches/first": PATCH}
            for path, text in files.items():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_text(text)
            self.assertEqual(write_package("deb~a", tree, changes_in(tree, ""), out, 4), 1)
            shown = sorted(str(path.relative_to(out / "packages/deb~a")) for path in (out / "packages").rglob("*.py"))
            row = json.loads((out / "changes/deb~a.jsonl").read_text())
        self.assertEqual(shown, ["src/header.py", "tests/test_header.py"])
        self.assertEqual(row["q"], "Return the default where the header is empty")
        self.assertEqual([(answer["path"], answer["startLine"], answer["endLine"]) for answer in row["answers"]], [("src/header.py", 4, 9)])

    def test_patches_of_the_distribution_are_left_out(self) -> None:
        self.assertIsNotNone(change_of(PATCH, ""))
        self.assertIsNone(change_of("Description: Return the default where empty\nForwarded: no\n" + PATCH[PATCH.index("--- a") :], ""))

    def test_the_index_tells_what_may_be_taken(self) -> None:
        paragraph = "Package: a\nVersion: 1-2+deb12u1\nFormat: 3.0 (quilt)\nHomepage: https://example.org\nFiles:\n 00000000000000000000000000000000 {} a_1.orig.tar.gz\n"
        package = _package(paragraph.format(500))
        self.assertEqual((package.name, package.version), ("a", "1-2+deb12u1"))
        self.assertIsNone(_package(paragraph.format(10**9)))


if __name__ == "__main__":
    unittest.main()
