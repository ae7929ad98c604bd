"""Writes the tiny upscalers and the tiny decoder into fixtures/, and what Python diffusers makes with them.

    python make_upscaler_reference.py

Needs torch, diffusers, transformers, onnx and onnxruntime; `upscaler-cases.json` records the versions that ran. Each
network runs in ONNX Runtime inside of diffusers' own pipeline, so that the comparison is about everything around the
networks; `pure_torch_difference` says how far the same picture by PyTorch's networks is from it.
"""

import base64
import json
import shutil
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import diffusers
import numpy as np
import onnxruntime
import torch
import transformers
from PIL import Image
from make_picture_reference import encode, make_scene
from tiny_upscalers import export_tiny_decoder, export_upscaler, make_latent_upscaler, make_tiny_decoder, make_upscaler
from make_reference import run_in_onnx as run_networks
from tiny_pipeline import make_pipeline

from diffusers import StableDiffusionImg2ImgPipeline
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
LATENT, PICTURE, TINY = FIXTURES / "tiny-latent-upscaler", FIXTURES / "tiny-upscaler-x4", FIXTURES / "tiny-decoder"
PROMPT, NEGATIVE = "A lighthouse under a full moon, watercolor", "low quality, blurry"


class OnnxNetwork:
    types = {"tensor(float)": np.float32, "tensor(int64)": np.int64}

    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, **feeds) -> dict:
        arrays = {v.name: torch.as_tensor(feeds[v.name]).detach().numpy().astype(self.types[v.type])
                  for v in self.session.get_inputs()}
        names = [value.name for value in self.session.get_outputs()]
        return dict(zip(names, map(torch.from_numpy, self.session.run(None, arrays))))


def run_in_onnx(pipeline, folder: Path) -> None:
    networks = {path.parent.name: OnnxNetwork(path) for path in folder.glob("*/model.onnx")}

    def encode(input_ids, attention_mask=None, **_):
        found = networks["text_encoder"](input_ids=input_ids)
        states = tuple(found[f"hidden_states.{i}"] for i in range(pipeline.text_encoder.config.num_hidden_layers + 1))

        class Output(SimpleNamespace):
            def __getitem__(self, index):
                return found["last_hidden_state"]

        return Output(hidden_states=states, pooler_output=found["pooler_output"], last_hidden_state=found["last_hidden_state"])

    def predict(sample, timestep, encoder_hidden_states, timestep_cond=None, class_labels=None, return_dict=True, **_):
        timestep = torch.as_tensor(timestep, dtype=torch.float64)
        output = networks["unet"](sample=sample, timestep=timestep, encoder_hidden_states=encoder_hidden_states,
                                  timestep_cond=timestep_cond, class_labels=class_labels)["out_sample"]
        return SimpleNamespace(sample=output) if return_dict else (output,)

    pipeline.text_encoder.forward = encode
    pipeline.unet.forward = predict
    pipeline.vae.decode = lambda latents, **_: (networks["vae_decoder"](latent_sample=latents)["sample"],)
    if "vae_encoder" in networks:
        pipeline.vae.encode = lambda sample, **_: AutoencoderKLOutput(
            latent_dist=DiagonalGaussianDistribution(networks["vae_encoder"](sample=sample)["latent_parameters"]))


