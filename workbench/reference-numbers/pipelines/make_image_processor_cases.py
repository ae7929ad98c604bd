"""Writes fixtures/image-processor-cases.json: what diffusers' VaeImageProcessor and Pillow do to pictures and masks.

    python make_image_processor_cases.py

Needs diffusers, torch and Pillow; the file records their versions. Pictures are made of small integer formulas (see
`make_picture`), which the test repeats, and results are stored as SHA-256 of their bytes with a few of the bytes.
"""

import hashlib
import json
from pathlib import Path

import diffusers
import numpy as np
import PIL
from diffusers.image_processor import VaeImageProcessor
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
PICTURES = VaeImageProcessor(vae_scale_factor=8)
MASKS = VaeImageProcessor(vae_scale_factor=8, do_normalize=False, do_binarize=True, do_convert_grayscale=True)


def make_picture(width: int, height: int, salt: int) -> Image.Image:
    """Stripes and noise: channel c of pixel (x, y) is ((x + 1)(y + salt)(c + 3) + x² c + 7 y) mod 256, squares inverted."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    values = ((x + 1) * (y + salt) * (c + 3) + x * x * c + 7 * y) % 256
    values = np.where((x // 5 + y // 7) % 2 == 0, values, 255 - values)
    return Image.fromarray(values.astype(np.uint8))


def make_mask(width: int, height: int, box: tuple[int, int, int, int]) -> Image.Image:
    """Black, with a white box (left, top, right, bottom) whose first column is a middle grey."""
    pixels = np.zeros((height, width, 3), np.uint8)
    left, top, right, bottom = box
    pixels[top:bottom, left:right] = 255
    pixels[top:bottom, left] = (120, 130, 127)
    return Image.fromarray(pixels)


def digest(pixels) -> dict:
    array = np.asarray(pixels)
    return {"sha256": hashlib.sha256(array.tobytes()).hexdigest(), "first": array.reshape(-1)[:24].tolist(),
            "shape": list(array.shape)}


def resize_cases() -> list[dict]:
    sizes = [((64, 48), (64, 48)), ((37, 53), (64, 64)), ((70, 90), (64, 80)), ((200, 31), (48, 64)),
             ((5, 7), (64, 32)), ((1, 1), (16, 16)), ((33, 64), (33, 16)), ((300, 200), (96, 64)), ((90, 20), (64, 64)),
             ((20, 91), (64, 64))]
    cases = []
    for index, (source, target) in enumerate(sizes):
        picture = make_picture(*source, index + 1)
        for mode in ("default", "crop", "fill"):
            result = PICTURES.resize(picture, target[1], target[0], resize_mode=mode)
            cases.append({"source": source, "salt": index + 1, "target": target, "mode": mode, **digest(result)})
    return cases


def mask_cases() -> list[dict]:
    cases = []
    for size, box, target, pad in [
        ((64, 64), (10, 20, 30, 41), (64, 64), 0), ((64, 64), (10, 20, 30, 41), (64, 64), 8),
        ((120, 90), (100, 2, 119, 60), (64, 64), 12), ((120, 90), (0, 80, 3, 90), (96, 48), 4),
        ((37, 53), (5, 5, 30, 50), (64, 80), 5), ((50, 200), (1, 1, 49, 199), (64, 64), 32),
        ((200, 50), (3, 3, 190, 40), (64, 64), 1), ((31, 31), (30, 30, 31, 31), (64, 32), 2),
    ]:
        mask = make_mask(*size, box)
        region = MASKS.get_crop_region(mask, *target, pad=pad)
        binary = MASKS.preprocess(mask, height=target[1], width=target[0])[0, 0].numpy().astype(np.uint8)
        filled = MASKS.preprocess(mask, height=target[1], width=target[0], resize_mode="fill", crops_coords=region)
        painted, original = make_picture(*target, 3), make_picture(*size, 9)
        soft = MASKS.blur(mask, 5)
        cases.append({
            "size": size, "box": box, "target": target, "padding": pad, "region": region,
            "binary": digest(binary), "filled": digest(filled[0, 0].numpy().astype(np.uint8)), "blurred": digest(soft),
            "overlay": digest(PICTURES.apply_overlay(soft, original, make_picture(*size, 4))),
            "overlay_in_region": digest(PICTURES.apply_overlay(soft, original, painted, region)),
        })
    return cases


def blur_cases() -> list[dict]:
    return [{"source": size, "salt": 2, "radius": radius,
             **digest(make_picture(*size, 2).filter(ImageFilter.GaussianBlur(radius)))}
            for size in [(40, 30), (3, 50), (1, 1)] for radius in (0.4, 1, 2.5, 4, 33)]


if __name__ == "__main__":
    versions = {"diffusers": diffusers.__version__, "Pillow": PIL.__version__, "numpy": np.__version__}
    cases = {"versions": versions, "resize": resize_cases(), "masks": mask_cases(), "blur": blur_cases()}
    (HERE / "fixtures/image-processor-cases.json").write_text(json.dumps(cases) + "\n")
