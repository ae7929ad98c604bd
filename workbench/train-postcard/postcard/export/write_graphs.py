"""Exports the four graphs and checks each against the network it came from."""

import io
from pathlib import Path
from typing import Callable

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from ..model.text_encoder import MAX_WORDS, WIDTH
from ..words import numbers_of
from .graphs import LatentDecoder, LatentEncoder, Trained
from .half_weights import store_weights_as_half

OPSET = 17
TOLERANCE = 0.03
"""Largest difference allowed between graph and network: what rounding the weights to half precision costs."""


def _write(network: nn.Module, inputs: dict[str, Tensor], output: str, axes: dict[str, dict[int, str]], path: Path) -> float:
    """Exports one network; returns the largest difference between the graph's output and the network's on the sample inputs."""
    buffer = io.BytesIO()
    with torch.inference_mode():
        expected = network(*inputs.values()).numpy()
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            buffer,
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes={**axes, output: {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(store_weights_as_half(onnx.load_from_string(buffer.getvalue())), path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run([output], {name: value.numpy() for name, value in inputs.items()})[0]
    difference = float(np.abs(found - expected).max() / max(1.0, np.abs(expected).max()))
    if difference > TOLERANCE:
        raise ValueError(f"{path} differs from its network by {difference:.4f}")
    return difference


def write_graphs(trained: Trained, folder: Path) -> dict[str, float]:
    """Writes text_encoder, unet, vae_decoder and vae_encoder; returns each one's difference from its network."""
    torch.manual_seed(0)
    first = {0: "batch"}
    words = torch.tensor([numbers_of("a red dog on blue hills, watercolor"), numbers_of("")])
    with torch.inference_mode():
        states = trained.trainee.text_encoder(words)
    assert states.shape == (2, MAX_WORDS, WIDTH)
    latents = torch.randn(2, 4, 16, 16)
    jobs: dict[str, Callable[[Path], float]] = {
        "text_encoder": lambda path: _write(
            trained.trainee.text_encoder, {"input_ids": words}, "last_hidden_state", {"input_ids": {0: "batch", 1: "words"}}, path
        ),
        "unet": lambda path: _write(
            trained.trainee.denoiser,
            {"sample": latents, "timestep": torch.tensor(700.0), "encoder_hidden_states": states},
            "out_sample",
            {"sample": first, "encoder_hidden_states": {0: "batch", 1: "words"}},
            path,
        ),
        "vae_decoder": lambda path: _write(
            LatentDecoder(trained.autoencoder.decoder, trained.mean, trained.deviation),
            {"latent_sample": latents},
            "sample",
            {"latent_sample": first},
            path,
        ),
        "vae_encoder": lambda path: _write(
            LatentEncoder(trained.autoencoder.encoder, trained.mean, trained.deviation),
            {"sample": torch.rand(2, 3, 256, 256) * 2 - 1},
            "latent_parameters",
            {"sample": first},
            path,
        ),
    }
    return {name: job(folder / name / "model.onnx") for name, job in jobs.items()}
