"""The autoencoder: 256 × 256 pixels to 16 × 16 × 4 latents and back."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LATENT_CHANNELS = 4
LATENT_SIZE = 16
BOUND = 3.0
"""Raw latents are squeezed softly into ±BOUND, so that no scene strays far."""


class Residual(nn.Module):
    """Two 3 × 3 convolutions added to their input; starts as the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(x))))


THUMBNAIL = torch.tensor([[0.8, 0.8, 0.8], [1.2, 0.0, -1.2], [-0.6, 1.2, -0.6], [0.0, 0.0, 0.0]])
"""How a 16 × 16 thumbnail's red, green and blue start in the latents: as brightness and two contrasts of colour."""


class Encoder(nn.Module):
    """Pixels [B, 3, 256, 256] in −1..1 to raw latents [B, 4, 16, 16]: a linear thumbnail plus what the convolutions add."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(4),
            nn.Conv2d(48, 48, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(48, 96, 4, stride=2, padding=1),
            Residual(96),
            nn.SiLU(),
            nn.Conv2d(96, 160, 4, stride=2, padding=1),
            Residual(160),
            Residual(160),
            nn.SiLU(),
            nn.Conv2d(160, LATENT_CHANNELS, 3, padding=1),
        )
        self.thumbnail = nn.Conv2d(3, LATENT_CHANNELS, 1)
        with torch.no_grad():
            self.thumbnail.weight.copy_(THUMBNAIL[:, :, None, None])

    def forward(self, pixels: Tensor) -> Tensor:
        raw = self.layers(pixels) + self.thumbnail(F.avg_pool2d(pixels, 16))
        return BOUND * torch.tanh(raw / BOUND)


class Decoder(nn.Module):
    """Raw latents [B, 4, 16, 16] to pixels [B, 3, 256, 256] around −1..1; a smooth linear picture plus what the convolutions add."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, 192, 3, padding=1),
            Residual(192),
            Residual(192),
            Residual(192),
            nn.Conv2d(192, 4 * 96, 1),
            nn.PixelShuffle(2),
            Residual(96),
            Residual(96),
            nn.Conv2d(96, 4 * 48, 1),
            nn.PixelShuffle(2),
            Residual(48),
            Residual(48),
            nn.Conv2d(48, 4 * 24, 1),
            nn.PixelShuffle(2),
            nn.SiLU(),
            nn.Conv2d(24, 24, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(24, 4 * 3, 3, padding=1),
            nn.PixelShuffle(2),
        )

        self.thumbnail = nn.Conv2d(LATENT_CHANNELS, 3, 1)
        with torch.no_grad():
            self.thumbnail.weight.copy_(torch.linalg.pinv(THUMBNAIL)[:, :, None, None])
            self.layers[-2].weight.mul_(0.1)

    def forward(self, latents: Tensor) -> Tensor:
        smooth = F.interpolate(self.thumbnail(latents), scale_factor=16.0, mode="bilinear", align_corners=False)
        return self.layers(latents) + smooth


class Autoencoder(nn.Module):
    """Encoder and decoder together."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()
