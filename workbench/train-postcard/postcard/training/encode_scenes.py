"""Turns painted scenes into what the denoiser trains on: normalised latents and worded captions."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import torch

from .. import settings
from ..model.autoencoder import Autoencoder
from ..painter.caption import word_caption
from ..painter.scene import Scene
from ..painter.scenes_on_disk import SHARD, open_pictures, painted_shards, read_rows
from ..words import numbers_of


def scene_of(row: dict) -> Scene:
    """Rebuilds a scene from its row on disk."""
    return Scene(**{field.name: row[field.name] for field in fields(Scene)})


def captions_of(shard: int, rows: list[dict]) -> np.ndarray:
    """Words each of a shard's scenes anew several times: int16 [1000, CAPTIONS, MAX_WORDS]."""

    def worded(index: int, row: dict) -> list[list[int]]:
        rng = np.random.default_rng([settings.SEED, 2, shard, index])
        return [numbers_of(word_caption(scene_of(row), rng)) for _ in range(settings.CAPTIONS)]

    return np.array([worded(index, row) for index, row in enumerate(rows)], np.int16)


def encode_scenes(workspace: Path) -> None:
    """Writes `latents.npz`: raw latents (float16), captions, and the latents' mean and deviation per channel."""
    model = Autoencoder()
    model.load_state_dict(torch.load(workspace / "autoencoder.pt", weights_only=True)["model"])
    encoder = model.encoder.to(memory_format=torch.channels_last).eval()
    folder, batch = workspace / "scenes", 50
    latents, captions = [], []
    for shard in painted_shards(folder):
        pictures = open_pictures(folder, shard)
        for start in range(0, SHARD, batch):
            pixels = torch.from_numpy(np.array(pictures[start : start + batch])).permute(0, 3, 1, 2).float() / 127.5 - 1
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
                raw = encoder(pixels.contiguous(memory_format=torch.channels_last))
            latents.append(raw.float().numpy().astype(np.float16))
        captions.append(captions_of(shard, read_rows(folder, shard)))
    every = np.concatenate(latents)
    wide = every.astype(np.float32)
    np.savez(
        workspace / "latents.npz",
        latents=every,
        captions=np.concatenate(captions),
        mean=wide.mean((0, 2, 3)),
        deviation=wide.std((0, 2, 3)),
    )
