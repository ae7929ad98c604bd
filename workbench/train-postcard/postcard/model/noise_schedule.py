"""The noise schedule: squared-cosine betas rescaled to zero terminal signal, and the v parametrisation."""

import math

import torch
from torch import Tensor

TIMESTEPS = 1000


def cosine_betas() -> Tensor:
    """Returns float32 betas as the configuration name `squaredcos_cap_v2` defines them."""

    def share(u: float) -> float:
        return math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2

    steps = range(TIMESTEPS)
    return torch.tensor([min(1 - share((i + 1) / TIMESTEPS) / share(i / TIMESTEPS), 0.999) for i in steps], dtype=torch.float32)


def rescale_to_zero_signal(betas: Tensor) -> Tensor:
    """Shifts and scales the square roots of the signal shares so that the first stays and the last is zero (`rescale_betas_zero_snr`)."""
    roots = (1 - betas).cumprod(0).sqrt()
    first, last = roots[0].clone(), roots[-1].clone()
    shares = ((roots - last) * (first / (first - last))) ** 2
    alphas = torch.cat([shares[:1], shares[1:] / shares[:-1]])
    return 1 - alphas


def signal_shares() -> Tensor:
    """Returns the cumulative signal share of every timestep: [1000], falling from nearly 1 to exactly 0."""
    return (1 - rescale_to_zero_signal(cosine_betas())).cumprod(0)


def add_noise(latents: Tensor, noise: Tensor, share: Tensor) -> Tensor:
    """Mixes latents with noise at signal shares [B]."""
    share = share.view(-1, 1, 1, 1)
    return share.sqrt() * latents + (1 - share).sqrt() * noise


def velocity(latents: Tensor, noise: Tensor, share: Tensor) -> Tensor:
    """Returns v, what the denoiser learns to predict: √a · noise − √(1−a) · latents."""
    share = share.view(-1, 1, 1, 1)
    return share.sqrt() * noise - (1 - share).sqrt() * latents
