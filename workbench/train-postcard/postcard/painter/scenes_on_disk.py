"""Paints scenes ahead of training into shards on disk, and reads them back."""

import dataclasses
import json
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from .caption import word_caption
from .paint_scene import lay_out, paint, plan_of
from .scene import random_scene

SHARD = 1000


def paint_one(seed: int, index: int) -> tuple[np.ndarray, np.ndarray, dict]:
    """Returns scene number `index` of a seed: its picture, its plan and its row (caption and everything it shows)."""
    rng = np.random.default_rng([seed, index])
    scene = random_scene(rng)
    layout = lay_out(scene, rng)
    picture = paint(scene, layout, rng)
    caption, stated = word_caption(scene, rng)
    return picture, plan_of(layout, scene), {"caption": caption, "stated": sorted(stated), **dataclasses.asdict(scene)}


def _paint_shard(job: tuple[Path, int, int]) -> None:
    folder, seed, shard = job
    pictures, plans, rows = zip(*(paint_one(seed, shard * SHARD + i) for i in range(SHARD)))
    half_done = folder / f"{shard:04d}.part.npy"
    np.save(half_done, np.stack(pictures))
    np.save(folder / f"{shard:04d}-plans.npy", np.round(np.stack(plans) * 255).astype(np.uint8))
    (folder / f"{shard:04d}.json").write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    half_done.rename(folder / f"{shard:04d}.npy")


def paint_shards(folder: Path, seed: int, count: int, processes: int = 2) -> None:
    """Paints the shards that are still missing out of `count`."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [(folder, seed, shard) for shard in range(count) if not (folder / f"{shard:04d}.npy").exists()]
    with Pool(processes) as pool:
        for _ in pool.imap(_paint_shard, jobs):
            pass


def painted_shards(folder: Path) -> list[int]:
    """Returns the numbers of the shards that are complete."""
    return sorted(int(path.stem) for path in folder.glob("[0-9][0-9][0-9][0-9].npy"))


def open_pictures(folder: Path, shard: int) -> np.ndarray:
    """Returns a shard's pictures, uint8 [1000, 256, 256, 3], mapped from disk."""
    return np.load(folder / f"{shard:04d}.npy", mmap_mode="r")


def read_rows(folder: Path, shard: int) -> list[dict]:
    """Returns a shard's rows in the order of its pictures."""
    return [json.loads(line) for line in (folder / f"{shard:04d}.json").read_text().splitlines()]


def read_plans(folder: Path, shard: int) -> np.ndarray:
    """Returns where the things of a shard's pictures are: uint8 [1000, 3, 16, 16], 255 for a cell that a thing's box fills."""
    return np.load(folder / f"{shard:04d}-plans.npy")
