"""Tests on a toy corpus, under a minute on a processor: python3 -m unittest discover --start-directory training"""
import contextlib
import gzip
import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

try:
    import numpy as np
    import onnx
    import torch
except ImportError as error:
    raise unittest.SkipTest(f"training is not tested here: {error} (Debian: python3-torch, python3-onnx)") from error

from batches import Group, PassageIds, TrainingGroups, parts_of, tensors_of
from corpus import Row, name_of, read_corpus, read_rows, reading_order
from operators import grid_of
from run import main
from settings import Settings
from tokenizer import Tokenizer
from toy import CHANGED_PACKAGES, write_lines, write_toy_corpus, write_toy_start
from train import losses
from variations import varied
from weights import load_start, read_safetensors, write_safetensors

NODE = HERE.parent / "node_modules/.bin/node"
STEPS = 40


class Toy(unittest.TestCase):
    """A corpus and a starting model in a folder that is removed afterwards."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp(prefix="training-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.corpus_folder, cls.start = cls.folder / "corpus", cls.folder / "start"
        write_toy_corpus(cls.corpus_folder)
        write_toy_start(cls.start)
        cls.corpus = read_corpus(cls.corpus_folder, [cls.corpus_folder])
        cls.tokenizer = Tokenizer(cls.start / "minilm/tokenizer.json")
        cls.passage_ids = PassageIds(cls.corpus, cls.tokenizer, 64)

    @classmethod
    def train(cls, out: str, steps: int, processes: int = 1) -> dict:
        folders = ["--corpus", str(cls.corpus_folder), "--mined", str(cls.corpus_folder), "--start", str(cls.start), "--out", str(cls.folder / out)]
        numbers = (
            "learning_rate=0.003", "warmup_steps=5", "average_decay=0.9", "lengths=[48, 64]", "groups_per_step=8",
            "bfloat16=false", f"processes={processes}",
        )
        with contextlib.redirect_stdout(io.StringIO()):
            return main([*folders, "--steps", str(steps), *(f"--set={number}" for number in numbers)])


class CorpusTest(Toy):
    def test_packages_that_are_judged_are_not_trained_on(self) -> None:
        judged = {row.package for rows in self.corpus.development.values() for row in rows}
        trained = {row.package for row in self.corpus.documentation + self.corpus.written + self.corpus.mined}
        self.assertTrue(judged and trained)
        self.assertFalse(judged & trained)

    def test_a_package_of_a_development_set_is_left_out_of_the_training_rows(self) -> None:
        leaking = self.folder / "leaking"
        shutil.copytree(self.corpus_folder, leaking)
        shutil.copyfile(leaking / "dev.jsonl.gz", leaking / "train-01.jsonl.gz")
        self.assertEqual(len(read_corpus(leaking).documentation), len(self.corpus.documentation))

    def test_every_release_of_a_package_with_changes_is_judged_or_none(self) -> None:
        judged = {row.package for row in self.corpus.development["changes"]}
        self.assertEqual(judged, {CHANGED_PACKAGES[1]})
        releases = self.folder / "releases"
        releases.mkdir()
        rows = [json.loads(line) for line in gzip.open(self.corpus_folder / "train-00.jsonl.gz", "rt")]
        write_lines(releases / "train-00.jsonl.gz", [*rows, *(row | {"pkg": f"{CHANGED_PACKAGES[1]}-1.2.3"} for row in rows)])
        for name in ("units-00", "written", "dev", "written-dev"):
            shutil.copyfile(self.corpus_folder / f"{name}.jsonl.gz", releases / f"{name}.jsonl.gz")
        self.assertEqual(len(read_corpus(releases, [self.corpus_folder]).documentation), len(rows))

    def test_a_package_has_one_name_however_it_was_packed(self) -> None:
        for packed in (
            ("npm~@scope+name", "npm~scope-name", "npm~scope-name-1.2.3", "npm~@scope+name@2.0.0-beta.1"),
            ("deb~python3-name", "src~name", "deb~python-name"), ("deb~golang-owner-name-dev", "deb~golang-owner-name"),
        ):
            rows = [Row("query", "change", "go", package, 0, (), (), ()) for package in packed]
            self.assertEqual(len({name_of(row) for row in rows}), 1, packed)

    def test_a_subject_that_three_packages_have_is_not_trained_on(self) -> None:
        row = next(json.loads(line) for line in gzip.open(self.corpus_folder / "mined-changes.jsonl.gz", "rt"))
        families = self.folder / "families"
        families.mkdir()
        shared = [row | {"q": "update to the new core", "pkg": package} for package in ("alpha", "beta", "gamma")]
        pair = [row | {"q": "close the socket", "pkg": package} for package in ("alpha", "beta")]
        write_lines(families / "mined-families.jsonl.gz", shared + pair)
        self.assertEqual([row.query for row in read_corpus(self.corpus_folder, [families]).changes], ["close the socket"] * 2)

    def test_changes_whose_answer_nobody_knows_are_trained_on_and_not_judged(self) -> None:
        self.assertTrue(any(row.relevant is None for row in self.corpus.changes))
        self.assertTrue(all(row.relevant is not None for row in self.corpus.development["changes"]))

    def test_the_reading_order_depends_on_the_seed_alone(self) -> None:
        rows = self.corpus.documentation
        self.assertEqual(reading_order(rows, 3), reading_order(rows, 3))
        self.assertNotEqual(reading_order(rows, 3), reading_order(rows, 4))
        self.assertCountEqual(reading_order(rows, 3), rows)

    def test_an_empty_folder_is_named(self) -> None:
        (self.folder / "empty").mkdir()
        with self.assertRaisesRegex(FileNotFoundError, "empty"):
            read_corpus(self.folder / "empty")


@unittest.skipUnless(NODE.exists() and (HERE.parent / "dist/cutter.js").exists(), "the product is not built: npm ci && npm run build")
class MinedTest(Toy):
    """mine.ts on a package of two files, one of which is asked about by a written query, too, and both by changes."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        package, corpus, changes, cls.mined = (cls.folder / name for name in ("packages/queue@1.0", "asked", "changes", "mined"))
        (package / "src").mkdir(parents=True)
        functions = [
            f"/** Waits until the {noun} of this worker is drained before the process ends. */\nexport function {name}(worker) {{\n  return worker.{noun}.drain({number});\n}}\n"
            for number, (name, noun) in enumerate([("settle", "queue"), ("finish", "socket"), ("rest", "window"), ("calm", "cache")])
        ]
        (package / "src/ends.ts").write_text("\n".join(functions), encoding="utf-8")
        (package / "src/starts.ts").write_text("export function begin(worker) {\n  worker.queue.open();\n  return worker;\n}\n", encoding="utf-8")
        corpus.mkdir()
        write_lines(corpus / "units-00.jsonl.gz", [{"i": 1, "p": "src/starts.ts", "c": "export function begin(worker) {\n  worker.queue.open();\n  return worker;\n}", "g": "typescript"}])
        write_lines(corpus / "written.jsonl.gz", [{"q": "open the queue of a worker", "s": "written", "g": "typescript", "pkg": "queue@1.0", "pos": 1, "neg": [], "neg2": []}])
        changes.mkdir()
        (changes / "queue@1.0.jsonl").write_text(
            json.dumps({"q": "fix drain of the socket when a worker ends", "answers": [{"path": "src/ends.ts", "startLine": 6, "endLine": 8}]})
            + "\n" + json.dumps({"q": "open the queue of a worker once", "answers": []}) + "\n", encoding="utf-8",
        )
        command = [NODE, HERE / "mine.ts", "--packages", package.parent, "--corpus", corpus, "--changes", changes, "--out", cls.mined]
        subprocess.run(command, check=True, capture_output=True)
        cls.rows = read_rows(cls.mined, "mined-*.jsonl.gz")
        cls.passages = read_corpus(cls.corpus_folder, [cls.mined]).passages

    def test_a_comment_asks_for_its_code_and_nobody_shows_a_comment(self) -> None:
        row = next(row for row in self.rows if "queue" in row.query and row.style == "comment")
        self.assertIn("function settle", self.passages[row.relevant])
        self.assertTrue(row.negatives)
        for snippet in (row.relevant, *row.negatives):
            self.assertNotIn("Waits until", self.passages[snippet])

    def test_a_written_query_finds_its_code_again_among_others_as_they_are(self) -> None:
        row = next(row for row in self.rows if row.style == "written")
        self.assertTrue(self.passages[row.relevant].startswith("src/starts.ts\nexport function begin"))
        self.assertTrue(any("Waits until" in self.passages[snippet] for snippet in row.negatives))

    def test_a_change_asks_for_the_lines_that_it_wrote(self) -> None:
        row = next(row for row in self.rows if row.style == "change" and row.relevant is not None)
        self.assertIn("export function finish", self.passages[row.relevant])
        self.assertEqual(row.package, "queue")

    def test_a_change_that_nobody_knows_the_lines_of_keeps_what_is_found(self) -> None:
        row = next(row for row in self.rows if row.relevant is None)
        self.assertTrue(any(self.passages[snippet].startswith("src/starts.ts") for snippet in row.negatives))

    def test_the_text_order_is_told_of_every_candidate(self) -> None:
        for row in self.rows:
            self.assertEqual(len(row.prior), len(row.answer) + len(row.negatives))


