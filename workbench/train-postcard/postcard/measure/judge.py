"""A small judge, trained on painted scenes only, that says what a picture shows."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .concepts import CONCEPTS

SIDE = 128
CELLS = 16
"""Cells of the grid, across and down, on which the judge looks for things."""

LOOKS = 4
"""Maps of one thing: each may weigh another part of it."""

STEM, FINE, COARSE = 64, 96, 128
SIZES = [len(names) for names in CONCEPTS.values()]
WHOLE = ("ground", "ground_colour", "sky", "weather", "style")
"""What the picture as a whole shows."""


def shrink(pictures: np.ndarray, side: int = SIDE) -> np.ndarray:
    """Box-filters pictures uint8 [B, 256, 256, 3] to uint8 [B, side, side, 3], rounding down."""
    box = pictures.shape[1] // side
    rows = pictures.reshape(-1, side, box, side * box * 3).sum(2, dtype=np.uint16).reshape(-1, side, side, box, 3)
    return (rows.sum(3, dtype=np.uint16) // box**2).astype(np.uint8)


def pixels_of(small: Tensor) -> Tensor:
    """Turns uint8 [B, 128, 128, 3] into what the judge looks at."""
    return small.permute(0, 3, 1, 2).float() / 127.5 - 1


def _convolution(channels_in: int, channels: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False), nn.BatchNorm2d(channels), nn.ReLU())


class _Residual(nn.Module):
    """Two convolutions beside a straight way."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(_convolution(channels, channels), _convolution(channels, channels))

    def forward(self, features: Tensor) -> Tensor:
        return features + self.layers(features)


class _Eye(nn.Module):
    """Pixels to features on a grid of 16 × 16 cells that know what lies around them, and what the whole picture is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.PixelUnshuffle(4), _convolution(48, STEM))
        self.fine = nn.Sequential(_convolution(STEM, FINE, 2), _Residual(FINE))
        self.coarse = nn.Sequential(_convolution(FINE, COARSE, 2), _Residual(COARSE), nn.Conv2d(COARSE, FINE, 1))
        self.merged = nn.Sequential(nn.Conv2d(FINE, FINE, 1, bias=False), nn.BatchNorm2d(FINE), nn.ReLU())

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        grain = self.stem(pixels)
        fine = self.fine(grain)
        features = self.merged(fine + F.interpolate(self.coarse(fine), scale_factor=2.0))
        pooled = torch.cat([grain.mean((2, 3)), grain.amax((2, 3)), features.mean((2, 3)), features.amax((2, 3))], 1)
        return features, pooled


class Judge(nn.Module):
    """Pixels [B, 3, 128, 128] in −1..1 to one row of scores: the concepts' values one after the other, in the order of `CONCEPTS`.

    - Three sets of attention maps look for the left or only subject, the right one of two, and the thing in the sky.
    - Both subjects are named by the same layers, from what lies under their maps, so that what is learnt of one side holds on both.
    - None, one or two subjects is a decision of its own; scores are logarithms of probabilities.
    """

    def __init__(self) -> None:
        super().__init__()
        self.eye = _Eye()
        self.looks = nn.Conv2d(FINE, 3 * LOOKS, 1)
        self.rows = nn.Conv2d(FINE, 16, 1)
        pooled, looked = 2 * STEM + 2 * FINE, LOOKS * (FINE + 2)
        self.whole = nn.Sequential(nn.Linear(pooled + 16 * CELLS + 9 * LOOKS, 192), nn.ReLU(), nn.Dropout(0.1))
        self.thing = nn.Sequential(nn.Linear(looked + FINE, 192), nn.ReLU(), nn.Dropout(0.1))
        self.heaven = nn.Sequential(nn.Linear(looked + FINE, 64), nn.ReLU(), nn.Dropout(0.1))
        sizes = {concept: len(names) for concept, names in CONCEPTS.items()}
        self.whole_answers = nn.Linear(192, 3 + sizes["placement"] - 1 + sum(sizes[concept] for concept in WHOLE))
        self.thing_answers = nn.Linear(192, sizes["subject"] - 1 + sizes["subject_colour"])
        self.heaven_answers = nn.Linear(64, sizes["celestial"] + sizes["celestial_colour"])
        line = torch.linspace(-1, 1, CELLS)
        self.register_buffer("grid", torch.stack([line.repeat(CELLS), line.repeat_interleave(CELLS)], 1), persistent=False)

    def look(self, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Returns the maps [B, 3 × LOOKS, cells], what lies under each and where [B, 3, LOOKS × (FINE + 2)], and how sure each is."""
        strength = self.looks(features).flatten(2).float()
        maps = strength.softmax(2)
        seen = torch.cat([maps @ features.flatten(2).transpose(1, 2).float(), maps @ self.grid], 2)
        return maps, seen.reshape(-1, 3, LOOKS * (FINE + 2)), strength.amax(2)

    def forward(self, pixels: Tensor) -> Tensor:
        return self.judge(pixels)[0]

    def judge(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Returns the scores and the maps of left subject, right subject and thing in the sky: [B, 3, cells], each adding up to 1."""
        features, pooled = self.eye(pixels)
        maps, seen, strength = self.look(features)
        rows = self.rows(features).mean(3).flatten(1)
        where = (maps @ self.grid).flatten(1)
        whole = self.whole_answers(self.whole(torch.cat([pooled, rows, where, strength], 1).float())).float()
        things = torch.cat([seen, pooled[:, None, 2 * STEM : 2 * STEM + FINE].expand(-1, 3, -1).float()], 2)
        left, right = (self.thing_answers(self.thing(things[:, side])).float() for side in (0, 1))
        heaven = self.heaven_answers(self.heaven(things[:, 2])).float()
        return _scores(whole, left, right, heaven), maps.reshape(len(maps), 3, LOOKS, -1).mean(2)


def _scores(whole: Tensor, left: Tensor, right: Tensor, heaven: Tensor) -> Tensor:
    """Puts the answers in the order of `CONCEPTS`: a subject is there and looks like this, or there is none."""
    sizes = [3, len(CONCEPTS["placement"]) - 1, *(len(CONCEPTS[concept]) for concept in WHOLE)]
    count, side, *grounds_to_style = whole.split(sizes, 1)
    count, shapes = count.log_softmax(1), len(CONCEPTS["subject"]) - 1
    none, one, two = count.split(1, 1)
    subject = [none, count[:, 1:].logsumexp(1, keepdim=True) + left[:, :shapes].log_softmax(1)]
    second = [count[:, :2].logsumexp(1, keepdim=True), two + right[:, :shapes].log_softmax(1)]
    placement = [one + side.log_softmax(1), two]
    *others, style = grounds_to_style
    return torch.cat([*subject, *second, left[:, shapes:], right[:, shapes:], *placement, *others, heaven, style], 1)


@torch.inference_mode()
def judged(judge: Judge, pictures: np.ndarray) -> np.ndarray:
    """Returns the number of each concept's likeliest value: [B, concepts]."""
    judge.eval()
    rows = []
    for start in range(0, len(pictures), 100):
        pixels = pixels_of(torch.from_numpy(shrink(pictures[start : start + 100])))
        rows.append(torch.stack([part.argmax(1) for part in judge(pixels).split(SIZES, 1)], 1))
    return torch.cat(rows).numpy()


def load_judge(workspace: Path) -> Judge:
    """Loads the judge that the stage of its own trained."""
    judge = Judge()
    judge.load_state_dict(torch.load(workspace / "judge.pt", weights_only=True)["judge"])
    return judge.eval()
