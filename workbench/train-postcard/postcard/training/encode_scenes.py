"""Turns painted scenes into what the denoiser trains on: normalised latents and worded captions."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch

from .. import settings
from ..model.autoencoder import Autoencoder, Encoder
from ..painter.caption import word_caption
from ..painter.scene import Scene
from ..painter.scenes_on_disk import open_pictures, painted_shards, read_plans, read_rows
from ..words import numbers_of
from .chunks import CORES
from .reading import readings_of

BATCH = 20


def scene_of(row: dict) -> Scene:
    """Rebuilds a scene from its row on disk."""
    return Scene(**{field.name: row[field.name] for field in fields(Scene)})


def captions_of(shard: int, rows: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """Words each of a shard's scenes anew several times: word numbers int16 [1000, CAPTIONS, MAX_WORDS], readings int8 [1000, CAPTIONS, concepts]."""
    numbers, readings = [], []
    for index, row in enumerate(rows):
        rng, scene = np.random.default_rng([settings.SEED, 2, shard, index]), scene_of(row)
        worded = [word_caption(scene, rng) for _ in range(settings.CAPTIONS)]
        numbers.append([numbers_of(text) for text, _ in worded])
        readings.append([readings_of(scene, stated) for _, stated in worded])
    return np.array(numbers, np.int16), np.array(readings, np.int8)


def latents_of(encoder: Encoder, pictures: np.ndarray) -> np.ndarray:
    """Encodes pictures uint8 [N, 256, 256, 3] to raw latents float16 [N, 4, 16, 16]."""
    found = []
    for start in range(0, len(pictures), BATCH):
        pixels = torch.from_numpy(np.array(pictures[start : start + BATCH])).permute(0, 3, 1, 2).float() / 127.5 - 1
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            raw = encoder(pixels.contiguous(memory_format=torch.channels_last))
        found.append(raw.float().numpy().astype(np.float16))
    return np.concatenate(found)


def encode_scenes(workspace: Path) -> None:
    """Writes `latents.npz`: raw latents, plans, captions and their readings, and the latents' mean and deviation per channel.

    Mean and deviation are those that the autoencoder was released with, if it was; else they are measured here.
    """
    stored = torch.load(workspace / "autoencoder.pt", weights_only=True)
    model = Autoencoder()
    model.load_state_dict(stored["model"])
    encoder = model.encoder.to(memory_format=torch.channels_last).eval()
    folder = workspace / "scenes"
    shards = painted_shards(folder)
    torch.set_num_threads(1)
    with ThreadPoolExecutor(CORES) as pool:
        latents = np.concatenate(list(pool.map(lambda shard: latents_of(encoder, open_pictures(folder, shard)), shards)))
    captions, readings = zip(*(captions_of(shard, read_rows(folder, shard)) for shard in shards))
    wide = latents.astype(np.float32)
    released = stored.get("normalisation")
    np.savez(
        workspace / "latents.npz",
        latents=latents,
        plans=np.concatenate([read_plans(folder, shard) for shard in shards]),
        captions=np.concatenate(captions),
        readings=np.concatenate(readings),
        mean=released["mean"].numpy() if released else wide.mean((0, 2, 3)),
        deviation=released["deviation"].numpy() if released else wide.std((0, 2, 3)),
    )