class TextTest(Toy):
    def test_identifiers_are_told_apart_and_punctuation_is_dropped(self) -> None:
        self.assertEqual(self.tokenizer.encode("readFile(input);", 10), self.tokenizer.encode("read file input", 10))
        self.assertEqual(len(self.tokenizer.encode("read " * 50, 7)), 7)

    def test_an_identifier_that_only_the_answer_has_is_never_added_to_the_query(self) -> None:
        for seed in range(200):
            query = varied("close it", "a/b.js\nfunction closeSocket() { openFile(); }", ["c.js\nopenFile();"], random.Random(seed))
            self.assertNotIn("closeSocket", query)

    def test_a_pair_is_cut_to_its_limit_and_keeps_its_query(self) -> None:
        query, passage = [7, 8], list(range(10, 60))
        ids, mask, types = tensors_of([(query, passage), (query, passage[:3])], 32, self.tokenizer, "cpu")
        self.assertEqual(tuple(ids.shape), (2, 32))
        self.assertEqual(ids[0, :4].tolist(), [self.tokenizer.start, *query, self.tokenizer.separator])
        self.assertEqual(ids[0, -1].item(), self.tokenizer.separator)
        self.assertEqual(mask.sum(1).tolist(), [32, 8])
        self.assertEqual(types[1].tolist(), [0] * 4 + [1] * 4 + [0] * 24)

    def test_a_step_reads_the_same_whenever_it_is_asked_for(self) -> None:
        groups = TrainingGroups(self.corpus, self.tokenizer, self.passage_ids, Settings())
        self.assertEqual(groups.of_step(5), groups.of_step(5))
        self.assertNotEqual(groups.of_step(5), groups.of_step(6))
        read = groups.of_step(5)[0]
        self.assertCountEqual([group for part in parts_of(read, 4) for group in part], read)


