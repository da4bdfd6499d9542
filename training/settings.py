"""Every number that training can be tuned by, with its unit and where it comes from."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """One training run. The defaults suit a processor; `for_device` has those of a GPU."""

    seed: int = 7
    # When to end: whichever of the two is reached first; 0 means no such bound.
    minutes: float = 60.0
    steps: int = 0
    # A group is one query with its passages, the relevant one first.
    groups_per_step: int = 16
    groups_per_part: int = 2
    negatives: int = 9
    # Of a mined row's negatives, best first in text order, only so many are drawn from: what stands far behind teaches little.
    negatives_among: int = 29
    # Share of the groups whose query was written for a snippet rather than made from documentation.
    written_share: float = 0.1
    # Share of the groups that the product's own first stage has made (mine.ts).
    mined_share: float = 0.4
    # Share of the groups whose query is the subject of a change.
    change_share: float = 0.45
    # Longest pair in tokens, drawn anew for each step; a search reads pairs of up to 192.
    lengths: tuple[int, ...] = (96, 128, 160)
    max_query: int = 40
    # Share of the documentation queries that are varied (identifier added, commit-like prefix).
    varied_share: float = 0.12
    # Share of the groups read without their path, so that code counts alone, too.
    pathless_share: float = 0.03
    # Share of the groups of which one negative comes from another package.
    foreign_share: float = 0.2
    learning_rate: float = 6e-5
    warmup_steps: int = 30
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    # Weight of the pointwise loss beside the listwise one: keeps logits comparable between queries.
    pointwise_weight: float = 0.1
    # Weight of the loss of text order and logit together, where the text order is known: what the words say already need not be learnt,
    # what they get wrong counts twice (Gao et al. 2021, "Complement Lexical Retrieval Model with Semantic Residual Embeddings"). 0: without;
    # README.md says what became of 1.
    blended_weight: float = 0.0
    # Weight of learning from the text order, where it is known and can be trusted (TEXT_TAUGHT_STYLES): cross-entropy against its softmax
    # (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network").
    text_weight: float = 0.3
    # Logits that one unit of the text order's logarithm is worth: makes a softmax over the text order likeliest on rows of changes and of written queries.
    prior_scale: float = 2.5
    # Per-step decay of the averaged weights.
    average_decay: float = 0.995
    # The word embeddings lie on an 8-bit grid; frozen, they are stored in 8 bits without loss. Some hundred steps move them by less than the
    # grid (README.md, Eight bits), so training them needs a GPU's number of steps.
    train_embeddings: bool = False
    # Products in bfloat16, sums in single precision. Processors without bfloat16 (before AVX512-BF16 and AMX) lose by it.
    bfloat16: bool = True
    checkpoint_minutes: float = 5.0
    # Threads of one process; on a processor two processes of one thread each learn faster than one of two.
    threads: int = 1
    processes: int = 2

    @staticmethod
    def for_device(device: str) -> "Settings":
        """@param device `cpu` or a CUDA device of PyTorch, such as `cuda` or `cuda:1`"""
        if device == "cpu":
            return Settings()
        return Settings(
            groups_per_step=64, groups_per_part=64, processes=1, negatives=15, lengths=(128, 160, 192), learning_rate=1e-4, warmup_steps=200,
            average_decay=0.999, train_embeddings=True,
        )


# Not comments: each is hidden from the search that it asks, so that the text order is worse there than it is on real questions.
TEXT_TAUGHT_STYLES = ("change", "written")
# Sampling weights: the product is used on TypeScript and JavaScript most, and asked questions and issue-like sentences.
LANGUAGE_WEIGHTS = {"typescript": 2.0, "tsx": 2.0, "javascript": 2.0}
STYLE_WEIGHTS = {"issue": 2.0, "question": 1.3, "ident": 0.7, "comment": 0.5}
