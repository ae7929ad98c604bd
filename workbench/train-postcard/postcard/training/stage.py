"""A stage of training: its clock, its checkpoint, its log."""

import json
import math
import time
from pathlib import Path
from typing import Any

import torch


class Stage:
    """Keeps one stage's state in a workspace folder.

    - The clock counts training seconds over all slices; the learning rate follows the clock, not the step,
      so that a run ends annealed on any machine.
    - `NAME.pt` is the checkpoint, `NAME.jsonl` the log: one JSON object a line.
    """

    def __init__(self, workspace: Path, name: str, planned_minutes: float, slice_minutes: float) -> None:
        self.checkpoint = workspace / f"{name}.pt"
        self.log_file = workspace / f"{name}.jsonl"
        self.planned_seconds = planned_minutes * 60
        self.step = 0
        self._earlier_seconds = 0.0
        self._started = time.monotonic()
        self._slice_seconds = slice_minutes * 60

    @property
    def seconds(self) -> float:
        """Training seconds so far, over all slices."""
        return self._earlier_seconds + time.monotonic() - self._started

    @property
    def done(self) -> bool:
        """Whether the planned time is used up."""
        return self.seconds >= self.planned_seconds

    @property
    def slice_over(self) -> bool:
        """Whether this call should stop."""
        return self.done or time.monotonic() - self._started >= self._slice_seconds

    def rate(self, peak: float, decay_from: float) -> float:
        """Returns the learning rate: 100 warm-up steps, flat, then a half cosine down from `decay_from` of the planned time."""
        share = min(self.seconds / self.planned_seconds, 1.0)
        fall = max(share - decay_from, 0.0) / (1 - decay_from)
        return peak * min(1.0, (self.step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * fall)))

    def log(self, **values: float) -> None:
        """Appends a line to the log."""
        row = {"step": self.step, "seconds": round(self.seconds, 1), **{k: round(v, 5) for k, v in values.items()}}
        with self.log_file.open("a") as file:
            file.write(json.dumps(row) + "\n")

    def save(self, **state: Any) -> None:
        """Writes the checkpoint in one move."""
        part = self.checkpoint.with_suffix(".part")
        torch.save({"step": self.step, "seconds": self.seconds, **state}, part)
        part.rename(self.checkpoint)

    def load(self) -> dict[str, Any] | None:
        """Reads the checkpoint if there is one and sets the clock to it."""
        if not self.checkpoint.exists():
            return None
        state = torch.load(self.checkpoint, weights_only=True)
        self.step, self._earlier_seconds = state["step"], state["seconds"]
        self._started = time.monotonic()
        return state


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Gives every parameter group the learning rate."""
    for group in optimizer.param_groups:
        group["lr"] = rate
