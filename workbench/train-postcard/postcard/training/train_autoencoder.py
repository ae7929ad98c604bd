"""Trains the autoencoder on painted scenes."""

from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .. import settings
from ..model.autoencoder import LATENT_CHANNELS, LATENT_SIZE, Autoencoder
from ..painter.scenes_on_disk import SHARD, open_pictures, painted_shards
from .chunks import ChunkedBatches
from .muon import Muon, split_parameters
from .stage import Stage, set_rate


def picture_loss(error: Tensor) -> tuple[Tensor, Tensor]:
    """Returns the loss of a decoded picture's error and its plain square: L1 on pixels and L1 on their differences."""
    across = error[..., 1:] - error[..., :-1]
    down = error[..., 1:, :] - error[..., :-1, :]
    return error.abs().mean() + across.abs().mean() + down.abs().mean(), error.detach().square().mean()


def _loss(model: Autoencoder, pixels: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
    """Returns the training loss and the plain squared error: the decoded picture's, and a pull on the latents."""
    with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
        latents = model.encoder(pixels)
        decoded = model.decoder(latents + 0.07 * noise)
    loss, square = picture_loss(decoded.float() - pixels)
    return loss + 1e-3 * latents.float().square().mean(), square


class PictureBatches:
    """Draws random batches of pictures from all shards painted so far."""

    def __init__(self, folder: Path, batch: int, rng: np.random.Generator) -> None:
        self._folder, self._batch, self._rng = folder, batch, rng
        self._shards: list[np.ndarray] = []

    def draw(self) -> Tensor:
        """Returns float pixels [B, 3, 256, 256] in −1..1; looks for new shards now and then."""
        if not self._shards or self._rng.random() < 0.01:
            self._shards = [open_pictures(self._folder, shard) for shard in painted_shards(self._folder)]
        rows = [self._shards[int(self._rng.integers(len(self._shards)))][int(self._rng.integers(SHARD))] for _ in range(self._batch)]
        return torch.from_numpy(np.stack(rows)).permute(0, 3, 1, 2).float() / 127.5 - 1


def train_autoencoder(workspace: Path, minutes: float) -> bool:
    """Runs one slice; returns whether the stage is done."""
    stage = Stage(workspace, "autoencoder", settings.AUTOENCODER_MINUTES, minutes)
    torch.manual_seed(settings.SEED)
    model = Autoencoder().to(memory_format=torch.channels_last)
    matrices, others = split_parameters(model)
    muon = Muon(matrices, lr=settings.MUON_RATE)
    adam = torch.optim.AdamW(others, lr=settings.ADAM_RATE, betas=(0.9, 0.98), weight_decay=0, fused=True)
    if state := stage.load():
        model.load_state_dict(state["model"])
        muon.load_state_dict(state["muon"])
        adam.load_state_dict(state["adam"])
    torch.manual_seed(settings.SEED + stage.step)
    batches = PictureBatches(workspace / "scenes", settings.AUTOENCODER_BATCH, np.random.default_rng([settings.SEED, 1, stage.step]))
    chunked = ChunkedBatches()
    losses, errors = [], []

    def save() -> None:
        stage.save(model=model.state_dict(), muon=muon.state_dict(), adam=adam.state_dict())

    while not stage.slice_over:
        set_rate(muon, stage.rate(settings.MUON_RATE, 0.5))
        set_rate(adam, stage.rate(settings.ADAM_RATE, 0.5))
        pixels = batches.draw().contiguous(memory_format=torch.channels_last)
        noise = torch.randn(len(pixels), LATENT_CHANNELS, LATENT_SIZE, LATENT_SIZE)
        loss, error = chunked.backward(partial(_loss, model), pixels, noise)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        muon.step()
        adam.step()
        model.zero_grad()
        stage.step += 1
        losses.append(loss)
        errors.append(error)
        if stage.step % 50 == 0:
            stage.log(loss=float(np.mean(losses)), decibel=float(10 * np.log10(4 / np.mean(errors))))
            losses, errors = [], []
        if stage.step % 300 == 0:
            save()
    save()
    return stage.done
