"""What can only be measured beside the painter: the judge itself, the ceiling, the painter's diversity, memorisation.

The model's own table is `npm run bench -- postcard`, from the same judge and captions.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..painter.paint_scene import lay_out, paint
from ..painter.scene import Scene, random_scene
from ..painter.scenes_on_disk import open_pictures, painted_shards, read_rows
from .held_out_captions import draw_caption
from .concepts import targets
from .judge import judged, load_judge, shrink
from .judge_rates import right_rate, right_rates, subject_rates, unasked_rates
from .pipeline import Pipeline

BATCH = 20
PAINTINGS = 64
SAMPLES = 100
ROUND_TRIPS = 1000
DIVERSITY: dict[str, dict[str, object]] = {
    "a red boat at sea at sunset": {"subject": "boat", "subject_colour": "red", "ground": "sea", "sky": "sunset"},
    "a dog in a meadow": {"subject": "dog", "ground": "meadow"},
    "a castle under a full moon, watercolor": {"subject": "castle", "celestial": "full moon", "celestial_colour": None, "style": "watercolor"},
}
"""Prompts whose pictures are compared with each other, and what they fix of a scene."""


def distances(pictures: np.ndarray) -> float:
    """Returns the mean root-mean-square distance, in levels of 0 to 255 at 64 × 64 pixels, over all pairs of pictures."""
    flat = shrink(pictures, 64).reshape(len(pictures), -1).astype(np.float32)
    pairs = [np.sqrt(np.square(flat[i] - flat[i + 1 :]).mean(1)) for i in range(len(flat) - 1)]
    return float(np.concatenate(pairs).mean())


def paint_prompt(fixed: dict[str, object], count: int) -> np.ndarray:
    """Paints scenes that hold what a prompt fixes and are free in all else, except the style, which unsaid is flat."""
    pictures = []
    for number in range(count):
        rng = np.random.default_rng([99, number])
        plain = {"style": "flat", "weather": "clear", "second": None, "ground_colour": None, "genre": None}
        scene: Scene = replace(random_scene(rng), **{**plain, **fixed})
        pictures.append(paint(scene, lay_out(scene, rng), rng))
    return np.stack(pictures)


def _coarse(pictures: np.ndarray) -> np.ndarray:
    """Averages pictures to float32 [B, 32, 32, 3]."""
    return shrink(pictures, 64).reshape(-1, 32, 2, 32, 2, 3).mean((2, 4), dtype=np.float32)


def nearest(pictures: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Returns each picture's distance to the nearest training picture (given as `_coarse` makes them), in levels at 32 × 32 pixels."""
    known, asked = (some.reshape(len(some), -1) for some in (known, _coarse(pictures)))
    squares = (known**2).sum(1)
    return np.array([np.sqrt(max(0.0, float((squares - 2 * known @ row).min() + (row**2).sum())) / len(row)) for row in asked])


def measure(workspace: Path, folder: Path, file: Path) -> None:
    """Measures, and writes the numbers to a JSON file and the console."""
    judge, pipeline = load_judge(workspace), Pipeline(folder)
    held_out, scenes = workspace / "held-out", workspace / "scenes"
    shards = painted_shards(held_out)
    truth = targets([row for shard in shards for row in read_rows(held_out, shard)])
    pictures = np.concatenate([np.asarray(open_pictures(held_out, shard)) for shard in shards])
    back = np.concatenate([pipeline.round_trip(pictures[start : start + BATCH]) for start in range(0, ROUND_TRIPS, BATCH)])
    error = np.square(back.astype(np.float32) - pictures[:ROUND_TRIPS]).mean((1, 2, 3))
    training = np.concatenate([_coarse(open_pictures(scenes, shard)) for shard in painted_shards(scenes)])
    sampled = np.concatenate([pipeline.sample([draw_caption(n)[0] for n in range(i, i + BATCH)], i) for i in range(0, SAMPLES, BATCH)])
    on_painted, on_back = judged(judge, pictures), judged(judge, back)
    found = {
        "paintedScenes": len(pictures),
        "trainingScenes": len(training),
        "judgeOnAllPainted": right_rate(on_painted, truth),
        "judgeOnPainted": right_rates(on_painted, truth),
        "judgeOnPaintedSubjects": subject_rates(on_painted, truth),
        "judgeSeesUnasked": unasked_rates(on_painted, truth),
        "roundTrips": ROUND_TRIPS,
        "judgeOnRoundTrip": right_rates(on_back, truth[:ROUND_TRIPS]),
        "judgeSeesUnaskedOnRoundTrip": unasked_rates(on_back, truth[:ROUND_TRIPS]),
        "roundTripDecibel": round(float(np.mean(10 * np.log10(255**2 / error))), 2),
        "painterDistance": {prompt: round(distances(paint_prompt(fixed, PAINTINGS)), 1) for prompt, fixed in DIVERSITY.items()},
        "nearestTrainingPicture": {
            "ofPainted": _quantiles(nearest(pictures[:SAMPLES], training)),
            "ofModel": _quantiles(nearest(sampled, training)),
        },
    }
    file.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


def _quantiles(values: np.ndarray) -> dict[str, float]:
    return {name: round(float(np.quantile(values, share)), 2) for name, share in (("least", 0), ("tenth", 0.1), ("median", 0.5))}
