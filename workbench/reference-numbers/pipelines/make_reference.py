"""Writes fixtures/: tiny pipelines in ONNX, and what Python diffusers paints with them.

    python make_reference.py

Needs torch, diffusers, transformers, onnx and onnxruntime; `pipeline-cases.json` records the versions that ran. Each
network runs in ONNX Runtime inside of diffusers' own pipeline, so that the comparison is about everything around the
networks; `pure_torch_difference` in each case says how far the same picture by PyTorch's networks is from it.
"""

import base64
import json
import shutil
from pathlib import Path

import diffusers
import numpy as np
import onnxruntime
import torch
import transformers
from export_onnx import export_pipeline, with_other_types
from diffusers import StableDiffusionImg2ImgPipeline
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from onnx import TensorProto
from tiny_pipeline import make_pipeline

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
STABLE = FIXTURES / "tiny-stable-diffusion"
MIXED = FIXTURES / "tiny-mixed-types"
PROMPT, NEGATIVE = "A lighthouse under a full moon, watercolor", "low quality, blurry"


class OnnxNetwork:
    """Runs an ONNX file on torch tensors, each input cast to what the file declares."""

    numpy_types = {"tensor(float)": np.float32, "tensor(float16)": np.float16,
                   "tensor(int64)": np.int64, "tensor(int32)": np.int32}

    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, **feeds):
        arrays = {}
        for value in self.session.get_inputs():
            array = feeds[value.name].detach().numpy().astype(self.numpy_types[value.type])
            arrays[value.name] = array.reshape([size for size in value.shape]) if value.shape == [1] else array
        return torch.from_numpy(self.session.run(None, arrays)[0].astype(np.float32))


def run_in_onnx(pipeline, folder: Path, elsewhere: dict[str, Path] = {}) -> None:
    """Replaces the forward passes of the networks by the ONNX files; those in `elsewhere` are in other folders."""
    names = ("text_encoder", "unet", "vae_decoder", "vae_encoder")
    networks = {name: OnnxNetwork(elsewhere.get(name, folder) / name / "model.onnx") for name in names
                if (folder / name).exists()}

    def encode(input_ids, attention_mask=None, **_):
        return (networks["text_encoder"](input_ids=input_ids),)

    def predict(sample, timestep, encoder_hidden_states, **_):
        timestep = torch.as_tensor(timestep, dtype=torch.float64)
        return (networks["unet"](sample=sample, timestep=timestep, encoder_hidden_states=encoder_hidden_states),)

    def decode(latents, **_):
        return (networks["vae_decoder"](latent_sample=latents),)

    def encode_picture(sample, **_):
        return (DiagonalGaussianDistribution(networks["vae_encoder"](sample=sample)),)

    pipeline.text_encoder.forward = encode
    pipeline.unet.forward = predict
    pipeline.vae.decode = decode
    pipeline.vae.encode = lambda sample, **_: AutoencoderKLOutput(latent_dist=encode_picture(sample)[0])