def paint(pipeline, case: dict) -> tuple[np.ndarray, list[torch.Tensor]]:
    steps = []
    generator = torch.Generator("cpu").manual_seed(case["seed"])
    scene = make_scene(case["width"], case["height"]).astype(np.float32)
    image = torch.from_numpy(scene / 255).permute(2, 0, 1)[None]
    if "source_latents_seed" in case:
        size = (1, 4, case["height"] // 8, case["width"] // 8)
        image = torch.randn(size, generator=torch.Generator("cpu").manual_seed(case["source_latents_seed"]))
    options = {"noise_level": case["noise_level"]} if "noise_level" in case else {}
    own = pipeline.scheduler
    if case["scheduler"] != type(own).__name__:
        pipeline.scheduler = getattr(diffusers, case["scheduler"]).from_config(own.config)
    result = pipeline(
        prompt=case["prompt"], image=image, num_inference_steps=case["steps"], guidance_scale=case["guidance_scale"],
        negative_prompt=case["negative_prompt"], generator=generator, output_type="np", **options,
        callback=lambda _index, _timestep, latents: steps.append(latents.clone()), callback_steps=1,
    ).images[0]
    pipeline.scheduler = own
    return (result * 255).round().astype(np.uint8), steps


def describe_latents(latents: torch.Tensor) -> dict:
    flat = latents.flatten().double()
    return {"norm": flat.norm().item(), "first": flat[:16].tolist(), "last": flat[-16:].tolist()}


def case(name: str, folder: Path, scheduler: str, **changes) -> dict:
    usual = {"prompt": PROMPT, "negative_prompt": NEGATIVE, "width": 32, "height": 48, "steps": 5, "guidance_scale": 6.0, "seed": 7}
    return {"id": name, "folder": folder.name, "scheduler": scheduler, **usual, **changes}


EULER, DDIM = "EulerDiscreteScheduler", "DDIMScheduler"
CASES = [
    case("latent/guided", LATENT, EULER),
    case("latent/no-guidance", LATENT, EULER, guidance_scale=1.0, negative_prompt="", seed=2**33 + 1),
    case("latent/zero-guidance", LATENT, EULER, guidance_scale=0, negative_prompt=""),
    case("latent/from-latents", LATENT, EULER, source_latents_seed=5, width=64, steps=8),
    case("picture/guided", PICTURE, DDIM, width=24, height=16, noise_level=20),
    case("picture/no-guidance", PICTURE, DDIM, width=24, height=16, noise_level=0, guidance_scale=1.0, negative_prompt=""),
    case("picture/noisy", PICTURE, DDIM, width=16, height=16, noise_level=350, seed=11),
    case("picture/euler", PICTURE, EULER, width=16, height=24, noise_level=100),
]


def write_upscalers() -> list[dict]:
    records = []
    for folder, make in ((LATENT, make_latent_upscaler), (PICTURE, make_upscaler)):
        shutil.rmtree(folder, ignore_errors=True)
        pipeline = make(folder)
        export_upscaler(pipeline, folder)
        chosen = [c for c in CASES if c["folder"] == folder.name]
        pure = {c["id"]: paint(pipeline, c) for c in chosen}
        run_in_onnx(pipeline, folder)
        for c in chosen:
            image, steps = paint(pipeline, c)
            pure_image, pure_steps = pure[c["id"]]
            records.append({
                **c, "seed": str(c["seed"]), "latents": [describe_latents(latents) for latents in steps],
                "image": {"width": image.shape[1], "height": image.shape[0], "rgb": base64.b64encode(image.tobytes()).decode()},
                "pure_torch_difference": {
                    "latents": ((steps[-1] - pure_steps[-1]).norm() / pure_steps[-1].norm()).item(),
                    "largest_byte": int(np.abs(image.astype(int) - pure_image.astype(int)).max())},
            })
            print(c["id"], len(steps), records[-1]["pure_torch_difference"], "brightness", image.mean().round(1), "±", image.std().round(1))
    return records


def write_tiny_decoder() -> dict:
    shutil.rmtree(TINY, ignore_errors=True)
    tiny = make_tiny_decoder()
    export_tiny_decoder(tiny, TINY)
    latents = torch.randn((1, 4, 6, 8), generator=torch.Generator("cpu").manual_seed(3))
    with torch.no_grad():
        decoded = tiny.decode(latents / tiny.config.scaling_factor, return_dict=False)[0][0]
    image = ((decoded / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    print("tiny decoder", "brightness", image.mean().round(1), "±", image.std().round(1))
    return {"seed": "3", "latent_dims": [4, 6, 8], "width": image.shape[1], "height": image.shape[0],
            "rgb": base64.b64encode(image.tobytes()).decode()}


def write_two_passes() -> list[dict]:
    """Stable Diffusion small, enlarged, and painted over at the large size, with the networks of the pipelines' fixtures."""
    folder = HERE.parent / "pipelines/fixtures/tiny-stable-diffusion"
    with tempfile.TemporaryDirectory() as scratch:
        pipeline = make_pipeline(Path(scratch))
    run_networks(pipeline, folder)
    second = StableDiffusionImg2ImgPipeline(**pipeline.components, requires_safety_checker=False)
    second.set_progress_bar_config(disable=True)
    records = []
    for by in ("picture", "latents"):
        case = {"by": by, "prompt": PROMPT, "negative_prompt": NEGATIVE, "seed": 21, "steps": 6, "guidance_scale": 6.0,
                "width": 48, "height": 32, "factor": 2, "strength": 0.5}
        usual = {"prompt": PROMPT, "negative_prompt": NEGATIVE, "num_inference_steps": case["steps"],
                 "guidance_scale": case["guidance_scale"]}
        generator = torch.Generator("cpu").manual_seed(case["seed"])
        small = pipeline(**usual, width=48, height=32, generator=generator, output_type="latent" if by == "latents" else "pil").images
        large = (torch.nn.functional.interpolate(small, scale_factor=2, mode="bilinear") if by == "latents"
                 else small[0].resize((96, 64), Image.Resampling.LANCZOS))
        generator = torch.Generator("cpu").manual_seed(case["seed"])
        image = second(**usual, image=large, strength=case["strength"], generator=generator, output_type="np").images[0]
        image = (image * 255).round().astype(np.uint8)
        print("two passes", by, "brightness", image.mean().round(1), "±", image.std().round(1))
        records.append({**case, "image": encode(image)})
    return records


def interpolate() -> list[dict]:
    """Latents enlarged by torch."""
    latents = torch.randn((2, 3, 5), generator=torch.Generator("cpu").manual_seed(9))
    records = []
    for mode, factor in (("nearest", 2), ("bilinear", 2), ("bilinear", 3), ("nearest", 3)):
        enlarged = torch.nn.functional.interpolate(latents[None], size=(3 * factor, 5 * factor), mode=mode)[0]
        records.append({"method": mode, "factor": factor, "dims": [2, 3, 5], "latents": latents.flatten().tolist(),
                        "enlarged": enlarged.flatten().tolist()})
    return records


if __name__ == "__main__":
    torch.set_num_threads(1)
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, transformers, onnxruntime, np)}
    record = {"versions": versions, "cases": write_upscalers(), "tiny_decoder": write_tiny_decoder(),
              "scenes": [encode(make_scene(*size)) for size in sorted({(c["width"], c["height"]) for c in CASES})],
              "interpolations": interpolate(), "two_passes": write_two_passes()}
    (FIXTURES / "upscaler-cases.json").write_text(json.dumps(record, indent=1) + "\n")
