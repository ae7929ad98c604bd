"""Writes fixtures/token-tables/: the ways in which exported text encoders look up their tokens' vectors, each alone.

    python make_token_tables.py

Every file has 10 tokens of 4 numbers: float32 as torch exports it (token ids reshaped and cast on the way), float16, half
precision stored and cast to float32, the weights in a file beside it, quantised as ONNX Runtime's dynamic quantisation
does (the look-up first, then the scale) and as static quantisation does (the scale first); and two that give no floats
or look up nothing.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parent / "fixtures/token-tables"
TOKENS, WIDTH, SEED = 10, 4, 5
table = np.random.RandomState(SEED).normal(size=(TOKENS, WIDTH)).astype(np.float32)
bytes_table = np.random.RandomState(SEED).randint(0, 255, (TOKENS, WIDTH)).astype(np.uint8)


def node(operator: str, inputs: str, output: str, **attributes):
    return helper.make_node(operator, inputs.split(), [output], **attributes)


def save(name: str, nodes: list, stored: dict, kind: int = TensorProto.FLOAT, external: bool = False) -> None:
    """A model input_ids -> states; what the nodes call `found` is doubled at the end."""
    two = np.asarray(2, dtype=helper.tensor_dtype_to_np_dtype(kind))
    initializers = [numpy_helper.from_array(value, key) for key, value in {**stored, "two": two}.items()]
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    states = helper.make_tensor_value_info("states", kind, ["batch", "tokens", WIDTH])
    graph = helper.make_graph([*nodes, node("Mul", "found two", "states")], name, [ids], [states], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    path = FOLDER / f"{name}.onnx"
    options = {"save_as_external_data": True, "location": "weights.bin", "size_threshold": 0} if external else {}
    onnx.save(model, path, **options)
    path.chmod(0o644)


FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "weights.bin").unlink(missing_ok=True)
ways = [node("Cast", "input_ids", "narrow", to=TensorProto.INT32), node("Reshape", "narrow shape", "ids")]
shape = {"shape": np.array([-1, 77], dtype=np.int64)}
scale = {"scale": np.asarray(0.02, np.float32), "zero": np.asarray(128, np.uint8)}
half = table.astype(np.float16)
save("float32", [*ways, node("Gather", "table ids", "found")], {**shape, "table": table})
save("float16", [node("Gather", "table input_ids", "found")], {"table": half}, TensorProto.FLOAT16)
save("half-stored", [node("Cast", "half", "table", to=TensorProto.FLOAT), node("Gather", "table input_ids", "found")],
     {"half": half})
save("external", [node("Gather", "table input_ids", "found")], {"table": table}, external=True)
save("dynamic-8-bit", [node("Gather", "table input_ids", "picked"), node("DequantizeLinear", "picked scale zero", "found")],
     {"table": bytes_table, **scale})
save("static-8-bit", [node("DequantizeLinear", "bytes scale zero", "table"), node("Gather", "table input_ids", "found")],
     {"bytes": bytes_table, **scale})
save("without-scale", [node("Gather", "table input_ids", "picked"), node("Cast", "picked", "found", to=TensorProto.FLOAT)],
     {"table": bytes_table})
save("no-table", [node("Cast", "input_ids", "flat", to=TensorProto.FLOAT), node("Unsqueeze", "flat last", "found")],
     {"last": np.array([2], dtype=np.int64)})
(FOLDER / "weights.bin").chmod(0o644)
