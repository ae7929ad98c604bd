"""Multi-head attention from one sequence to another."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Attention(nn.Module):
    """Attends from `x` [B, N, width] to `context` [B, S, context width]; queries and keys are normalised to unit length.

    `mask` (bool, broadcast to [B, heads, N, S]) is true where a key may be looked at.
    """

    def __init__(self, width: int, context_width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(context_width, width, bias=False)
        self.value = nn.Linear(context_width, width, bias=False)
        self.out = nn.Linear(width, width)
        self.sharpness = nn.Parameter(torch.full((heads, 1, 1), 6.0))

    def _split(self, x: Tensor) -> Tensor:
        batch, count, width = x.shape
        return x.view(batch, count, self.heads, width // self.heads).transpose(1, 2)

    def forward(self, x: Tensor, context: Tensor, mask: Tensor | None = None) -> Tensor:
        query = F.normalize(self._split(self.query(x)), dim=-1) * self.sharpness
        key = F.normalize(self._split(self.key(context)), dim=-1)
        scores = query.to(x.dtype) @ key.to(x.dtype).transpose(-1, -2)
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e4)
        mixed = scores.softmax(-1).to(x.dtype) @ self._split(self.value(context))
        return self.out(mixed.transpose(1, 2).reshape(x.shape))
