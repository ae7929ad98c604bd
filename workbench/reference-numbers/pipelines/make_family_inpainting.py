"""Writes fixtures/families/inpainting-cases.json: inpainting by Stable Diffusion 2, XL, its Turbo and its refiner.

    python make_family_inpainting.py

Run make_family_reference.py first, whose folders and networks these are; it needs the same packages, and Pillow.
Pictures are stored as base64 of zlib.
"""

import base64
import json
import zlib

import diffusers
import numpy as np
import onnxruntime
import torch
from diffusers import StableDiffusionInpaintPipeline, StableDiffusionXLInpaintPipeline
from make_family_reference import CLASSES, FAMILIES, Models, make_pipeline, run_in_onnx
from make_inpainting import make_mask, make_source, shorten
from make_reference import NEGATIVE, PROMPT, describe_latents

# Inpainting pipelines take what pipelines from pictures take.
CLASSES |= {"xl": (None, StableDiffusionXLInpaintPipeline), "sd": (None, StableDiffusionInpaintPipeline)}


def paint(models: Models, case: dict) -> tuple[np.ndarray, list[torch.Tensor]]:
    steps = []

    def keep(_pipeline, _index, _timestep, values):
        steps.append(values["latents"].clone())
        return {}

    pipeline = make_pipeline(models, case["folder"], from_picture=True)
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
    case("sd2", "sd2", 1.0, arguments={"negative_prompt": NEGATIVE}),
    case("sd2/little", "sd2", 0.3, arguments={"num_inference_steps": 10}),
]


if __name__ == "__main__":
    torch.set_num_threads(1)
    models, records = Models(), []
    for c in CASES:
        image, steps = paint(models, c)
        latents = [{key: shorten(value) for key, value in describe_latents(step).items()} for step in steps]
        records.append({**c, "seed": str(c["seed"]), "latents": latents,
                        "image": base64.b64encode(zlib.compress(image.tobytes(), 9)).decode()})
        print(c["id"], len(steps), image.shape, "brightness", image.mean().round(1), "±", image.std().round(1))
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, onnxruntime, np)}
    (FAMILIES / "inpainting-cases.json").write_text(json.dumps({"versions": versions, "cases": records}) + "\n")
