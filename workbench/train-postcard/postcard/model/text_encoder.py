"""The text encoder: word numbers to one vector a word."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .attention import Attention

PAD = 0
MAX_WORDS = 40
WIDTH = 192
LAYERS = 3


class TextLayer(nn.Module):
    """Self-attention over the words, then a small perceptron; both on normalised input, both added."""

    def __init__(self) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(WIDTH)
        self.attention = Attention(WIDTH, WIDTH, heads=6)
        self.perceptron_norm = nn.LayerNorm(WIDTH)
        self.widen = nn.Linear(WIDTH, 2 * WIDTH)
        self.narrow = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        normed = self.attention_norm(x)
        x = x + self.attention(normed, normed, mask)
        return x + self.narrow(F.silu(self.widen(self.perceptron_norm(x))))


class TextEncoder(nn.Module):
    """`input_ids` [B, S] to `last_hidden_state` [B, S, 192].

    - Words are looked up, given a learned position and passed through three layers.
    - Padding is not attended to, and its vectors are exactly zero: the denoiser knows padding by that.
    - The first word is always `<s>`: its vector stands for the whole prompt.
    """

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary_size, WIDTH)
        self.positions = nn.Parameter(torch.randn(MAX_WORDS, WIDTH) * 0.1)
        self.layers = nn.ModuleList(TextLayer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        nn.init.normal_(self.words.weight, std=0.5)

    def forward(self, input_ids: Tensor) -> Tensor:
        said = input_ids != PAD
        x = self.words(input_ids) + self.positions[: input_ids.shape[1]]
        for layer in self.layers:
            x = layer(x, said[:, None, None, :])
        return self.norm(x) * said[:, :, None].to(x.dtype)
