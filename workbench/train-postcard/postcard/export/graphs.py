"""The four networks as they are exported: standard inputs and outputs, normalisation inside."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ..model.autoencoder import Autoencoder, Decoder, Encoder
from ..training.train_denoiser import Trainee

LOG_VARIANCE = -8.0
"""The encoder is certain; the layout asks for a variance, so it gives a small fixed one."""


@dataclass(frozen=True)
class Trained:
    """Everything that training left behind, ready for use."""

    autoencoder: Autoencoder
    trainee: Trainee
    mean: Tensor
    deviation: Tensor


def load_trained(workspace: Path) -> Trained:
    """Loads the autoencoder and the averaged weights of text encoder and denoiser."""
    autoencoder, trainee = Autoencoder(), Trainee()
    autoencoder.load_state_dict(torch.load(workspace / "autoencoder.pt", weights_only=True)["model"])
    trainee.load_state_dict(torch.load(workspace / "denoiser.pt", weights_only=True)["average"])
    stored = np.load(workspace / "latents.npz")
    mean, deviation = (torch.from_numpy(stored[name]).view(1, -1, 1, 1) for name in ("mean", "deviation"))
    return Trained(autoencoder.eval(), trainee.eval(), mean, deviation)


class LatentDecoder(nn.Module):
    """`latent_sample` (normalised) to `sample` in −1..1."""

    def __init__(self, decoder: Decoder, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.decoder = decoder
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, latent_sample: Tensor) -> Tensor:
        return self.decoder(latent_sample * self.deviation + self.mean).clamp(-1, 1)


class LatentEncoder(nn.Module):
    """`sample` in −1..1 to `latent_parameters`: normalised mean and log variance, four channels each."""

    def __init__(self, encoder: Encoder, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, sample: Tensor) -> Tensor:
        latents = (self.encoder(sample) - self.mean) / self.deviation
        return torch.cat([latents, torch.full_like(latents, LOG_VARIANCE)], 1)
