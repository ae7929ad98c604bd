"""The denoiser: a U-Net on 16 × 16 latents that predicts v."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .attention import Attention
from .autoencoder import LATENT_CHANNELS, LATENT_SIZE
from .text_encoder import WIDTH as TEXT_WIDTH

FINE = 64
COARSE = 192
CONDITION = 256
SKETCH = 8
PLAN = 3
"""Further channels of the sketch: where the subject, a second subject and the thing in the sky are."""
COARSE_BLOCKS = 4


class TimedResidual(nn.Module):
    """Two convolutions added to their input, scaled and shifted by the condition in between."""

    def __init__(self, channels_in: int, channels: int) -> None:
        super().__init__()
        self.first_norm = nn.GroupNorm(8, channels_in)
        self.first = nn.Conv2d(channels_in, channels, 3, padding=1)
        self.condition = nn.Linear(CONDITION, 2 * channels)
        self.second_norm = nn.GroupNorm(8, channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.shortcut = nn.Conv2d(channels_in, channels, 1) if channels_in != channels else nn.Identity()
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.condition(condition)[:, :, None, None].chunk(2, 1)
        h = self.first(F.silu(self.first_norm(x)))
        h = self.second(F.silu(self.second_norm(h) * (1 + scale) + shift))
        return self.shortcut(x) + h


class TextAttention(nn.Module):
    """Lets the places of a picture look at each other, then at the words, then think alone."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.self_norm = nn.LayerNorm(channels)
        self.self_attention = Attention(channels, channels, heads=6)
        self.text_norm = nn.LayerNorm(channels)
        self.text_attention = Attention(channels, TEXT_WIDTH, heads=6)
        self.perceptron_norm = nn.LayerNorm(channels)
        self.widen = nn.Linear(channels, 3 * channels)
        self.narrow = nn.Linear(3 * channels, channels)
        nn.init.zeros_(self.narrow.weight)
        nn.init.zeros_(self.narrow.bias)

    def forward(self, x: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        tokens = x.flatten(2).transpose(1, 2)
        normed = self.self_norm(tokens)
        tokens = tokens + self.self_attention(normed, normed)
        tokens = tokens + self.text_attention(self.text_norm(tokens), words, mask)
        tokens = tokens + self.narrow(F.silu(self.widen(self.perceptron_norm(tokens))))
        return tokens.transpose(1, 2).reshape(batch, channels, height, width)


class Sketch(nn.Module):
    """One vector for the whole prompt [B, 192] to a rough sketch of the picture [B, 11, 16, 16].

    - Its first four channels are trained towards the latents themselves, so they hold the average of all pictures
      that the prompt could mean; the next four are free.
    - The last three are trained towards the plan: which cells the subject, a second subject and the thing in the sky cover.
      They teach the text encoder left from right.
    - It has many weights and costs next to nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        hidden = 2 * TEXT_WIDTH
        self.layers = nn.Sequential(
            nn.Linear(TEXT_WIDTH, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, (SKETCH + PLAN) * LATENT_SIZE**2)
        )

    def forward(self, prompt: Tensor) -> Tensor:
        return self.layers(prompt).view(-1, SKETCH + PLAN, LATENT_SIZE, LATENT_SIZE)


class Denoiser(nn.Module):
    """Noisy latents [B, 4, 16, 16], a timestep and the words' vectors to the predicted v [B, 4, 16, 16].

    - Two levels: 16 × 16 convolutions, and 8 × 8 convolutions with attention to the picture and to the words.
    - A sketch of what the prompt means joins the noisy latents at the entrance.
    - Both levels add a learned value to every place, so that a block knows where it is.
    - The condition of every block is the timestep plus the first word's vector, which stands for the whole prompt.
    - Word vectors that are all zero are padding and are not looked at.
    """

    def __init__(self) -> None:
        super().__init__()
        self.time = nn.Sequential(nn.Linear(128, CONDITION), nn.SiLU(), nn.Linear(CONDITION, CONDITION))
        self.prompt = nn.Linear(TEXT_WIDTH, CONDITION)
        self.sketch = Sketch()
        self.enter = nn.Conv2d(LATENT_CHANNELS + SKETCH + PLAN, FINE, 3, padding=1)
        self.places = nn.Parameter(torch.randn(1, FINE, LATENT_SIZE, LATENT_SIZE) * 0.1)
        self.down = nn.ModuleList(TimedResidual(FINE, FINE) for _ in range(2))
        self.shrink = nn.Conv2d(FINE, COARSE, 3, stride=2, padding=1)
        self.coarse_places = nn.Parameter(torch.zeros(1, COARSE, LATENT_SIZE // 2, LATENT_SIZE // 2))
        self.coarse = nn.ModuleList(TimedResidual(COARSE, COARSE) for _ in range(COARSE_BLOCKS))
        self.look = nn.ModuleList(TextAttention(COARSE) for _ in range(COARSE_BLOCKS))
        self.grow = nn.Conv2d(COARSE, 4 * FINE, 1)
        self.up = nn.ModuleList(TimedResidual(2 * FINE, FINE) for _ in range(2))
        self.leave_norm = nn.GroupNorm(8, FINE)
        self.leave = nn.Conv2d(FINE, LATENT_CHANNELS, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def _condition(self, timestep: Tensor, prompt: Tensor) -> Tensor:
        rates = torch.exp(torch.arange(64, dtype=torch.float32, device=timestep.device) * (-math.log(1000.0) / 63))
        angles = timestep.reshape(-1, 1).float() * rates[None, :]
        waves = torch.cat([angles.cos(), angles.sin()], 1)
        return F.silu(self.time(waves) + self.prompt(prompt))

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        prompt = encoder_hidden_states[:, 0]
        condition = self._condition(timestep, prompt)
        mask = (encoder_hidden_states.abs().amax(2) > 0)[:, None, None, :]
        x = self.enter(torch.cat([sample, self.sketch(prompt).to(sample.dtype)], 1)) + self.places
        skips = []
        for block in self.down:
            x = block(x, condition)
            skips.append(x)
        x = self.shrink(x) + self.coarse_places
        for block, look in zip(self.coarse, self.look):
            x = look(block(x, condition), encoder_hidden_states, mask)
        x = F.pixel_shuffle(self.grow(x), 2)
        for block in self.up:
            x = block(torch.cat([x, skips.pop()], 1), condition)
        return self.leave(F.silu(self.leave_norm(x)))
