"""What a caption says, as numbers, and the heads that make the text encoder understand it.

The heads exist in training alone. They read every stated concept off the vector that stands for the whole prompt.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..model.text_encoder import WIDTH
from ..painter.celestial import CELESTIAL
from ..painter.colours import COLOURS
from ..painter.genres import GENRES
from ..painter.grounds import GROUNDS
from ..painter.scene import PLACEMENTS, Scene
from ..painter.skies import SKIES
from ..painter.styles import STYLES
from ..painter.subjects import SUBJECTS
from ..painter.weathers import WEATHERS

READ: dict[str, tuple[str, ...]] = {
    "subject": tuple(SUBJECTS),
    "subject_colour": tuple(COLOURS),
    "second": tuple(SUBJECTS),
    "second_colour": tuple(COLOURS),
    "placement": PLACEMENTS,
    "ground": tuple(GROUNDS),
    "ground_colour": tuple(COLOURS),
    "sky": tuple(SKIES),
    "weather": WEATHERS,
    "celestial": CELESTIAL,
    "celestial_colour": tuple(COLOURS),
    "style": tuple(STYLES),
    "genre": tuple(GENRES),
}


def readings_of(scene: Scene, stated: frozenset[str]) -> list[int]:
    """Returns one number a concept: 0 where the caption does not state it, else 1 plus the value's place in `READ`."""
    return [1 + names.index(getattr(scene, concept)) if concept in stated else 0 for concept, names in READ.items()]


class Reader(nn.Module):
    """One linear answer for every concept on the prompt's vector [B, 192]."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = nn.ModuleList(nn.Linear(WIDTH, len(names) + 1) for names in READ.values())

    def forward(self, prompt: Tensor, readings: Tensor) -> tuple[Tensor, Tensor]:
        """Returns the mean cross-entropy over the concepts and the share of prompts of which every concept is read right."""
        answers = [answer(prompt).float() for answer in self.answers]
        loss = torch.stack([F.cross_entropy(answer, readings[:, i]) for i, answer in enumerate(answers)]).mean()
        right = torch.stack([answer.argmax(1) == readings[:, i] for i, answer in enumerate(answers)]).all(0)
        return loss, right.float().mean()
