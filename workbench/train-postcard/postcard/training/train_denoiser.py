"""Trains the text encoder and the denoiser together on encoded scenes."""

from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .. import settings
from ..model.autoencoder import LATENT_CHANNELS
from ..model.denoiser import PLAN, Denoiser
from ..model.noise_schedule import TIMESTEPS, add_noise, signal_shares, velocity
from ..model.text_encoder import TextEncoder
from ..words import PAD, START, UNKNOWN, vocabulary
from .chunks import ChunkedBatches
from .muon import Muon, split_parameters
from .reading import Reader
from .stage import Stage, set_rate
from .start_from import start_trainee


SHARES = signal_shares()


class EncodedScenes:
    """Draws random batches of normalised latents with captions.

    One prompt in ten is emptied, so that the empty prompt means "anything";
    one caption in twelve gets a word replaced by `<unk>`, so that unknown words do no harm.
    One scene in seven is drawn from those of two subjects alone, which are rare otherwise and the hardest to paint.
    """

    def __init__(self, workspace: Path, rng: np.random.Generator) -> None:
        stored = np.load(workspace / "latents.npz")
        mean, deviation = (stored[name].astype(np.float32).reshape(1, -1, 1, 1) for name in ("mean", "deviation"))
        self._latents = ((stored["latents"].astype(np.float32) - mean) / deviation).astype(np.float16)
        self._plans, self._captions, self._readings = stored["plans"], stored["captions"], stored["readings"]
        self._pairs = np.flatnonzero(self._plans[:, 1].any((1, 2)))
        self._rng = rng

    def draw(self, count: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Returns latents [B, 4, 16, 16], word numbers [B, S], plans [B, 3, 16, 16] and readings [B, concepts]."""
        rows = self._rng.integers(len(self._latents), size=count)
        rows = np.where(self._rng.random(count) < 1 / 7, self._rng.choice(self._pairs, size=count), rows)
        wording = self._rng.integers(self._captions.shape[1], size=count)
        words, readings = self._captions[rows, wording].astype(np.int64), self._readings[rows, wording].astype(np.int64)
        emptied = self._rng.random(count) < 0.1
        words[emptied, 0], words[emptied, 1:], readings[emptied] = START, PAD, 0
        for row in np.flatnonzero(self._rng.random(count) < 1 / 12):
            said = int((words[row] != PAD).sum())
            if said > 2:
                words[row, self._rng.integers(1, said)] = UNKNOWN
        words = words[:, : int((words != PAD).sum(1).max())]
        plans = self._plans[rows].astype(np.float32) / 255
        return tuple(torch.from_numpy(value) for value in (self._latents[rows].astype(np.float32), words, plans, readings))


def draw_timesteps(count: int) -> Tensor:
    """Draws timesteps: four in five around the middle of the schedule (logit-normal), one in five evenly."""
    middle = torch.sigmoid(torch.randn(count) + 0.3)
    share = torch.where(torch.rand(count) < 0.8, middle, torch.rand(count))
    return (share * TIMESTEPS).long().clamp(0, TIMESTEPS - 1)


class Trainee(nn.Module):
    """Text encoder and denoiser as one network, with the heads that only training needs."""

    def __init__(self) -> None:
        super().__init__()
        self.text_encoder = TextEncoder(len(vocabulary()))
        self.denoiser = Denoiser()
        self.reader = Reader()


def _understanding(model: Trainee, prompt: Tensor, latents: Tensor, plans: Tensor, readings: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Returns how well the prompt's vector says what the picture will be: sketch error, plan error, reading loss, share read right."""
    sketch = model.denoiser.sketch(prompt).float()
    sketch_error = (sketch[:, :LATENT_CHANNELS] - latents).square().mean()
    plan_error = (sketch[:, -PLAN:] - plans).square().mean()
    return sketch_error, plan_error, *model.reader(prompt, readings)


def _sketch_loss(model: Trainee, latents: Tensor, words: Tensor, plans: Tensor, readings: Tensor) -> tuple[Tensor, ...]:
    """Returns the loss that the text encoder learns by alone at first, and its parts."""
    with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
        prompt = model.text_encoder(words)[:, 0]
        sketch_error, plan_error, reading_loss, right = _understanding(model, prompt, latents, plans, readings)
    return sketch_error + 4 * plan_error + reading_loss, sketch_error.detach(), plan_error.detach(), reading_loss.detach(), right


def _place_weights(plans: Tensor) -> Tensor:
    """Returns how much each place of a picture counts [B, 1, 16, 16], 1 on average: most where subjects stand, which fill little of it.

    A weight by place leaves the best answer at every place as it is; it only says where a small network does best to be good.
    """
    weights = 1 + settings.SUBJECT_WEIGHT * plans[:, :2].amax(1, keepdim=True) + settings.CELESTIAL_WEIGHT * plans[:, 2:]
    return weights / weights.mean()


def _loss(model: Trainee, latents: Tensor, words: Tensor, plans: Tensor, readings: Tensor, noise: Tensor, timesteps: Tensor) -> tuple[Tensor, ...]:
    """Returns the training loss and its parts: the error of the predicted v, and a tenth of what the text encoder began with."""
    share = SHARES[timesteps]
    noisy = add_noise(latents, noise, share).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
        states = model.text_encoder(words)
        predicted = model.denoiser(noisy, timesteps, states)
        sketch_error, plan_error, reading_loss, right = _understanding(model, states[:, 0], latents, plans, readings)
    error = (predicted.float() - velocity(latents, noise, share)).square()
    understanding = 0.1 * sketch_error + 0.4 * plan_error + 0.1 * reading_loss
    return (_place_weights(plans) * error).mean() + understanding, error.mean().detach(), sketch_error.detach(), plan_error.detach(), reading_loss.detach(), right


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


PARTS = ("sketch_loss", "plan_loss", "reading_loss", "read_right")


def train_denoiser(workspace: Path, minutes: float, start_from: Path | None = None) -> bool:
    """Runs one slice; returns whether the stage is done. The first slice begins with the weights of `start_from`, if given."""
    stage = Stage(workspace, "denoiser", settings.DENOISER_MINUTES, minutes)
    torch.manual_seed(settings.SEED)
    model = Trainee().to(memory_format=torch.channels_last)
    matrices, others = split_parameters(model)
    muon = Muon(matrices, lr=settings.MUON_RATE)
    adam = torch.optim.AdamW(others, lr=settings.ADAM_RATE, betas=(0.9, 0.97), weight_decay=0, fused=True)
    state = stage.load()
    if start_from and not state:
        start_trainee(model.text_encoder, model.denoiser, start_from)
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
            values = chunked.backward(partial(_sketch_loss, model), *scenes.draw(settings.SKETCH_BATCH))
        else:
            latents, words, plans, readings = scenes.draw(settings.DENOISER_BATCH)
            timesteps, noise = draw_timesteps(len(latents)), torch.randn_like(latents)
            values = chunked.backward(partial(_loss, model), latents, words, plans, readings, noise, timesteps)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        muon.step()
        adam.step()
        model.zero_grad()
        stage.step += 1
        average.update(model, stage.step)
        losses.append(values)
        if stage.step % 50 == 0:
            names = ("loss", "velocity_loss", *PARTS) if stage.step > settings.SKETCH_STEPS else ("loss", *PARTS)
            stage.log(**dict(zip(names, np.mean([row for row in losses if len(row) == len(values)], 0).tolist())))
            losses = []
        if stage.step % 300 == 0:
            save()
    save()
    return stage.done
