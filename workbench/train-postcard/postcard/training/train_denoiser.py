"""Trains the text encoder and the denoiser together on encoded scenes."""

from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .. import settings
from ..model.autoencoder import LATENT_CHANNELS
from ..model.denoiser import Denoiser
from ..model.noise_schedule import TIMESTEPS, add_noise, signal_shares, velocity
from ..model.text_encoder import TextEncoder
from ..words import PAD, START, UNKNOWN, vocabulary
from .chunks import ChunkedBatches
from .muon import Muon, split_parameters
from .stage import Stage, set_rate


SHARES = signal_shares()


class EncodedScenes:
    """Draws random batches of normalised latents with captions.

    One prompt in ten is emptied, so that the empty prompt means "anything";
    one caption in twelve gets a word replaced by `<unk>`, so that unknown words do no harm.
    """

    def __init__(self, workspace: Path, rng: np.random.Generator) -> None:
        stored = np.load(workspace / "latents.npz")
        mean, deviation = (stored[name].astype(np.float32).reshape(1, -1, 1, 1) for name in ("mean", "deviation"))
        self._latents = ((stored["latents"].astype(np.float32) - mean) / deviation).astype(np.float16)
        self._captions = stored["captions"]
        self._rng = rng

    def draw(self, count: int) -> tuple[Tensor, Tensor]:
        """Returns latents [B, 4, 16, 16] and word numbers [B, S]."""
        rows = self._rng.integers(len(self._latents), size=count)
        wording = self._rng.integers(self._captions.shape[1], size=count)
        words = self._captions[rows, wording].astype(np.int64)
        emptied = self._rng.random(count) < 0.1
        words[emptied, 0], words[emptied, 1:] = START, PAD
        for row in np.flatnonzero(self._rng.random(count) < 1 / 12):
            said = int((words[row] != PAD).sum())
            if said > 2:
                words[row, self._rng.integers(1, said)] = UNKNOWN
        longest = int((words != PAD).sum(1).max())
        words = words[:, :longest]
        return torch.from_numpy(self._latents[rows].astype(np.float32)), torch.from_numpy(words)


def draw_timesteps(count: int) -> Tensor:
    """Draws timesteps: four in five around the middle of the schedule (logit-normal), one in five evenly."""
    middle = torch.sigmoid(torch.randn(count) + 0.3)
    share = torch.where(torch.rand(count) < 0.8, middle, torch.rand(count))
    return (share * TIMESTEPS).long().clamp(0, TIMESTEPS - 1)


class Trainee(nn.Module):
    """Text encoder and denoiser as one network."""

    def __init__(self) -> None:
        super().__init__()
        self.text_encoder = TextEncoder(len(vocabulary()))
        self.denoiser = Denoiser()


def _sketch_error(sketch: Tensor, latents: Tensor) -> Tensor:
    return (sketch[:, :LATENT_CHANNELS].float() - latents).square().mean()


def _sketch_loss(model: Trainee, latents: Tensor, words: Tensor) -> tuple[Tensor]:
    """Returns how far the prompt's sketch is from the picture: the text encoder learns by that alone at first."""
    with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
        sketch = model.denoiser.sketch(model.text_encoder(words)[:, 0])
    return (_sketch_error(sketch, latents),)


def _loss(model: Trainee, latents: Tensor, noise: Tensor, timesteps: Tensor, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Returns the training loss and its two parts: the error of the predicted v, and a tenth of the sketch's error."""
    share = SHARES[timesteps]
    noisy = add_noise(latents, noise, share).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
        states = model.text_encoder(words)
        predicted = model.denoiser(noisy, timesteps, states)
        sketch = model.denoiser.sketch(states[:, 0])
    error = (predicted.float() - velocity(latents, noise, share)).square().mean()
    sketch_error = _sketch_error(sketch, latents)
    return error + 0.1 * sketch_error, error.detach(), sketch_error.detach()


class MovingAverage:
    """Keeps the exponential average of a network's weights; the average is what gets exported."""

    def __init__(self, model: nn.Module, kept: dict[str, Tensor] | None) -> None:
        self.weights = kept or {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Moves the average towards the weights, faster in the first steps."""
        decay = min(0.998, (step + 1) / (step + 10))
        values = list(model.state_dict().values())
        torch._foreach_lerp_(list(self.weights.values()), values, 1 - decay)


def train_denoiser(workspace: Path, minutes: float) -> bool:
    """Runs one slice; returns whether the stage is done."""
    stage = Stage(workspace, "denoiser", settings.DENOISER_MINUTES, minutes)
    torch.manual_seed(settings.SEED)
    model = Trainee().to(memory_format=torch.channels_last)
    matrices, others = split_parameters(model)
    muon = Muon(matrices, lr=settings.MUON_RATE)
    adam = torch.optim.AdamW(others, lr=settings.ADAM_RATE, betas=(0.9, 0.97), weight_decay=0, fused=True)
    state = stage.load()
    if state:
        model.load_state_dict(state["model"])
        muon.load_state_dict(state["muon"])
        adam.load_state_dict(state["adam"])
    average = MovingAverage(model, state and state["average"])
    torch.manual_seed(settings.SEED + stage.step)
    scenes = EncodedScenes(workspace, np.random.default_rng([settings.SEED, 3, stage.step]))
    chunked = ChunkedBatches()
    losses: list[list[float]] = []

    def save() -> None:
        stage.save(model=model.state_dict(), average=average.weights, muon=muon.state_dict(), adam=adam.state_dict())

    while not stage.slice_over:
        set_rate(muon, stage.rate(settings.MUON_RATE, 0.55))
        set_rate(adam, stage.rate(settings.ADAM_RATE, 0.55))
        if stage.step < settings.SKETCH_STEPS:
            latents, words = scenes.draw(settings.SKETCH_BATCH)
            values = chunked.backward(partial(_sketch_loss, model), latents, words)
        else:
            latents, words = scenes.draw(settings.DENOISER_BATCH)
            timesteps, noise = draw_timesteps(len(latents)), torch.randn_like(latents)
            values = chunked.backward(partial(_loss, model), latents, noise, timesteps, words)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        muon.step()
        adam.step()
        model.zero_grad()
        stage.step += 1
        average.update(model, stage.step)
        losses.append(values)
        if stage.step % 50 == 0:
            names = ("sketch_loss",) if len(values) == 1 else ("loss", "velocity_loss", "sketch_loss")
            stage.log(**dict(zip(names, np.mean([row for row in losses if len(row) == len(values)], 0).tolist())))
            losses = []
        if stage.step % 300 == 0:
            save()
    save()
    return stage.done
