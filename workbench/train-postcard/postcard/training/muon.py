"""The Muon optimiser: momentum whose update is orthogonalised matrix by matrix (Jordan et al., 2024)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Iterable

import torch
from torch import Tensor, nn

from .chunks import CORES

ROUNDS = 5


def orthogonalise(update: Tensor) -> Tensor:
    """Moves all singular values of a matrix close to 1 by a quintic Newton–Schulz iteration."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = update.bfloat16()
    flipped = x.shape[0] > x.shape[1]
    x = x.T if flipped else x
    x = x / (x.norm() + 1e-7)
    for _ in range(ROUNDS):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.T if flipped else x).float()


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalised, scaled to the step size that AdamW would take at the same learning rate.

    Convolution kernels count as matrices of output channels by everything else.
    """

    def __init__(self, parameters: Iterable[nn.Parameter], lr: float, momentum: float = 0.95, weight_decay: float = 0.01) -> None:
        self._pool = ThreadPoolExecutor(CORES)
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """Takes one step for every parameter that has a gradient, several parameters at a time."""
        for group in self.param_groups:
            parameters = [parameter for parameter in group["params"] if parameter.grad is not None]
            list(self._pool.map(lambda parameter: self._move(parameter, group), parameters))

    @torch.no_grad()
    def _move(self, parameter: nn.Parameter, group: dict[str, Any]) -> None:
        gradient = parameter.grad.flatten(1)
        state = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(gradient)
        momentum = state["momentum"].lerp_(gradient, 1 - group["momentum"])
        update = orthogonalise(gradient.lerp(momentum, group["momentum"]))
        scale = 0.2 * max(update.shape) ** 0.5
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        parameter.add_(update.view(parameter.shape), alpha=-group["lr"] * scale)


TABLES = ("words", "positions", "places", "coarse_places", "sharpness", "thumbnail", "sketch", "reader")


def split_parameters(model: nn.Module) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Returns the weight matrices inside a network, which suit Muon, and everything else: tables, thin ends, norms, biases."""
    matrices, others = [], []
    for name, parameter in model.named_parameters():
        table = any(part in TABLES for part in name.split("."))
        thin = parameter.ndim < 2 or min(parameter.flatten(1).shape) < 16
        (others if table or thin else matrices).append(parameter)
    return matrices, others
