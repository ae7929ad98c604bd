"""Trains the judge of the measurements on painted training scenes, by the clock."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .. import settings
from ..measure.concepts import CONCEPTS, NUMBERS, UNSEEN, mirror_targets, targets
from ..measure.judge import SIDE, SIZES, Judge, pixels_of, shrink
from ..painter.scenes_on_disk import SHARD, open_pictures, painted_shards, read_plans, read_rows
from .muon import Muon
from .stage import Stage, set_rate

SAVE_EVERY = 100
LOG_EVERY = 20
DECAY_FROM = 0.2
FLAT_SHARE = 0.6
"""How often a flat scene is drawn beside one of any other style: two in five are flat, and they are the easy ones."""
PAIR_SHARE = 2.0
"""How often a scene of two subjects is drawn beside one of one."""
LOOK_WEIGHT = 0.15
"""How much it counts that the maps look where the things are."""


def small_pictures(workspace: Path) -> np.ndarray:
    """Returns all training scenes as the judge sees them, uint8 [N, 128, 128, 3], from `small-scenes.npy`, which the first call writes."""
    stored = workspace / "small-scenes.npy"
    if not stored.exists():
        shards = painted_shards(workspace / "scenes")
        part = stored.with_suffix(".part.npy")
        small = np.lib.format.open_memmap(part, "w+", np.uint8, (len(shards) * SHARD, SIDE, SIDE, 3))
        for index, shard in enumerate(shards):
            small[index * SHARD : (index + 1) * SHARD] = shrink(open_pictures(workspace / "scenes", shard))
        small.flush()
        part.rename(stored)
    return np.load(stored)


class PaintedScenes:
    """The training scenes of a workspace: what the judge sees, what it should say, and where the things are."""

    def __init__(self, workspace: Path, rng: np.random.Generator) -> None:
        folder = workspace / "scenes"
        shards = painted_shards(folder)
        rows = [row for shard in shards for row in read_rows(folder, shard)]
        self._pictures, self._truth = small_pictures(workspace), targets(rows)
        self._plans = np.concatenate([read_plans(folder, shard) for shard in shards])
        weights = np.array([(FLAT_SHARE if row["style"] == "flat" else 1.0) * (PAIR_SHARE if row["second"] else 1.0) for row in rows])
        self._shares, self._rng = weights / weights.sum(), rng
        self._order = np.empty(0, np.int64)

    def draw(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Returns roughened pixels, targets [B, concepts] and plans [B, 3, cells]; half of the scenes are seen in a mirror."""
        if len(self._order) < count:
            self._order = self._rng.choice(len(self._shares), size=len(self._shares) // 2, replace=False, p=self._shares)
        rows, self._order = self._order[:count], self._order[count:]
        pictures, truth, plans = self._pictures[rows], self._truth[rows], self._plans[rows].astype(np.float32) / 255
        mirrored = self._rng.random(count) < 0.5
        pictures[mirrored] = pictures[mirrored, :, ::-1]
        truth[mirrored], plans[mirrored] = mirror_targets(truth[mirrored]), _mirror_plans(plans[mirrored])
        return roughened(pixels_of(torch.from_numpy(pictures)), self._rng), torch.from_numpy(truth), torch.from_numpy(plans).flatten(2)


def _mirror_plans(plans: np.ndarray) -> np.ndarray:
    """Returns plans [B, 3, 16, 16] in a mirror; where there are two subjects they change places."""
    seen = plans[..., ::-1].copy()
    two = seen[:, 1].any((1, 2))
    seen[two, 0], seen[two, 1] = seen[two, 1].copy(), seen[two, 0].copy()
    return seen


def roughened(pixels: Tensor, rng: np.random.Generator) -> Tensor:
    """Bends, blurs, smears, dims, tints and sprinkles painted pictures a little at random, so that the judge looks at shapes and not at single pixels.

    Half of them keep their size and place, on which the blocks of pixel art and the paper's margins lie.
    """
    count = len(pixels)

    def drawn(low: float, high: float, *shape: int) -> Tensor:
        return torch.from_numpy(rng.uniform(low, high, shape).astype(np.float32))

    def some(share: float) -> Tensor:
        return torch.from_numpy(rng.permutation(count)[: int(count * share)])

    moved, blurred, smeared = some(1 / 2), some(1 / 2), some(1 / 6)
    turn = torch.zeros(len(moved), 2, 3)
    turn[:, 0, 0], turn[:, 1, 1] = 1 + drawn(-0.07, 0.07, len(moved)), 1 + drawn(-0.07, 0.07, len(moved))
    turn[:, :, 2] = drawn(-0.06, 0.06, len(moved), 2)
    grid = F.affine_grid(turn, [len(moved), 3, SIDE, SIDE], align_corners=False)
    pixels[moved] = F.grid_sample(pixels[moved], grid, padding_mode="border", align_corners=False)
    pixels[smeared] = pixels[smeared].lerp(without_strokes(pixels[smeared]), drawn(0.3, 0.95, len(smeared), 1, 1, 1))
    for rows in (blurred, blurred[::3]):
        pixels[rows] = pixels[rows].lerp(_blurred(pixels[rows]), drawn(0, 1, len(rows), 1, 1, 1))
    pixels.mul_(1 + drawn(-0.1, 0.1, count, 1, 1, 1) + drawn(-0.03, 0.03, count, 3, 1, 1)).add_(drawn(-0.06, 0.06, count, 1, 1, 1))
    sprinkles = torch.randn(count, SIDE, SIDE, 3).permute(0, 3, 1, 2)
    return pixels.addcmul_(sprinkles, drawn(0, 0.06, count, 1, 1, 1))


def without_strokes(pixels: Tensor) -> Tensor:
    """Takes bright strokes thinner than three pixels away (a morphological opening), as a small autoencoder does."""
    return F.max_pool2d(-F.max_pool2d(-pixels, 3, 1, 1), 3, 1, 1)


def _blurred(pixels: Tensor) -> Tensor:
    return F.avg_pool2d(F.pad(pixels, (1, 1, 1, 1), mode="replicate"), 3, stride=1)


def judge_loss(scores: Tensor, truth: Tensor) -> Tensor:
    """Sums the cross-entropies of all concepts over what each picture shows.

    A picture that shows what few do, such as a colour of the ground, counts for more there: by the share of such pictures
    to the power of −3/4.
    """
    losses = []
    for part, values in zip(scores.split(SIZES, 1), truth.unbind(1)):
        shown = (values != UNSEEN).sum().clamp(min=1)
        losses.append(F.cross_entropy(part, values, ignore_index=UNSEEN, reduction="sum") / (shown / len(truth)) ** 0.75)
    return torch.stack(losses).sum() / len(truth)


def look_loss(maps: Tensor, plans: Tensor) -> Tensor:
    """Returns the cross-entropy of the maps beside the boxes of the things that are there."""
    filled = plans.sum(2)
    aims = plans / filled.clamp(min=1e-6)[:, :, None]
    missed = -(aims * (maps + 1e-6).log()).sum(2)
    return missed[filled > 0].mean()


class Student:
    """A judge with its optimisers: Muon for the weight matrices inside, AdamW for answers, norms and biases."""

    def __init__(self) -> None:
        self.judge = Judge().to(memory_format=torch.channels_last)
        inside = {name: weights for name, weights in self.judge.named_parameters() if weights.ndim > 1 and "answers" not in name and "looks" not in name}
        self._muon = Muon(inside.values(), settings.JUDGE_MUON_RATE)
        others = [weights for name, weights in self.judge.named_parameters() if name not in inside]
        self._adam = torch.optim.AdamW(others, settings.JUDGE_ADAM_RATE, weight_decay=0.01)

    def state(self) -> dict[str, Any]:
        """Returns all that a checkpoint keeps."""
        return {"judge": self.judge.state_dict(), "muon": self._muon.state_dict(), "adam": self._adam.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from a checkpoint."""
        self.judge.load_state_dict(state["judge"])
        self._muon.load_state_dict(state["muon"])
        self._adam.load_state_dict(state["adam"])

    def learn(self, stage: Stage, pixels: Tensor, truth: Tensor, plans: Tensor) -> dict[str, float]:
        """Takes one step and returns what to log."""
        set_rate(self._muon, stage.rate(settings.JUDGE_MUON_RATE, DECAY_FROM))
        set_rate(self._adam, stage.rate(settings.JUDGE_ADAM_RATE, DECAY_FROM))
        with torch.autocast("cpu", torch.bfloat16):
            scores, maps = self.judge.judge(pixels.contiguous(memory_format=torch.channels_last))
        said, looked = judge_loss(scores, truth), look_loss(maps, plans)
        self.judge.zero_grad()
        (said + LOOK_WEIGHT * looked).backward()
        self._muon.step()
        self._adam.step()
        return {"loss": said.item(), "look_loss": looked.item(), **_rights(scores.detach(), truth)}


def train_judge(workspace: Path, minutes: float) -> bool:
    """Runs one slice of the judge's training; returns whether all of it is done."""
    torch.set_num_threads(1)
    stage = Stage(workspace, "judge", settings.JUDGE_MINUTES, minutes)
    torch.manual_seed(settings.SEED)
    student = Student()
    state = stage.load()
    if state:
        student.restore(state)
    if stage.done:
        return True
    torch.manual_seed(settings.SEED + stage.step)
    scenes = PaintedScenes(workspace, np.random.default_rng([settings.SEED, 3, stage.step]))
    student.judge.train()
    while not stage.slice_over:
        found = student.learn(stage, *scenes.draw(settings.JUDGE_BATCH))
        stage.step += 1
        if stage.step % LOG_EVERY == 0:
            stage.log(**found)
        if stage.step % SAVE_EVERY == 0:
            stage.save(**student.state())
    stage.save(**student.state())
    return stage.done


def _rights(scores: Tensor, truth: Tensor) -> dict[str, float]:
    """Returns the share of a batch whose left subject, and whose style, is right."""
    parts = dict(zip(CONCEPTS, scores.split(SIZES, 1)))
    return {f"{name}_right": (parts[name].argmax(1) == truth[:, NUMBERS[name]]).float().mean().item() for name in ("subject", "style")}