def make_source(width: int, height: int) -> np.ndarray:
    """The picture to start from: red grows to the right, green downwards, blue in squares."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // (width - 1), y * 255 // (height - 1), (x // 8 + y // 8) % 2 * 255], -1).astype(np.float32)


def paint(pipeline, case: dict) -> tuple[np.ndarray, list[torch.Tensor]]:
    """One picture, and the latents after every step."""
    steps = []

    def keep(_pipeline, _index, _timestep, values):
        steps.append(values["latents"].clone())
        return {}

    scheduler_class = getattr(diffusers, case["scheduler"])
    own = pipeline.scheduler
    if not isinstance(own, scheduler_class) or case["scheduler_options"]:
        pipeline.scheduler = scheduler_class.from_config(own.config, **case["scheduler_options"])
    whole, size = pipeline, {"width": case["width"], "height": case["height"]}
    if "strength" in case:
        pipeline = StableDiffusionImg2ImgPipeline(**pipeline.components, requires_safety_checker=False)
        pipeline.set_progress_bar_config(disable=True)
        size = {"image": torch.from_numpy(make_source(**size)).permute(2, 0, 1)[None] / 255.0,
                "strength": case["strength"]}
    image = pipeline(
        case["prompt"], negative_prompt=case["negative_prompt"], **size,
        num_inference_steps=case["steps"], guidance_scale=case["guidance_scale"],
        generator=torch.Generator("cpu").manual_seed(case["seed"]), callback_on_step_end=keep, output_type="np",
    ).images[0]
    whole.scheduler = own
    return (image * 255).round().astype(np.uint8), steps


def describe_latents(latents: torch.Tensor) -> dict:
    flat = latents.flatten().double()
    return {"sum": flat.sum().item(), "sum_abs": flat.abs().sum().item(), "norm": flat.norm().item(),
            "first": flat[:16].tolist(), "last": flat[-16:].tolist()}


def case(name: str, folder: Path, scheduler: str, **changes) -> dict:
    usual = {"prompt": PROMPT, "negative_prompt": NEGATIVE, "width": 64, "height": 64, "steps": 8,
             "guidance_scale": 7.5, "seed": 7, "scheduler_options": {}}
    return {"id": name, "folder": folder.name, "scheduler": scheduler, **usual, **changes}


OTHER_SCHEDULERS = ["DDPM", "DEISMultistep", "DPMSolverSinglestep", "EulerAncestralDiscrete", "HeunDiscrete",
                    "KDPM2AncestralDiscrete", "KDPM2Discrete", "LCM", "LMSDiscrete", "PNDM", "SASolver", "TCD",
                    "UniPCMultistep"]
CASES = [
    case("ddim", STABLE, "DDIMScheduler"),
    case("ddim/no-guidance", STABLE, "DDIMScheduler", guidance_scale=1.0, negative_prompt=""),
    case("ddim/wide", STABLE, "DDIMScheduler", width=96, height=48, seed=2**32 + 5),
    case("euler", STABLE, "EulerDiscreteScheduler"),
    case("euler/no-negative", STABLE, "EulerDiscreteScheduler", negative_prompt="", guidance_scale=3.0, seed=123456789),
    case("dpm-multistep", STABLE, "DPMSolverMultistepScheduler"),
    case("dpm-multistep/many-steps", STABLE, "DPMSolverMultistepScheduler", steps=20, prompt="the cat's whiskers, " * 30),
    case("dpm-multistep/sde", STABLE, "DPMSolverMultistepScheduler",
         scheduler_options={"algorithm_type": "sde-dpmsolver++", "use_karras_sigmas": True}),
    *(case(f"other/{name}", STABLE, f"{name}Scheduler") for name in OTHER_SCHEDULERS),
    case("picture/heun", STABLE, "HeunDiscreteScheduler", strength=0.5),
    case("picture/ddim", STABLE, "DDIMScheduler", strength=0.6),
    case("picture/euler", STABLE, "EulerDiscreteScheduler", strength=0.75, width=80, height=48),
    case("picture/dpm-multistep", STABLE, "DPMSolverMultistepScheduler", strength=1.0),
    case("mixed/ddim", MIXED, "DDIMScheduler"),
    case("mixed/euler", MIXED, "EulerDiscreteScheduler"),
]


def write_folders():
    shutil.rmtree(FIXTURES, ignore_errors=True)
    pipeline = make_pipeline(STABLE)
    export_pipeline(pipeline, STABLE)
    half, whole = TensorProto.FLOAT16, TensorProto.INT64
    shutil.copytree(STABLE, MIXED, ignore=shutil.ignore_patterns("vae_encoder", "model.onnx"))
    with_other_types(STABLE / "text_encoder/model.onnx", MIXED / "text_encoder/model.onnx",
                     {"input_ids": TensorProto.INT32, "last_hidden_state": half})
    with_other_types(STABLE / "unet/model.onnx", MIXED / "unet/model.onnx",
                     {"sample": half, "timestep": whole, "encoder_hidden_states": half, "out_sample": half},
                     {"timestep": [1]})
    with_other_types(STABLE / "vae_decoder/model.onnx", MIXED / "vae_decoder/model.onnx",
                     {"latent_sample": half, "sample": half})
    return pipeline


def write_cases(pipeline) -> None:
    pure = {c["id"]: paint(pipeline, c) for c in CASES}
    records = []
    for c in CASES:
        run_in_onnx(pipeline, FIXTURES / c["folder"])
        image, steps = paint(pipeline, c)
        pure_image, pure_steps = pure[c["id"]]
        records.append({
            **c, "seed": str(c["seed"]),
            "latents": [describe_latents(latents) for latents in steps],
            "image": base64.b64encode(image.tobytes()).decode(),
            "pure_torch_difference": {
                "latents": ((steps[-1] - pure_steps[-1]).norm() / pure_steps[-1].norm()).item(),
                "largest_byte": int(np.abs(image.astype(int) - pure_image.astype(int)).max()),
            },
        })
        print(c["id"], records[-1]["pure_torch_difference"], "brightness", image.mean().round(1), "±", image.std().round(1))
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, transformers, onnxruntime, np)}
    (FIXTURES / "pipeline-cases.json").write_text(json.dumps({"versions": versions, "cases": records}, indent=1) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_cases(write_folders())
