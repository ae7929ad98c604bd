"""Exports the judge as a small graph that the benchmark runs."""

import io
from pathlib import Path

import onnx
import torch

from ..measure.judge import SIDE, load_judge
from .half_weights import store_weights_as_half
from .write_graphs import OPSET


def export_judge(workspace: Path, file: Path) -> None:
    """Writes `pixels` [B, 3, 128, 128] in −1..1 to `scores` [B, all values of all concepts], weights in half precision."""
    buffer = io.BytesIO()
    torch.onnx.export(
        load_judge(workspace),
        (torch.zeros(2, 3, SIDE, SIDE),),
        buffer,
        input_names=["pixels"],
        output_names=["scores"],
        dynamic_axes={"pixels": {0: "batch"}, "scores": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(store_weights_as_half(onnx.load_from_string(buffer.getvalue())), file)
    print(f"{file.name}: {file.stat().st_size / 1e6:.2f} MB")
