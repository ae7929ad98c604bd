"""The captions that the model is measured on: worded from scenes that training never drew, with what a picture must show."""

import json
from pathlib import Path

import numpy as np

from ..painter.caption import word_caption
from ..painter.genres import GENRES
from ..painter.scene import Scene, held_out_pair, random_scene, random_unseen_scene
from .concepts import CONCEPTS, UNSEEN, target

SEED = 4242
COUNT = 2000
UNSEEN_EVERY = 5
"""Every fifth caption states a pair of concepts that training never shows together."""

PAIR_FIELDS = {"colour": {"subject", "subject_colour"}, "style": {"subject", "style"}, "neighbour": {"subject", "second"}}


def asked(scene: Scene, stated: frozenset[str]) -> list[int]:
    """Returns the number of each concept's asked value, −1 where the caption does not state it or the style hides it."""
    shown = target(vars(scene))
    counts = [number if concept in stated and number != UNSEEN else -1 for concept, number in zip(CONCEPTS, shown)]
    return counts


def draw_caption(number: int) -> tuple[str, list[int], str, str]:
    """Returns caption number `number`, what it asks for, which kind of unseen pair it states, and its film genre ("" for none)."""
    rng = np.random.default_rng([SEED, number])
    while True:
        scene = random_unseen_scene(rng) if number % UNSEEN_EVERY == 0 else random_scene(rng)
        text, stated = word_caption(scene, rng)
        pair = held_out_pair(scene)
        if pair is None or PAIR_FIELDS[pair] <= stated:
            return text, asked(scene, stated), pair or "", scene.genre or ""


def write_captions(file: Path) -> None:
    """Writes JSON lines: first what the numbers mean, then one row a caption: caption, asked numbers, unseen pair, genre."""
    rows = [draw_caption(number) for number in range(COUNT)]
    genres = {name: {"subjects": sorted(set(genre.subjects)), "grounds": list(genre.grounds)} for name, genre in GENRES.items()}
    head = {"seed": SEED, "concepts": CONCEPTS, "genres": genres}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in (head, *rows)))
