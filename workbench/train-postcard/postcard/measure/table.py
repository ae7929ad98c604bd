"""The measured table: what the exported model paints of what its captions say."""

import time
from pathlib import Path

import numpy as np

from ..painter.scenes_on_disk import open_pictures, read_rows
from ..words import split
from .judge import CONCEPTS, train_judge, targets
from .pipeline import Pipeline

BATCH = 10
COLOURLESS = {"line drawing", "noir", "blueprint", "vintage"}


def said(row: dict) -> np.ndarray:
    """Returns which concepts a caption states: bool [concepts]. Only these are counted."""
    words = split(row["caption"])

    def states(concept: str) -> bool:
        value = row[concept]
        if value is None:
            return False
        if concept == "subject_colour":
            named = any(a == value and b == row["subject"] for a, b in zip(words, words[1:]))
            return named and row["style"] not in COLOURLESS
        if concept == "placement":
            return row["subject"] is not None and any(word in words for word in ((value, "middle") if value == "centre" else (value,)))
        if concept == "celestial" and value == "full moon" and "moon" in words:
            return True
        return all(word in words for word in split(value))

    return np.array([states(concept) for concept in CONCEPTS])


def measure(workspace: Path, folder: Path, count: int, seed: int) -> None:
    """Prints the table over the first `count` held-out captions, pictures sampled from seeds `seed`, `seed` + 1, … by batch."""
    judge, pipeline = train_judge(workspace), Pipeline(folder)
    held_out = workspace / "held-out"
    rows, pictures = read_rows(held_out, 0), np.asarray(open_pictures(held_out, 0))
    truth = targets(rows)
    stated = np.stack([said(row) for row in rows])
    painted_right = judge.judge(pictures) == truth
    few = slice(0, count)
    back = np.concatenate([pipeline.round_trip(pictures[start : start + BATCH]) for start in range(0, count, BATCH)])
    error = (back.astype(np.float32) - pictures[few]) ** 2
    back_right = judge.judge(back) == truth[few]
    sampled = np.concatenate(
        [pipeline.sample([row["caption"] for row in rows[start : start + BATCH]], seed + start // BATCH) for start in range(0, count, BATCH)]
    )
    sampled_right = judge.judge(sampled) == truth[few]
    defaults = pipeline.defaults
    print(f"{count} held-out captions, seed {seed}, {defaults['scheduler']}, {defaults['steps']} steps, guidance {defaults['guidanceScale']}")
    started = time.monotonic()
    pipeline.sample(["a dog"], seed)
    print(f"one picture alone, on two threads: {time.monotonic() - started:.2f} s")
    print(f"round trip through the autoencoder: {float(np.mean(10 * np.log10(255**2 / error.mean((1, 2, 3))))):.2f} dB")
    print("| concept | stated in | judge on painted | on round trip | on sampled |")
    print("|---|---|---|---|---|")
    for index, concept in enumerate(CONCEPTS):
        where = stated[few, index]
        shares = [painted_right[:, index][stated[:, index]].mean(), back_right[where, index].mean(), sampled_right[where, index].mean()]
        print(f"| {concept.replace('_', ' ')} | {int(where.sum())} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")
    everything = (sampled_right | ~stated[few]).all(1).mean()
    ceiling = (back_right | ~stated[few]).all(1).mean()
    painted = (painted_right | ~stated).all(1).mean()
    print(f"| all that is stated | {count} | {painted:.1%} | {ceiling:.1%} | {everything:.1%} |")
    _print_subjects(truth[few, 0], sampled_right[:, 0], stated[few, 0])


def _print_subjects(truth: np.ndarray, right: np.ndarray, stated: np.ndarray) -> None:
    """Prints the rate of every subject, worst first."""
    names = CONCEPTS["subject"]
    rates = []
    for number, name in enumerate(names):
        where = stated & (truth == number)
        if where.any():
            rates.append((float(right[where].mean()), name, int(where.sum())))
    print("subjects: " + ", ".join(f"{name} {rate:.0%} of {count}" for rate, name, count in sorted(rates)))
