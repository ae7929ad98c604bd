"""A small judge, trained on painted scenes only, that says what a picture shows."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .. import settings
from ..painter.celestial import CELESTIAL
from ..painter.colours import COLOURS
from ..painter.grounds import GROUNDS
from ..painter.scene import PLACEMENTS
from ..painter.scenes_on_disk import open_pictures, painted_shards, read_rows
from ..painter.skies import SKIES
from ..painter.styles import STYLES
from ..painter.subjects import SUBJECTS
from ..painter.weathers import WEATHERS

CONCEPTS: dict[str, tuple[str, ...]] = {
    "subject": ("none", *SUBJECTS),
    "subject_colour": tuple(COLOURS),
    "placement": tuple(PLACEMENTS),
    "ground": tuple(GROUNDS),
    "sky": tuple(SKIES),
    "weather": tuple(WEATHERS),
    "celestial": ("none", *CELESTIAL),
    "style": tuple(STYLES),
}
SIDE = 64
EPOCHS = 4


def shrink(pictures: np.ndarray) -> np.ndarray:
    """Box-filters pictures uint8 [B, 256, 256, 3] to uint8 [B, 64, 64, 3]."""
    return pictures.reshape(-1, SIDE, 4, SIDE, 4, 3).mean((2, 4), dtype=np.float32).astype(np.uint8)


def targets(rows: list[dict]) -> np.ndarray:
    """Returns the number of each concept's true value: [B, concepts]."""
    return np.array([[names.index(row[concept] or "none") for concept, names in CONCEPTS.items()] for row in rows])


def _block(channels_in: int, channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels_in, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(), nn.MaxPool2d(2)
    )


class Judge(nn.Module):
    """Four convolutions and one linear answer for every concept."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(_block(3, 32), _block(32, 64), _block(64, 128), _block(128, 192), nn.Flatten(), nn.Dropout(0.3))
        self.answers = nn.ModuleList(nn.Linear(192 * 16, len(names)) for names in CONCEPTS.values())

    def forward(self, small: Tensor) -> list[Tensor]:
        seen = self.layers(small.permute(0, 3, 1, 2).float() / 127.5 - 1)
        return [answer(seen) for answer in self.answers]

    @torch.inference_mode()
    def judge(self, pictures: np.ndarray) -> np.ndarray:
        """Returns the number of each concept's likeliest value: [B, concepts]."""
        self.eval()
        small = torch.from_numpy(shrink(pictures))
        return np.concatenate([torch.stack([answer.argmax(1) for answer in self(batch)], 1).numpy() for batch in small.split(100)])


def train_judge(workspace: Path) -> Judge:
    """Trains the judge on the painted training scenes, or loads it if that was done before."""
    torch.manual_seed(settings.SEED)
    judge, stored = Judge(), workspace / "judge.pt"
    if stored.exists():
        judge.load_state_dict(torch.load(stored, weights_only=True))
        return judge
    shards = painted_shards(workspace / "scenes")[: settings.JUDGE_SHARDS]
    small = torch.from_numpy(np.concatenate([shrink(open_pictures(workspace / "scenes", shard)) for shard in shards]))
    truth = torch.from_numpy(np.concatenate([targets(read_rows(workspace / "scenes", shard)) for shard in shards]))
    optimizer = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.02)
    batch = 128
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=EPOCHS * (len(small) // batch))
    for _ in range(EPOCHS):
        order = torch.randperm(len(small))
        for rows in order[: len(order) // batch * batch].split(batch):
            with torch.autocast("cpu", torch.bfloat16):
                answers = judge(small[rows])
            loss = sum(nn.functional.cross_entropy(answer.float(), truth[rows, i]) for i, answer in enumerate(answers))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    torch.save(judge.state_dict(), stored)
    return judge
