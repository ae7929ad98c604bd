"""Stores a graph's weights in half precision while it goes on computing in single precision."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

SMALLEST = 64
"""Tensors with fewer values than this stay as they are."""


def store_weights_as_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """Turns every float32 weight into a float16 one with a Cast behind it, which runtimes fold away on loading."""
    graph = model.graph
    casts = []
    for index, tensor in enumerate(graph.initializer):
        if tensor.data_type != onnx.TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST:
            continue
        name = tensor.name
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}_half")
        graph.initializer[index].CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], name=f"{name}_cast", to=onnx.TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    onnx.checker.check_model(model)
    return model