class LossTest(unittest.TestCase):
    def pushed(self, group: Group, **settings: float) -> list[float]:
        """@return where the loss pushes each logit of a group, which all are 0 at first"""
        scores = torch.zeros(len(group.passages), requires_grad=True)
        losses(scores, [group], Settings(**settings))[0].backward()
        return (-scores.grad).tolist()

    def test_the_relevant_passage_rises_and_the_others_fall(self) -> None:
        pushed = self.pushed(Group([5], [[6], [7], [8]], True, []))
        self.assertGreater(pushed[0], 0)
        self.assertTrue(all(push < 0 for push in pushed[1:]))

    def test_where_nobody_knows_the_answer_the_text_order_is_the_teacher(self) -> None:
        pushed = self.pushed(Group([5], [[6], [7], [8]], False, [-1.0, 0.8, 0.0], text_weight=0.5))
        self.assertGreater(pushed[1], 0)
        self.assertGreater(pushed[2], pushed[0])
        self.assertAlmostEqual(sum(pushed), 0, places=6)

    def test_what_the_text_order_knows_is_not_learnt_again_from_both_together(self) -> None:
        known, unknown = (Group([5], [[6], [7]], True, prior) for prior in ([0.8, -1.0], [-1.0, 0.8]))
        extra = [self.pushed(group, blended_weight=1.0)[0] - self.pushed(group, blended_weight=0.0)[0] for group in (known, unknown)]
        self.assertLess(extra[0], 0.1 * extra[1])


