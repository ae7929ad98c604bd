"""A small judge, trained on painted scenes only, that says what a picture shows."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .. import settings
from ..painter.celestial import CELESTIAL
from ..painter.colours import COLOURS
from ..painter.grounds import GROUNDS
from ..painter.scene import PLACEMENTS
from ..painter.scenes_on_disk import open_pictures, painted_shards, read_rows
from ..painter.skies import SKIES
from ..painter.styles import COLOURLESS_STYLES, STYLES
from ..painter.subjects import SUBJECTS
from ..painter.weathers import WEATHERS

CONCEPTS: dict[str, tuple[str, ...]] = {
    "subject": ("none", *SUBJECTS),
    "second": ("none", *SUBJECTS),
    "subject_colour": tuple(COLOURS),
    "second_colour": tuple(COLOURS),
    "placement": (*PLACEMENTS, "pair"),
    "ground": tuple(GROUNDS),
    "ground_colour": tuple(COLOURS),
    "sky": tuple(SKIES),
    "weather": tuple(WEATHERS),
    "celestial": ("none", *CELESTIAL),
    "celestial_colour": tuple(COLOURS),
    "style": tuple(STYLES),
}
"""What the judge tells apart. Of two subjects, `subject` is the left one and `second` the right one."""

SIDE = 64
UNSEEN = -100
JUDGE_BATCH = 128


def shrink(pictures: np.ndarray) -> np.ndarray:
    """Box-filters pictures uint8 [B, 256, 256, 3] to uint8 [B, 64, 64, 3], rounding down."""
    rows = pictures.reshape(-1, SIDE, 4, 256 * 3).sum(2, dtype=np.uint16).reshape(-1, SIDE, SIDE, 4, 3)
    return ((rows[:, :, :, 0] + rows[:, :, :, 1] + rows[:, :, :, 2] + rows[:, :, :, 3]) >> 4).astype(np.uint8)


def target(row: dict) -> list[int]:
    """Returns the number of each concept's true value; UNSEEN where the picture doesn't show it (the colour of nothing, a colour in grey)."""
    shown = {concept: row.get(concept) for concept in CONCEPTS}
    shown["subject"], shown["second"] = row["subject"] or "none", row["second"] or "none"
    shown["celestial"] = row["celestial"] or "none"
    shown["placement"] = None if not row["subject"] else "pair" if row["second"] else row["placement"]
    if not row["subject"]:
        shown["subject_colour"] = None
    if not row["second"]:
        shown["second_colour"] = None
    if row["style"] in COLOURLESS_STYLES:
        shown.update(subject_colour=None, second_colour=None, ground_colour=None, celestial_colour=None)
    return [names.index(shown[concept]) if shown[concept] is not None else UNSEEN for concept, names in CONCEPTS.items()]


def targets(rows: list[dict]) -> np.ndarray:
    """Returns every row's target: [B, concepts]."""
    return np.array([target(row) for row in rows])


def _block(channels_in: int, channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels_in, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(), nn.MaxPool2d(2)
    )


class Judge(nn.Module):
    """Pixels [B, 3, 64, 64] in −1..1 to one row of scores: the concepts' values one after the other, in the order of `CONCEPTS`."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(2), _block(12, 48), _block(48, 96), _block(96, 128), nn.Conv2d(128, 64, 1), nn.Flatten(), nn.Dropout(0.2)
        )
        self.hidden = nn.Linear(64 * 16, 384)
        self.answers = nn.Linear(384, sum(len(names) for names in CONCEPTS.values()))

    def forward(self, pixels: Tensor) -> Tensor:
        return self.answers(F.relu(self.hidden(self.layers(pixels))))


def pixels_of(small: Tensor) -> Tensor:
    """Turns uint8 [B, 64, 64, 3] into what the judge looks at."""
    return small.permute(0, 3, 1, 2).float() / 127.5 - 1


def _roughened(pixels: Tensor) -> Tensor:
    """Blurs, dims and shifts painted pictures a little at random, so that the judge looks at shapes and not at single pixels."""
    soft = F.avg_pool2d(F.pad(pixels, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    share = torch.rand(len(pixels), 1, 1, 1)
    pixels = torch.lerp(pixels, soft, share) * (1 + 0.08 * torch.randn(len(pixels), 1, 1, 1))
    across, down = (int(torch.randint(-2, 3, ())) for _ in range(2))
    pixels = F.pad(pixels, (2, 2, 2, 2), mode="replicate")[:, :, 2 + down : 66 + down, 2 + across : 66 + across]
    return pixels + torch.randn_like(pixels) * 0.06 * torch.rand(len(pixels), 1, 1, 1)


def judge_loss(scores: Tensor, truth: Tensor) -> Tensor:
    """Sums the cross-entropies of all concepts over what each picture shows."""
    parts = scores.float().split([len(names) for names in CONCEPTS.values()], 1)
    return sum(F.cross_entropy(part, truth[:, i], ignore_index=UNSEEN) for i, part in enumerate(parts))  # type: ignore[return-value]


@torch.inference_mode()
def judged(judge: Judge, pictures: np.ndarray) -> np.ndarray:
    """Returns the number of each concept's likeliest value: [B, concepts]."""
    judge.eval()
    sizes = [len(names) for names in CONCEPTS.values()]
    small = torch.from_numpy(shrink(pictures))
    rows = [torch.stack([part.argmax(1) for part in judge(pixels_of(batch)).split(sizes, 1)], 1) for batch in small.split(100)]
    return torch.cat(rows).numpy()


def train_judge(workspace: Path) -> Judge:
    """Trains the judge on the painted training scenes, cycle by cycle, or loads it where that was done before."""
    torch.set_num_threads(1)
    torch.manual_seed(settings.SEED)
    judge, stored, done = Judge(), workspace / "judge.pt", 0
    if stored.exists():
        state = torch.load(stored, weights_only=True)
        judge.load_state_dict(state["judge"])
        done = state["cycles"]
    if done < len(settings.JUDGE_CYCLES):
        shards = painted_shards(workspace / "scenes")
        small = torch.from_numpy(np.concatenate([shrink(open_pictures(workspace / "scenes", shard)) for shard in shards]))
        truth = torch.from_numpy(np.concatenate([targets(read_rows(workspace / "scenes", shard)) for shard in shards]))
        judge.to(memory_format=torch.channels_last)
        for cycle in range(done, len(settings.JUDGE_CYCLES)):
            _train_cycle(judge, small, truth, settings.JUDGE_CYCLES[cycle])
            torch.save({"judge": judge.state_dict(), "cycles": cycle + 1}, stored)
    return judge.eval()


def _train_cycle(judge: Judge, small: Tensor, truth: Tensor, epochs: int) -> None:
    """Trains through one rise and fall of the learning rate."""
    judge.train()
    optimizer = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.02)
    total = epochs * (len(small) // JUDGE_BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=total, pct_start=0.2)
    step = 0
    for _ in range(epochs):
        order = torch.randperm(len(small))
        for rows in order[: len(order) // JUDGE_BATCH * JUDGE_BATCH].split(JUDGE_BATCH):
            with torch.autocast("cpu", torch.bfloat16):
                scores = judge(_roughened(pixels_of(small[rows])).contiguous(memory_format=torch.channels_last))
            loss = judge_loss(scores, truth[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            step += 1
            if step % 200 == 0:
                print(f"judge: step {step} of {total}, loss {loss.item():.3f}", flush=True)
