"""Writes fixtures/families/: tiny pipelines of every family in ONNX, and what Python diffusers paints with them.

    python make_family_reference.py

Run make_reference.py first: tokenizer, autoencoder and text encoder come from its folders. Needs torch, diffusers,
transformers, onnx and onnxruntime; `family-cases.json` records the versions that ran. Each network runs in ONNX Runtime
inside of diffusers' own pipelines; `pure_torch_difference` says how far the same picture by PyTorch's networks is.
"""

import base64
import json

import diffusers
import numpy as np
import onnxruntime
import torch
import transformers
from family_cases import CASES
from family_folders import FAMILIES, Models, write_folders
from family_pipelines import make_pipeline, run_in_onnx
from make_reference import describe_latents, make_source


def paint(models: Models, case: dict, in_onnx: bool) -> tuple[np.ndarray | None, list[torch.Tensor]]:
    """One picture, or none where latents are asked for, and the latents after every step."""
    steps = []

    def keep(_pipeline, _index, _timestep, values):
        steps.append(values["latents"].clone())
        return {}

    size = {"width": case["width"], "height": case["height"]}
    arguments = dict(case["arguments"])
    first = case.get("handed_over_by")
    from_picture = first is not None or case.get("from_picture", False)
    pipeline = make_pipeline(models, case["folder"], from_picture)
    if in_onnx:
        run_in_onnx(pipeline, FAMILIES / case["folder"])
    if case.get("scheduler"):
        pipeline.scheduler = getattr(diffusers, case["scheduler"]).from_config(pipeline.scheduler.config)
    if first is not None:
        arguments["image"] = paint(models, first, in_onnx)[1][-1]
    elif from_picture:
        arguments["image"] = torch.from_numpy(make_source(**size)).permute(2, 0, 1)[None] / 255.0
    else:
        arguments |= size
    if "latents_seed" in case:
        shape = (1, 4, case["height"] // 8, case["width"] // 8)
        arguments["latents"] = torch.randn(shape, generator=torch.Generator("cpu").manual_seed(case["latents_seed"]))
    for name in [name for name in arguments if name.endswith("_size") or name.endswith("_top_left")]:
        arguments[name] = tuple(arguments[name])
    images = pipeline(
        case["prompt"], **arguments, generator=torch.Generator("cpu").manual_seed(case["seed"]),
        callback_on_step_end=keep, output_type="latent" if case.get("output") == "latents" else "np",
    ).images
    if case.get("output") == "latents":
        assert torch.equal(images, steps[-1])
        return None, steps
    return (images[0] * 255).round().astype(np.uint8), steps


def round_numbers(description: dict) -> dict:
    return {key: [float(f"{value:.7g}") for value in values] if isinstance(values, list) else float(f"{values:.9g}")
            for key, values in description.items()}


def write_cases(models: Models) -> None:
    records = []
    pure = {c["id"]: paint(models, c, in_onnx=False) for c in CASES}
    for c in CASES:
        image, steps = paint(models, c, in_onnx=True)
        pure_image, pure_steps = pure[c["id"]]
        difference = {"latents": ((steps[-1] - pure_steps[-1]).norm() / pure_steps[-1].norm()).item()}
        if image is not None:
            difference["largest_byte"] = int(np.abs(image.astype(int) - pure_image.astype(int)).max())
        handed = c.get("handed_over_by")
        records.append({
            **c, "seed": str(c["seed"]), **({} if handed is None else {"handed_over_by": handed["id"]}),
            "latents": [round_numbers(describe_latents(latents)) for latents in steps],
            **({} if image is None else {"image": base64.b64encode(image.tobytes()).decode()}),
            "pure_torch_difference": difference,
        })
        print(c["id"], difference, "" if image is None else f"brightness {image.mean():.1f} ± {image.std():.1f}")
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, transformers, onnxruntime, np)}
    text = json.dumps({"versions": versions, "cases": records}, separators=(",", ":")).replace('{"id"', '\n{"id"')
    (FAMILIES / "family-cases.json").write_text(text + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    made = Models()
    write_folders(made)
    write_cases(Models())
