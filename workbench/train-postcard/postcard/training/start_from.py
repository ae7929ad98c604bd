"""Starts a training run from an exported folder: reads the graphs' weights back into the networks."""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from ..model.autoencoder import Autoencoder
from ..words import vocabulary


def _weights_of(file: Path) -> dict[str, Tensor]:
    """Returns a graph's weights under the names that its network gives them.

    The exporter renames two kinds of weights, whose place still shows in the name of the node that uses them:
    a linear layer's matrix, transposed, and a group norm's scale and shift, which become [channels, 1, 1].
    """
    graph = onnx.load(file).graph
    stored = {tensor.name.removesuffix("_half"): numpy_helper.to_array(tensor).astype(np.float32) for tensor in graph.initializer}
    found = {name: value for name, value in stored.items() if not name.startswith("onnx::")}
    for node in graph.node:
        for name in node.input:
            if name not in stored or not name.startswith("onnx::"):
                continue
            place = ".".join(node.name.strip("/").split("/")[:-1])
            if node.op_type == "MatMul":
                found[f"{place}.weight"] = stored[name].T
            elif node.op_type in ("Mul", "Add"):
                found[f"{place}.{'weight' if node.op_type == 'Mul' else 'bias'}"] = stored[name].reshape(-1)
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in found.items()}


@torch.no_grad()
def _fill(network: nn.Module, weights: dict[str, Tensor]) -> None:
    """Copies weights into a network.

    - A weight that has grown since keeps its old part; what is new along a convolution's inputs starts at zero.
    - A weight that the graph lacks keeps its fresh start.
    - Raises ValueError where a weight has shrunk or the graph holds one that the network lacks.
    """
    parameters = dict(network.named_parameters())
    if unknown := set(weights) - set(parameters):
        raise ValueError(f"the folder's graph holds weights that the network lacks: {sorted(unknown)}; train from nothing instead")
    for name, old in weights.items():
        fresh = parameters[name]
        if any(then > now for then, now in zip(old.shape, fresh.shape)) or old.ndim != fresh.ndim:
            raise ValueError(f"{name} was {tuple(old.shape)} and is now {tuple(fresh.shape)}; it may only grow")
        if fresh.ndim == 4 and old.shape[1] < fresh.shape[1]:
            fresh[:, old.shape[1] :].zero_()
        fresh[tuple(slice(size) for size in old.shape)].copy_(old)


def start_trainee(text_encoder: nn.Module, denoiser: nn.Module, folder: Path) -> None:
    """Fills both networks from an exported folder. Words that stay keep their vectors, new words get fresh ones."""
    weights = _weights_of(folder / "text_encoder" / "model.onnx")
    table = weights.pop("words.weight")
    _fill(text_encoder, weights)
    old = json.loads((folder / "tokenizer" / "tokenizer.json").read_text())["model"]["vocab"]
    with torch.no_grad():
        for word, number in vocabulary().items():
            if word in old:
                text_encoder.words.weight[number].copy_(table[old[word]])
    _fill(denoiser, _weights_of(folder / "unet" / "model.onnx"))


def start_autoencoder(workspace: Path, folder: Path) -> None:
    """Writes a finished `autoencoder.pt` from an exported folder, with the latents' mean and deviation that belong to it."""
    model = Autoencoder()
    weights: dict[str, Tensor] = {}
    for name in ("vae_encoder", "vae_decoder"):
        weights |= _weights_of(folder / name / "model.onnx")
    normalisation = {name: weights.pop(name).reshape(-1) for name in ("mean", "deviation")}
    _fill(model, weights)
    torch.save({"model": model.state_dict(), "normalisation": normalisation, "step": 0, "seconds": 0.0}, workspace / "autoencoder.pt")
