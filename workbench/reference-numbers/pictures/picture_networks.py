"""Tiny networks that take a picture and give a picture, with random weights, exported to ONNX.

They have the shapes of real ones (ESRGAN, Real-ESRGAN ×2, Johnson's style networks) in a few kilobytes, one for every way
in which such files differ: element type, rank, order of the dimensions, fixed and free sizes, value range.
"""

from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

OPSET = 17
WEIGHTS_SEED = 20251121


class DenseBlock(nn.Module):
    """ESRGAN's residual dense block, with two growth convolutions."""

    def __init__(self, width, growth):
        super().__init__()
        self.first = nn.Conv2d(width, growth, 3, padding=1)
        self.second = nn.Conv2d(width + growth, growth, 3, padding=1)
        self.last = nn.Conv2d(width + 2 * growth, width, 3, padding=1)

    def forward(self, x):
        a = F.leaky_relu(self.first(x), 0.2)
        b = F.leaky_relu(self.second(torch.cat([x, a], 1)), 0.2)
        return x + 0.2 * self.last(torch.cat([x, a, b], 1))


class Esrgan(nn.Module):
    """ESRGAN: a trunk at the small size, nearest-neighbour doublings, a skip from the picture so that outputs look like it."""

    def __init__(self, scale=4, unshuffle=1, width=8):
        super().__init__()
        self.scale, self.unshuffle = scale, unshuffle
        self.first = nn.Conv2d(3 * unshuffle**2, width, 3, padding=1)
        self.trunk = DenseBlock(width, 4)
        self.doublings = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range((scale * unshuffle).bit_length() - 1))
        self.last = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, x):
        small = F.pixel_unshuffle(x, self.unshuffle) if self.unshuffle > 1 else x
        y = self.first(small)
        y = y + self.trunk(y)
        for doubling in self.doublings:
            y = F.leaky_relu(doubling(F.interpolate(y, scale_factor=2, mode="nearest")), 0.2)
        return F.interpolate(x, scale_factor=self.scale, mode="nearest") + self.last(y)


class InChannelsLast(nn.Module):
    """[batch, height, width, 3], as TensorFlow exports are."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class WithoutBatch(nn.Module):
    """[3, height, width]."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x[None])[0]


class Dyadic(nn.Module):
    """A ×2 upscaler whose weights are multiples of 1/16: on bytes every sum is exact, in whatever order it is made.

    An output pixel sees at most two input pixels away.
    """

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.last = nn.Conv2d(4, 12, 3, padding=1, bias=False)
        with torch.no_grad():
            for layer in (self.first, self.last):
                layer.weight.copy_(torch.randint(-3, 4, layer.weight.shape) / 16)

    def forward(self, x):
        return F.interpolate(x, scale_factor=2, mode="nearest") + F.pixel_shuffle(self.last(F.relu(self.first(x))), 2) / 16


