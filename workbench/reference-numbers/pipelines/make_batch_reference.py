"""Writes fixtures/families/batch-cases.json: several prompts in one call of diffusers' pipelines.

    python make_batch_reference.py

Run make_family_reference.py first, whose folders and networks these are; it needs the same packages, and Pillow. A call has
a generator for each picture. Pictures are stored as base64 of zlib.
"""

import base64
import json
import zlib

import diffusers
import numpy as np
import onnxruntime
import torch
from diffusers import StableDiffusionInpaintPipeline, StableDiffusionXLInpaintPipeline
from family_folders import FAMILIES, Models
from family_pipelines import CLASSES, make_pipeline, run_in_onnx
from make_family_reference import round_numbers
from make_inpainting import make_mask, make_source
from make_reference import NEGATIVE, PROMPT, describe_latents

PROMPTS = [PROMPT, "an old oak tree beside the house", "the cat's whiskers, they're in 4 colours"]
NEGATIVES = [NEGATIVE, "text, watermark", "snow"]
FROM_PICTURE = dict(CLASSES)
THROUGH_MASK = {**CLASSES, "xl": (None, StableDiffusionXLInpaintPipeline), "sd": (None, StableDiffusionInpaintPipeline)}


def paint(models: Models, case: dict) -> tuple[list[np.ndarray], list[torch.Tensor]]:
    """All pictures of a call, and the latents of all after every step."""
    steps = []

    def keep(_pipeline, _index, _timestep, values):
        steps.append(values["latents"].clone())
        return {}

    kind = case["kind"]
    CLASSES.update(THROUGH_MASK if kind == "mask" else FROM_PICTURE)
    pipeline = make_pipeline(models, case["folder"], from_picture=kind != "noise")
    run_in_onnx(pipeline, FAMILIES / case["folder"])
    if case.get("scheduler"):
        pipeline.scheduler = getattr(diffusers, case["scheduler"]).from_config(pipeline.scheduler.config)
    size, pictures = (case["width"], case["height"]), len(case["seeds"])
    given = {"width": size[0], "height": size[1]} if kind != "picture" else {}
    # A picture for each generator: with a single one, inpainting would draw its sample from the first generator alone.
    if kind != "noise":
        given["image"] = [make_source(*size)] * pictures
    if kind == "mask":
        given["mask_image"] = [make_mask(*size, "ellipse")] * pictures
    images = pipeline(
        case["prompts"], num_images_per_prompt=case["count"], **given, **case["arguments"], callback_on_step_end=keep,
        generator=[torch.Generator("cpu").manual_seed(seed) for seed in case["seeds"]], output_type="pil",
    ).images
    assert len(images) == pictures
    return [np.asarray(image) for image in images], steps


def case(name: str, folder: str, prompts: int, count: int, **changes) -> dict:
    arguments = {"num_inference_steps": 4, "guidance_scale": 5.0, **changes.pop("arguments", {})}
    pictures = prompts * count
    seeds = changes.pop("seeds", list(range(11, 11 + pictures)))
    return {"id": name, "folder": folder, "kind": "noise", "prompts": PROMPTS[:prompts], "count": count, "seeds": seeds,
            "width": 32, "height": 48, "arguments": arguments, **changes}


CASES = [
    case("sd2/three prompts, twice", "sd2", 3, 2, arguments={"negative_prompt": NEGATIVES, "eta": 1.0}),
    case("sd2/no negative prompts", "sd2", 2, 1),
    case("sd2/ancestral, seeds of its own", "sd2", 2, 2, scheduler="EulerAncestralDiscreteScheduler", seeds=[7, 3, 2**40, 7],
         arguments={"negative_prompt": NEGATIVES[:2]}),
    case("sd2/unguided", "sd2", 2, 1, arguments={"guidance_scale": 1.0}),
    case("lcm", "lcm", 2, 2, arguments={"guidance_scale": 8.5}),
    case("xl/no negative prompts", "xl", 2, 1),
    case("xl/one negative prompt", "xl", 2, 1, arguments={"negative_prompt": NEGATIVE}),
    case("xl/second prompts", "xl", 2, 2, arguments={
        "prompt_2": ["an old oak tree", "words"], "negative_prompt": NEGATIVES[:2], "negative_prompt_2": NEGATIVES[1:]}),
    case("sd2/pictures", "sd2", 2, 2, kind="picture", arguments={"strength": 0.75, "negative_prompt": NEGATIVES[:2]}),
    case("xl/pictures", "xl", 2, 1, kind="picture", arguments={"strength": 0.5}),
    case("sd2/masks", "sd2", 2, 2, kind="mask", arguments={"strength": 0.75, "negative_prompt": NEGATIVES[:2]}),
    case("xl/masks", "xl", 2, 1, kind="mask", arguments={"strength": 0.75}),
]


if __name__ == "__main__":
    torch.set_num_threads(1)
    models, records = Models(), []
    for c in CASES:
        images, steps = paint(models, c)
        pictures = [{
            "latents": [round_numbers(describe_latents(step[index])) for step in steps],
            "image": base64.b64encode(zlib.compress(image.tobytes(), 9)).decode(),
        } for index, image in enumerate(images)]
        records.append({**c, "seeds": [str(seed) for seed in c["seeds"]], "pictures": pictures})
        print(c["id"], len(steps), "brightness", [image.mean().round(1) for image in images])
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, onnxruntime, np)}
    text = json.dumps({"versions": versions, "cases": records}, separators=(",", ":")).replace('{"id"', '\n{"id"')
    (FAMILIES / "batch-cases.json").write_text(text + "\n")
