"""Writes fixtures/vae-tiling-cases.json: what diffusers' AutoencoderKL gives in tiles, and how far that is from one run.

    python make_vae_tiling_cases.py

Needs torch, diffusers and transformers; the autoencoder is that of `tiny-stable-diffusion`, by PyTorch.
"""

import json
import tempfile
from pathlib import Path

import diffusers
import numpy as np
import torch
from tiny_pipeline import make_pipeline

HERE = Path(__file__).parent


def make_values(count: int, scale: float) -> np.ndarray:
    """sin(i · 0.37 + (i mod 7)) · scale."""
    index = np.arange(count)
    return (np.sin(index * 0.37 + index % 7) * scale).astype(np.float32)


def describe(tensor: torch.Tensor) -> dict:
    """The norm, and every 37th number."""
    flat = tensor.flatten().double()
    return {"shape": list(tensor.shape), "norm": flat.norm().item(),
            "values": [float(f"{value:.7g}") for value in flat[::37].tolist()]}


def tile(vae, size: int) -> None:
    vae.enable_tiling()
    vae.tile_sample_min_size, vae.tile_latent_min_size = size, size // 8


def make_case(vae, rows: int, columns: int, size: int) -> dict:
    latents = torch.from_numpy(make_values(4 * rows * columns, 1.5)).reshape(1, 4, rows, columns)
    picture = torch.from_numpy(make_values(3 * 64 * rows * columns, 1.0)).reshape(1, 3, rows * 8, columns * 8)
    with torch.no_grad():
        vae.disable_tiling()
        whole = vae.decode(latents).sample
        tile(vae, size)
        decoded = vae.decode(latents).sample
        encoded = vae.encode(picture).latent_dist.parameters
    difference = ((decoded - whole).norm() / whole.norm()).item()
    return {"rows": rows, "columns": columns, "tile": size, "decoded": describe(decoded), "encoded": describe(encoded),
            "difference_from_one_run": difference}


if __name__ == "__main__":
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        vae = make_pipeline(Path(folder)).vae
    shapes = [(10, 14, 32), (16, 16, 64), (8, 22, 64), (18, 6, 64), (13, 9, 32), (12, 12, 96)]
    cases = [make_case(vae, *shape) for shape in shapes]
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, np)}
    (HERE / "fixtures/vae-tiling-cases.json").write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