class Style(nn.Module):
    """Johnson's style network: reflection padding, two halvings, a residual block, two doublings; 0 to 255 in and out."""

    def __init__(self, width=4):
        super().__init__()
        sizes = [(3, width, 9, 1), (width, 2 * width, 3, 2), (2 * width, 4 * width, 3, 2)]
        self.down = nn.ModuleList(nn.Conv2d(i, o, k, stride=s) for i, o, k, s in sizes)
        self.down_norms = nn.ModuleList(nn.InstanceNorm2d(o, affine=True) for _, o, _, _ in sizes)
        self.residual = nn.Conv2d(4 * width, 4 * width, 3)
        self.up = nn.ModuleList([nn.Conv2d(4 * width, 2 * width, 3), nn.Conv2d(2 * width, width, 3)])
        self.up_norms = nn.ModuleList([nn.InstanceNorm2d(2 * width, affine=True), nn.InstanceNorm2d(width, affine=True)])
        self.last = nn.Conv2d(width, 3, 9)

    def pad(self, x, kernel):
        return F.pad(x, (kernel // 2,) * 4, mode="reflect")

    def forward(self, x):
        y = x
        for layer, norm in zip(self.down, self.down_norms):
            y = F.relu(norm(layer(self.pad(y, layer.kernel_size[0]))))
        y = y + self.residual(self.pad(y, 3))
        for layer, norm in zip(self.up, self.up_norms):
            y = F.relu(norm(layer(self.pad(F.interpolate(y, scale_factor=2, mode="nearest"), 3))))
        return 110 + 130 * self.last(self.pad(y, 9))


class Classifier(nn.Module):
    """What isn't an upscaler: a picture in, ten numbers out."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 10)

    def forward(self, x):
        return self.layer(x.mean((2, 3)))


def export(module, path: Path, size, names=("input", "output"), axes=None) -> None:
    """Writes `path`; `axes` names the free dimensions (all others are fixed)."""
    torch.onnx.export(
        module.eval(), (torch.zeros(size),), str(path), input_names=[names[0]], output_names=[names[1]],
        dynamic_axes={name: axes for name in names} if axes else None, opset_version=OPSET, dynamo=False,
    )


def to_half(source: Path, target: Path) -> None:
    """The same network in half precision throughout: weights, inputs and outputs."""
    model = onnx.load(source)
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype("float16"), tensor.name))
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "value" and attribute.t.data_type == TensorProto.FLOAT and node.op_type == "Constant":
                attribute.t.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(attribute.t).astype("float16")))
    # Scales of Resize stay float32.
    scales = {node.input[2] for node in model.graph.node if node.op_type == "Resize"}
    for node in model.graph.node:
        if node.op_type == "Constant" and node.output[0] in scales:
            value = next(a for a in node.attribute if a.name == "value")
            value.t.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(value.t).astype("float32")))
    for tensor in model.graph.initializer:
        if tensor.name in scales:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype("float32"), tensor.name))
    for value in [*model.graph.input, *model.graph.output]:
        value.type.tensor_type.elem_type = TensorProto.FLOAT16
    del model.graph.value_info[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, target)


def two_inputs(path: Path) -> None:
    """What isn't an upscaler either: it asks for a second picture."""
    shape = [1, 3, "height", "width"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("content", "style")]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, shape)
    graph = helper.make_graph([helper.make_node("Add", ["content", "style"], ["output"])], "two-inputs", inputs, [output])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8), path)


def write_networks(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(WEIGHTS_SEED)
    free, last = {0: "batch", 2: "height", 3: "width"}, {1: "height", 2: "width"}
    export(Esrgan(), folder / "esrgan-x4.onnx", (1, 3, 16, 16), axes=free)
    export(Esrgan(scale=2), folder / "fixed-x2-whole.onnx", (1, 3, 24, 32), ("image", "upscaled"))
    to_half(folder / "fixed-x2-whole.onnx", folder / "fixed-half-x2.onnx")
    (folder / "fixed-x2-whole.onnx").unlink()
    export(Esrgan(scale=2, unshuffle=2), folder / "unshuffle-x2.onnx", (1, 3, 16, 16), axes=free)
    export(InChannelsLast(Esrgan(scale=2)), folder / "channels-last-x2.onnx", (1, 16, 16, 3), ("lr", "hr"), last)
    export(WithoutBatch(Esrgan(scale=2)), folder / "no-batch-x2.onnx", (3, 16, 16), axes=last)
    export(Dyadic(), folder / "exact-x2.onnx", (1, 3, 16, 16), axes=free)
    export(Style(), folder / "style.onnx", (1, 3, 32, 32), ("input1", "output1"), free)
    export(Style(), folder / "style-fixed.onnx", (1, 3, 48, 48), ("input1", "output1"))
    export(Classifier(), folder / "classifier.onnx", (1, 3, 16, 16), axes={0: "batch"})
    two_inputs(folder / "two-inputs.onnx")


if __name__ == "__main__":
    write_networks(Path(__file__).parent / "fixtures")
