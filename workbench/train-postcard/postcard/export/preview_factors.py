"""Fits the cheap preview: a linear map from normalised latents to 16 × 16 colours."""

from pathlib import Path

import numpy as np

from ..painter.scenes_on_disk import SHARD, open_pictures


def fit_preview(workspace: Path) -> tuple[np.ndarray, np.ndarray, float]:
    """Returns factors [4, 3], bias [3] and the share of variance explained, by least squares on the first shard in −1..1."""
    stored = np.load(workspace / "latents.npz")
    raw = stored["latents"][:SHARD].astype(np.float32)
    latents = (raw - stored["mean"].reshape(1, -1, 1, 1)) / stored["deviation"].reshape(1, -1, 1, 1)
    pictures = np.asarray(open_pictures(workspace / "scenes", 0)).reshape(SHARD, 16, 16, 16, 16, 3)
    colours = pictures.mean((2, 4), dtype=np.float32).reshape(-1, 3) / 127.5 - 1
    inputs = latents.transpose(0, 2, 3, 1).reshape(-1, 4)
    design = np.concatenate([inputs, np.ones((len(inputs), 1), np.float32)], 1)
    solution, *_ = np.linalg.lstsq(design, colours, rcond=None)
    left = ((design @ solution - colours) ** 2).sum()
    explained = 1 - left / ((colours - colours.mean(0)) ** 2).sum()
    return solution[:4], solution[4], float(explained)
