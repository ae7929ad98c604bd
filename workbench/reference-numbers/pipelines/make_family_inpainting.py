"""Writes fixtures/families/inpainting-cases.json: inpainting by Stable Diffusion 2, XL, its Turbo and its refiner; and
fixtures/families/xl-inpainting/, a nine-channel U-Net of Stable Diffusion XL.

    python make_family_inpainting.py

Run make_family_reference.py first, whose folders and networks these are; it needs the same packages, and Pillow.
Pictures are stored as base64 of zlib.
"""

import base64
import json
import shutil
import zlib

import diffusers
import numpy as np
import onnxruntime
import torch
from diffusers import StableDiffusionInpaintPipeline, StableDiffusionXLInpaintPipeline
from export_families import export_unet, shorten_names, write_index
from family_folders import FAMILIES, PARTS, PARTS_2, Models, share, with_scheduler
from family_pipelines import CLASSES, make_pipeline, run_in_onnx
from make_inpainting import make_mask, make_source, shorten
from make_reference import NEGATIVE, PROMPT, describe_latents
from tiny_families import POOLED, WIDTH, WIDTH_2, make_xl_unet
from tiny_pipeline import WEIGHTS_SEED

# Inpainting pipelines take what pipelines from pictures take.
CLASSES |= {"xl": (None, StableDiffusionXLInpaintPipeline), "sd": (None, StableDiffusionInpaintPipeline)}


NINE = "xl-inpainting"


def write_nine():
    """A nine-channel U-Net of Stable Diffusion XL; its other parts are those of `xl`."""
    torch.manual_seed(WEIGHTS_SEED + 2)
    unet = make_xl_unet(WIDTH + WIDTH_2, 6, in_channels=9)
    with torch.no_grad():
        unet.conv_in.weight[:, 4:].mul_(2)
    folder = FAMILIES / NINE
    shutil.rmtree(folder, ignore_errors=True)
    write_index(folder, "StableDiffusionXLInpaintPipeline", with_scheduler("xl", {**PARTS, **PARTS_2}),
                force_zeros_for_empty_prompt=True)
    export_unet(unet, folder / "unet/model.onnx", {"text_embeds": POOLED, "time_ids": 6})
    shorten_names(folder / "unet/model.onnx")
    others = json.loads((FAMILIES / "xl/shared.json").read_text())
    own = [path.relative_to(FAMILIES / "xl").as_posix() for path in sorted((FAMILIES / "xl").rglob("*")) if path.is_file()]
    kept = [name for name in own if not name.startswith("unet/") and name not in ("shared.json", "model_index.json")]
    share(folder, {**others, **{name: f"families/xl/{name}" for name in kept}})
    return unet


def paint(models: Models, case: dict, nine) -> tuple[np.ndarray, list[torch.Tensor]]:
    steps = []

    def keep(_pipeline, _index, _timestep, values):
        steps.append(values["latents"].clone())
        return {}

    pipeline = make_pipeline(models, case["folder"], from_picture=True)
    if case["folder"] == NINE:
        pipeline.register_modules(unet=nine)
    run_in_onnx(pipeline, FAMILIES / case["folder"])
    if case.get("scheduler"):
        pipeline.scheduler = getattr(diffusers, case["scheduler"]).from_config(pipeline.scheduler.config)
    size = (case["width"], case["height"])
    image = pipeline(
        case["prompt"], image=make_source(*size), mask_image=make_mask(*size, "ellipse"), width=size[0], height=size[1],
        **case["arguments"], generator=torch.Generator("cpu").manual_seed(case["seed"]), callback_on_step_end=keep,
        output_type="pil",
    ).images[0]
    return np.asarray(image), steps


def case(name: str, folder: str, strength: float | None = None, **changes) -> dict:
    given = {} if strength is None else {"strength": strength}
    arguments = {"num_inference_steps": 4, "guidance_scale": 5.0, **given, **changes.pop("arguments", {})}
    return {"id": name, "folder": folder, "prompt": PROMPT, "width": 48, "height": 32, "seed": 11,
            "arguments": arguments, **changes}


CASES = [
    case("xl", "xl"),
    case("xl/whole", "xl", 1.0, arguments={"negative_prompt": NEGATIVE}),
    case("xl/heun", "xl", 0.75, scheduler="HeunDiscreteScheduler"),
    case("xl/ancestral", "xl", 0.6, scheduler="EulerAncestralDiscreteScheduler", arguments={"num_inference_steps": 5}),
    case("xl/end", "xl", arguments={"num_inference_steps": 8, "denoising_end": 0.7}),
    case("xl/start", "xl", arguments={"num_inference_steps": 8, "denoising_start": 0.6}),
    case("xl-turbo", "xl-turbo", 1.0, arguments={"guidance_scale": 0.0, "num_inference_steps": 2}),
    case("xl-refiner", "xl-refiner", 0.5, arguments={"num_inference_steps": 6, "negative_prompt": NEGATIVE}),
    case("xl-inpainting", NINE),
    case("xl-inpainting/whole", NINE, 1.0, arguments={"negative_prompt": NEGATIVE}),
    case("xl-inpainting/half", NINE, 0.5, arguments={"num_inference_steps": 8, "guidance_scale": 1.0}),
    case("xl-inpainting/ancestral", NINE, 0.75, scheduler="EulerAncestralDiscreteScheduler"),
    case("xl-inpainting/heun", NINE, 1.0, scheduler="HeunDiscreteScheduler", arguments={"negative_prompt": NEGATIVE}),
    case("sd2", "sd2", 1.0, arguments={"negative_prompt": NEGATIVE}),
    case("sd2/little", "sd2", 0.3, arguments={"num_inference_steps": 10}),
]


if __name__ == "__main__":
    torch.set_num_threads(1)
    models, nine, records = Models(), write_nine(), []
    for c in CASES:
        image, steps = paint(models, c, nine)
        latents = [{key: shorten(value) for key, value in describe_latents(step).items()} for step in steps]
        records.append({**c, "seed": str(c["seed"]), "latents": latents,
                        "image": base64.b64encode(zlib.compress(image.tobytes(), 9)).decode()})
        print(c["id"], len(steps), image.shape, "brightness", image.mean().round(1), "±", image.std().round(1))
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, onnxruntime, np)}
    (FAMILIES / "inpainting-cases.json").write_text(json.dumps({"versions": versions, "cases": records}) + "\n")
