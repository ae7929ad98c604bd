"""Writes fixtures/: tiny picture networks, and what Pillow, ONNX Runtime and NumPy make of a few small pictures.

    python make_picture_reference.py

Needs torch, onnx, onnxruntime, scipy and Pillow; `picture-cases.json` records the versions that ran.
"""

import base64
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import PIL
import scipy
import torch
from colour_transfer import METHODS, SPACES, transfer
from picture_networks import write_networks
from PIL import Image

FIXTURES = Path(__file__).parent / "fixtures"


def make_scene(width: int, height: int) -> np.ndarray:
    """Gradients, hard edges and some noise."""
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.RandomState(7).randint(-20, 21, (height, width, 3))
    red = x * 255 // max(width - 1, 1)
    green = 255 * ((x - width / 2) ** 2 + (y - height / 2) ** 2 < (min(width, height) / 3) ** 2)
    blue = (x // 5 + y // 3) % 2 * 180 + 30
    return np.clip(np.stack([red, green, blue], -1) + noise, 0, 255).astype(np.uint8)


def make_sunset(width: int, height: int) -> np.ndarray:
    """Another palette: orange above, dark blue below."""
    y = np.linspace(0, 1, height)[:, None, None]
    noise = np.random.RandomState(8).randint(-30, 31, (height, width, 3))
    colours = np.array([250, 140, 60]) * (1 - y) + np.array([25, 30, 90]) * y
    return np.clip(np.broadcast_to(colours, (height, width, 3)) + noise, 0, 255).astype(np.uint8)


def encode(array: np.ndarray) -> dict:
    assert array.dtype == np.uint8 and array.shape[2] == 3
    return {"width": array.shape[1], "height": array.shape[0], "rgb": base64.b64encode(array.tobytes()).decode()}


def run_network(name: str, picture: np.ndarray, options: dict) -> dict:
    """The whole picture at once, filled up to `multiple` with its last column and row, rounded as NumPy rounds."""
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(FIXTURES / f"{name}.onnx", settings, providers=["CPUExecutionProvider"])
    taken = session.get_inputs()[0]
    white = 255.0 if options.get("valueRange", "unit") == "unit" else 1.0
    values = (picture.astype(np.float32) / np.float32(white))
    height, width = picture.shape[:2]
    target = options.get("size") or [-(-n // options.get("multiple", 1)) * options.get("multiple", 1) for n in (height, width)]
    values = np.pad(values, ((0, target[0] - height), (0, target[1] - width), (0, 0)), mode="edge")
    if options.get("channelOrder") == "bgr":
        values = values[..., ::-1]
    first = options.get("layout", "channels-first") == "channels-first"
    values = values.transpose(2, 0, 1) if first else values
    values = values[None] if len(taken.shape) == 4 else values
    values = np.ascontiguousarray(values).astype(np.float16 if "16" in taken.type else np.float32)
    output = session.run(None, {taken.name: values})[0].astype(np.float32)
    output = output[0] if output.ndim == 4 else output
    output = output.transpose(1, 2, 0) if first else output
    if options.get("channelOrder") == "bgr":
        output = output[..., ::-1]
    scale = output.shape[0] // target[0]
    result = np.clip(np.round(output * np.float32(white)), 0, 255).astype(np.uint8)[: height * scale, : width * scale]
    spread = float(result.astype(float).std())
    assert 15 < spread < 110, (name, spread)
    return {"network": name, "options": options, "scale": scale, **encode(result)}


NETWORKS = [
    ("esrgan-x4", {}),
    ("esrgan-x4", {"channelOrder": "bgr"}),
    ("fixed-half-x2", {"size": [24, 32]}),
    ("unshuffle-x2", {"multiple": 2}),
    ("channels-last-x2", {"layout": "channels-last"}),
    ("no-batch-x2", {}),
    ("exact-x2", {"valueRange": "bytes"}),
]
STYLES = [("style", {"valueRange": "bytes", "multiple": 4}), ("style-fixed", {"valueRange": "bytes", "size": [48, 48]})]
SIZES = [(33, 27), (54, 42), (27, 21), (100, 13), (9, 7), (27, 60), (1, 1), (300, 3)]


def colour_cases() -> list[dict]:
    scene, sunset = make_scene(27, 21), make_sunset(16, 19)
    grey = np.repeat(make_scene(12, 9)[..., :1], 3, axis=2)
    plain = np.full((4, 5, 3), [200, 40, 90], np.uint8)
    pictures = {"scene": scene, "sunset": sunset, "grey": grey, "plain": plain, "dot": np.full((1, 1, 3), [10, 0, 250], np.uint8),
                "black": np.zeros((3, 3, 3), np.uint8)}
    pairs = [("scene", "sunset", 1.0), ("scene", "sunset", 0.4), ("sunset", "scene", 1.0), ("grey", "sunset", 1.0), ("scene", "grey", 1.0),
             ("plain", "sunset", 1.0), ("scene", "plain", 1.0), ("dot", "scene", 1.0), ("scene", "dot", 1.0), ("black", "sunset", 1.0)]
    cases = [{"source": a, "reference": b, "strength": s, "method": m, "space": c, **encode(transfer(pictures[a], pictures[b], s, m, c))}
             for a, b, s in pairs for m in METHODS for c in SPACES]
    return [{name: encode(picture) for name, picture in pictures.items()}, cases]


def main() -> None:
    write_networks(FIXTURES)
    picture = make_scene(27, 21)
    colours, colour_transfers = colour_cases()
    versions = {m.__name__: m.__version__ for m in (torch, onnx, onnxruntime, np, scipy, PIL)}
    record = {
        "versions": versions,
        "picture": encode(picture),
        "lanczos": [encode(np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))) for size in SIZES],
        "upscalers": [run_network(name, picture, options) for name, options in NETWORKS],
        "styles": [run_network(name, picture, options) for name, options in STYLES],
        "colours": colours,
        "colour_transfers": colour_transfers,
    }
    (FIXTURES / "picture-cases.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
