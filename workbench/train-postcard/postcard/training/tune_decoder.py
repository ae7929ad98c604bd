"""Teaches a released decoder what the painter has learned since: the encoder, and so the latents, stay as they are."""

from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .. import settings
from ..model.autoencoder import LATENT_CHANNELS, LATENT_SIZE, Autoencoder, Decoder
from ..painter.held_out_pairs import NEWER_STYLES
from ..painter.scenes_on_disk import SHARD, open_pictures, painted_shards, read_rows
from .chunks import ChunkedBatches
from .muon import Muon, split_parameters
from .stage import Stage, set_rate
from .train_autoencoder import picture_loss


class DecoderBatches:
    """Draws random batches of raw latents and their pictures; one in three is of a style that the decoder had not seen."""

    def __init__(self, workspace: Path, batch: int, rng: np.random.Generator) -> None:
        folder = workspace / "scenes"
        shards = painted_shards(folder)
        self._pictures = [open_pictures(folder, shard) for shard in shards]
        self._latents = np.load(workspace / "latents.npz")["latents"]
        styles = [row["style"] for shard in shards for row in read_rows(folder, shard)]
        self._newer = np.flatnonzero(np.isin(styles, NEWER_STYLES))
        self._batch, self._rng = batch, rng

    def draw(self) -> tuple[Tensor, Tensor]:
        """Returns latents [B, 4, 16, 16] and pixels [B, 3, 256, 256] in −1..1."""
        rows = self._rng.integers(len(self._latents), size=self._batch)
        newer = self._rng.random(self._batch) < 1 / 3
        rows[newer] = self._rng.choice(self._newer, size=int(newer.sum()))
        pixels = np.stack([self._pictures[row // SHARD][row % SHARD] for row in rows])
        return torch.from_numpy(self._latents[rows].astype(np.float32)), torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1


def _loss(decoder: Decoder, latents: Tensor, pixels: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
    with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
        decoded = decoder(latents + 0.07 * noise)
    return picture_loss(decoded.float() - pixels)


def tune_decoder(workspace: Path, minutes: float) -> bool:
    """Runs one slice; returns whether the stage is done. At its end the decoder in `autoencoder.pt` is the tuned one."""
    stage = Stage(workspace, "decoder", settings.DECODER_MINUTES, minutes)
    torch.manual_seed(settings.SEED)
    whole = torch.load(workspace / "autoencoder.pt", weights_only=True)
    model = Autoencoder()
    model.load_state_dict(whole["model"])
    decoder = model.decoder.to(memory_format=torch.channels_last)
    matrices, others = split_parameters(decoder)
    muon = Muon(matrices, lr=settings.DECODER_RATE)
    adam = torch.optim.AdamW(others, lr=settings.DECODER_RATE / 2, betas=(0.9, 0.98), weight_decay=0, fused=True)
    if state := stage.load():
        decoder.load_state_dict(state["decoder"])
        muon.load_state_dict(state["muon"])
        adam.load_state_dict(state["adam"])
    torch.manual_seed(settings.SEED + stage.step)
    batches = DecoderBatches(workspace, settings.AUTOENCODER_BATCH, np.random.default_rng([settings.SEED, 4, stage.step]))
    chunked, rows = ChunkedBatches(), []
    while not stage.slice_over:
        set_rate(muon, stage.rate(settings.DECODER_RATE, 0.3))
        set_rate(adam, stage.rate(settings.DECODER_RATE / 2, 0.3))
        latents, pixels = batches.draw()
        noise = torch.randn(len(latents), LATENT_CHANNELS, LATENT_SIZE, LATENT_SIZE)
        rows.append(chunked.backward(partial(_loss, decoder), latents, pixels.contiguous(memory_format=torch.channels_last), noise))
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        muon.step()
        adam.step()
        decoder.zero_grad()
        stage.step += 1
        if stage.step % 20 == 0:
            loss, error = np.mean(rows, 0)
            stage.log(loss=float(loss), decibel=float(10 * np.log10(4 / error)))
            rows = []
        if stage.step % 100 == 0:
            stage.save(decoder=decoder.state_dict(), muon=muon.state_dict(), adam=adam.state_dict())
    stage.save(decoder=decoder.state_dict(), muon=muon.state_dict(), adam=adam.state_dict())
    if stage.done:
        torch.save({**whole, "model": model.state_dict()}, workspace / "autoencoder.pt")
    return stage.done
