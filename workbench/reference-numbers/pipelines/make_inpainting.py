"""Writes fixtures/tiny-inpainting/ and fixtures/inpainting-cases.json: what diffusers' inpainting pipeline paints.

    python make_inpainting.py

Needs what `make_reference.py` needs, and Pillow; `inpainting-cases.json` records the versions. `tiny-inpainting` holds a
nine-channel U-Net alone: its other parts are those of `tiny-stable-diffusion`, which `make_reference.py` writes. Every
network runs in ONNX Runtime inside of diffusers' own pipeline. Pictures are stored as base64 of zlib.
"""

import base64
import json
import shutil
import tempfile
import zlib
from pathlib import Path

import diffusers
import numpy as np
import onnx
import onnxruntime
import PIL
import torch
import transformers
from diffusers import StableDiffusionInpaintPipeline, UNet2DConditionModel
from export_onnx import Unet, export, write_json
from make_reference import FIXTURES, NEGATIVE, PROMPT, STABLE, describe_latents, run_in_onnx
from PIL import Image
from tiny_pipeline import WEIGHTS_SEED, make_pipeline

NINE = FIXTURES / "tiny-inpainting"


def make_source(width: int, height: int) -> Image.Image:
    """Red grows to the right, green downwards, blue in squares."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = [x * 255 // (width - 1), y * 255 // (height - 1), (x // 8 + y // 8) % 2 * 255]
    return Image.fromarray(np.stack(pixels, -1).astype(np.uint8))


def make_mask(width: int, height: int, kind: str) -> Image.Image:
    """A white ellipse with soft edges, left of the middle; or one colour."""
    y, x = np.mgrid[0:height, 0:width]
    distance = (3 * x - width) ** 2 * 100 // width**2 + (2 * y - height) ** 2 * 100 // height**2
    grey = np.clip(255 - (distance - 20) * 12, 0, 255) if kind == "ellipse" else np.full_like(x, 255 if kind == "white" else 0)
    return Image.fromarray(np.stack([grey] * 3, -1).astype(np.uint8))


def make_unet() -> UNet2DConditionModel:
    torch.manual_seed(WEIGHTS_SEED + 9)
    unet = UNet2DConditionModel(
        sample_size=8, in_channels=9, out_channels=4, block_out_channels=(8, 8), layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32, attention_head_dim=4, norm_num_groups=4,
    ).eval()
    with torch.no_grad():
        for name, parameter in unet.named_parameters():
            if "attn2" in name and parameter.ndim == 2:
                parameter.mul_(3)
        unet.conv_in.weight[:, 4:].mul_(2)
        unet.conv_out.weight.mul_(3)
    return unet


def shorten_names(path: Path) -> None:
    """Gives every inner tensor and node a short name: in so small a network names are most of the file."""
    model = onnx.load(path)
    graph = model.graph
    kept = {value.name for value in [*graph.input, *graph.output]} | {""}
    names: dict[str, str] = {}

    def short(name: str) -> str:
        return name if name in kept else names.setdefault(name, f"t{len(names)}")

    for node in graph.node:
        node.name = node.doc_string = ""
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]
    for tensor in graph.initializer:
        tensor.name = short(tensor.name)
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, path)


def write_folder() -> UNet2DConditionModel:
    shutil.rmtree(NINE, ignore_errors=True)
    unet = make_unet()
    export(
        Unet(unet), (torch.zeros(2, 9, 8, 8), torch.tensor(1.0), torch.zeros(2, 77, 32)), NINE / "unet/model.onnx",
        {"sample": {0: "batch_size", 2: "height", 3: "width"}, "timestep": {},
         "encoder_hidden_states": {0: "batch_size", 1: "sequence_length"}},
        {"out_sample": {0: "batch_size", 2: "height", 3: "width"}},
    )
    shorten_names(NINE / "unet/model.onnx")
    write_json(NINE / "unet/config.json", {"_class_name": "UNet2DConditionModel", **unet.config})
    index = json.loads((STABLE / "model_index.json").read_text())
    write_json(NINE / "model_index.json", {**index, "_class_name": "StableDiffusionInpaintPipeline"})
    return unet


def paint(pipeline, case: dict) -> tuple[np.ndarray, list[torch.Tensor]]:
    steps = []

    def keep(_pipeline, _index, _timestep, values):
        steps.append(values["latents"].clone())
        return {}

    own = pipeline.scheduler
    scheduler_class = getattr(diffusers, case["scheduler"])
    if not isinstance(own, scheduler_class):
        pipeline.scheduler = scheduler_class.from_config(own.config, **case["scheduler_options"])
    image = pipeline(
        case["prompt"], negative_prompt=case["negative_prompt"], width=case["width"], height=case["height"],
        image=make_source(*case["source_size"]), mask_image=make_mask(*case["mask_size"], case["mask"]),
        strength=case["strength"], padding_mask_crop=case["mask_padding"], num_inference_steps=case["steps"],
        guidance_scale=case["guidance_scale"], generator=torch.Generator("cpu").manual_seed(case["seed"]),
        callback_on_step_end=keep, output_type="pil",
    ).images[0]
    pipeline.scheduler = own
    return np.asarray(image), steps


def case(name: str, scheduler: str, **changes) -> dict:
    usual = {"prompt": PROMPT, "negative_prompt": NEGATIVE, "width": 48, "height": 48, "steps": 8, "strength": 1.0,
             "guidance_scale": 7.5, "seed": 7, "scheduler_options": {}, "mask": "ellipse", "mask_padding": None}
    merged = {"id": name, "folder": "tiny-inpainting" if name.startswith("nine") else STABLE.name,
              "scheduler": f"{scheduler}Scheduler", **usual, **changes}
    size = [merged["width"], merged["height"]]
    return {"source_size": size, "mask_size": size, **merged}


WIDE = {"width": 80, "height": 48}
CASES = [
    case("nine/ddim", "DDIM"),
    case("nine/no-guidance", "DDIM", guidance_scale=1.0, strength=0.75),
    case("nine/euler/odd-mask", "EulerDiscrete", strength=0.75, mask_size=[37, 53]),
    case("nine/heun", "HeunDiscrete", strength=0.3, steps=10),
    case("nine/euler-ancestral/wide", "EulerAncestralDiscrete", **WIDE),
    case("nine/dpm-multistep/other-size", "DPMSolverMultistep", strength=0.75, source_size=[101, 71], mask_size=[101, 71]),
    case("nine/region", "EulerAncestralDiscrete", strength=0.75, mask_padding=8, source_size=[150, 90],
         mask_size=[150, 90], steps=4),
    case("four/ddim", "DDIM"),
    case("four/ddim/little", "DDIM", strength=0.3, steps=10),
    case("four/euler/odd-mask", "EulerDiscrete", strength=0.75, mask_size=[37, 53], **WIDE),
    case("four/heun", "HeunDiscrete", strength=0.75),
    case("four/heun/whole", "HeunDiscrete", steps=4),
    case("four/kdpm2-ancestral", "KDPM2AncestralDiscrete", strength=0.75, steps=4),
    case("four/euler-ancestral", "EulerAncestralDiscrete", strength=0.3, steps=10),
    case("four/ddpm", "DDPM", strength=0.75),
    case("four/lcm", "LCM", strength=0.75),
    case("four/dpm-multistep/sde", "DPMSolverMultistep", steps=4,
         scheduler_options={"algorithm_type": "sde-dpmsolver++"}),
    case("four/dpm-singlestep", "DPMSolverSinglestep", strength=0.75),
    case("four/pndm", "PNDM", strength=0.75),
    case("four/unipc", "UniPCMultistep", strength=0.75),
    case("four/region", "DDIM", strength=0.75, mask_padding=3, source_size=[120, 150], mask_size=[120, 150], **WIDE, steps=4),
    case("four/black", "EulerDiscrete", mask="black", strength=0.75, steps=4),
    case("four/white", "EulerDiscrete", mask="white", strength=0.75, steps=4),
]


def shorten(value):
    """Seven significant digits, which is what float32 has."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    return [shorten(item) for item in value] if isinstance(value, list) else value


def write_cases(nine: UNet2DConditionModel) -> None:
    with tempfile.TemporaryDirectory() as folder:
        components = make_pipeline(Path(folder)).components
    records = []
    for c in CASES:
        unet = nine if c["folder"] == NINE.name else components["unet"]
        pipeline = StableDiffusionInpaintPipeline(**{**components, "unet": unet}, requires_safety_checker=False)
        pipeline.set_progress_bar_config(disable=True)
        run_in_onnx(pipeline, STABLE, {"unet": FIXTURES / c["folder"]})
        image, steps = paint(pipeline, c)
        latents = [{key: shorten(value) for key, value in describe_latents(step).items()} for step in steps]
        records.append({**c, "latents": latents, "image": base64.b64encode(zlib.compress(image.tobytes(), 9)).decode()})
        print(c["id"], len(steps), image.shape, "brightness", image.mean().round(1), "±", image.std().round(1))
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, transformers, onnxruntime, np, PIL)}
    (FIXTURES / "inpainting-cases.json").write_text(json.dumps({"versions": versions, "cases": records}) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_cases(write_folder())