class WeightsTest(Toy):
    def test_weights_come_back_as_they_were_written(self) -> None:
        weights = load_start(self.start).state_dict()
        write_safetensors(weights, self.folder / "copy.safetensors")
        again = read_safetensors(self.folder / "copy.safetensors")
        self.assertEqual(list(again), list(weights))
        self.assertTrue(all(torch.equal(again[name], weights[name]) for name in weights))

    def test_embeddings_on_a_grid_lose_nothing_in_bytes(self) -> None:
        table = (np.random.default_rng(1).integers(-60, 90, (50, 8)) * 0.01).astype(np.float32)
        ids, scale, zero = grid_of(table)
        np.testing.assert_allclose((ids.astype(np.float32) - zero) * scale, table, atol=1e-6)


class RunTest(Toy):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.figures = cls.train("whole", STEPS)
        cls.train("halves", STEPS // 2)

    def test_training_ranks_code_of_a_package_that_it_never_saw_better(self) -> None:
        for name, start in self.figures["start"].items():
            self.assertGreater(self.figures["last"][name].mrr, start.mrr + 0.1, name)

    def test_text_order_and_model_together_are_judged_where_the_text_order_is_known(self) -> None:
        judged = self.figures["last"]["mined"]
        self.assertGreater(judged.blended, judged.text + 0.1)
        self.assertIsNone(self.figures["last"]["written"].blended)

    def test_two_processes_learn_what_one_does(self) -> None:
        self.train("two", STEPS // 4, processes=2)
        self.train("one", STEPS // 4, processes=1)
        two, one = (read_safetensors(self.folder / name / "model.safetensors") for name in ("two", "one"))
        for name, value in one.items():
            torch.testing.assert_close(two[name], value, atol=1e-4, rtol=1e-3, msg=name)

    def test_a_run_goes_on_where_it_stopped(self) -> None:
        self.train("halves", STEPS)
        log = (self.folder / "halves/log.txt").read_text(encoding="utf-8")
        self.assertIn(f"going on from step {STEPS // 2}", log)
        self.assertIn(f"{STEPS:,} steps", (self.folder / "halves/code-reranker/README.md").read_text(encoding="utf-8"))

    def test_the_same_seed_makes_the_same_weights(self) -> None:
        self.train("again", STEPS)
        first, second = (read_safetensors(self.folder / name / "model.safetensors") for name in ("whole", "again"))
        for name, value in first.items():
            torch.testing.assert_close(second[name], value, msg=name)

    def test_the_exported_graphs_are_valid(self) -> None:
        for name in ("model.onnx", "model_fp16.onnx"):
            onnx.checker.check_model(str(self.folder / "whole/code-reranker/onnx" / name), full_check=True)

    @unittest.skipUnless(NODE.exists(), "ONNX Runtime is not installed: npm ci")
    def test_every_precision_agrees_with_the_trained_weights(self) -> None:
        model = load_start(self.start)
        model.load_state_dict(read_safetensors(self.folder / "whole/model.safetensors"))
        model.eval()
        row = self.corpus.development["documentation"][0]
        query = self.tokenizer.encode(row.query, 20)
        tensors = tensors_of([(query, self.passage_ids[snippet]) for snippet in row.candidates], 64, self.tokenizer, "cpu")
        with torch.no_grad():
            expected = model(*tensors).numpy()
        inputs = json.dumps(dict(zip(("ids", "mask", "types"), (tensor.tolist() for tensor in tensors))))
        spread = float(expected.std())
        for name, share in (("model.onnx", 1e-4), ("model_fp16.onnx", 0.02), ("model_quantized.onnx", 0.15)):
            file = self.folder / "whole/code-reranker/onnx" / name
            run = subprocess.run([NODE, HERE / "logits.ts", file], input=inputs, capture_output=True, text=True, check=True)
            np.testing.assert_allclose(json.loads(run.stdout), expected, atol=share * spread, err_msg=name)


if __name__ == "__main__":
    unittest.main()
