"""Paints one picture a prompt and puts them on a sheet."""

from pathlib import Path

import numpy as np
from PIL import Image

from ..painter.subjects import SUBJECTS
from .pipeline import Pipeline

PROMPTS = (
    "a lighthouse under a full moon, watercolor",
    "a red sun over blue mountains",
    "a dog on the left, in the meadow, by day",
    "a white dog in the snow, at night",
    "a purple castle in the hills at sunset",
    "a boat at sea, storm, noir",
    "a black cat in the city at night, neon",
    "a yellow car in the desert, pixel art",
    "a robot in the forest, fog",
    "a rocket under the stars, blueprint",
    "a horse to the right, in a meadow, at dawn, line drawing",
    "a train in front of mountains, vintage",
)


def contact_sheet(folder: Path, file: Path, seed: int, count: int | None = None, columns: int = 6, side: int = 192, **choices: object) -> None:
    """Writes a PNG: the prompts above, then every subject by name alone, or the first `count` of all that."""
    pipeline = Pipeline(folder)
    prompts = [*PROMPTS, *(f"a {name}" for name in SUBJECTS)][:count]
    pictures = np.concatenate([pipeline.sample(prompts[i : i + 6], seed + i, **choices) for i in range(0, len(prompts), 6)])  # type: ignore[arg-type]
    sheet = Image.new("RGB", (columns * side, -(-len(prompts) // columns) * side))
    for index, picture in enumerate(pictures):
        sheet.paste(Image.fromarray(picture).resize((side, side), Image.Resampling.BOX), ((index % columns) * side, index // columns * side))
    sheet.save(file)
