"""Writes fixtures/families/: tiny pipelines of every family in ONNX, and what Python diffusers paints with them.

    python make_family_reference.py

Run make_reference.py first: tokenizer, autoencoder and text encoder come from its folders. Needs torch, diffusers,
transformers, onnx and onnxruntime; `family-cases.json` records the versions that ran. Each network runs in ONNX Runtime
inside of diffusers' own pipelines; `pure_torch_difference` says how far the same picture by PyTorch's networks is.
"""

import base64
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import diffusers
import numpy as np
import onnxruntime
import torch
import transformers
from diffusers import (AutoencoderKL, LatentConsistencyModelImg2ImgPipeline, LatentConsistencyModelPipeline,
                       StableDiffusionImg2ImgPipeline, StableDiffusionPipeline, StableDiffusionXLImg2ImgPipeline,
                       StableDiffusionXLPipeline)
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from export_families import (export_states_encoder, export_unet, externalise, halve, quantise, shorten_names,
                             write_index, write_vae_configs)
from export_onnx import with_other_types, write_json
from make_reference import NEGATIVE, PROMPT, describe_latents, make_source
from onnx import TensorProto
from tiny_families import (GUIDANCE_WIDTH, POOLED, SCHEDULERS, WIDTH, WIDTH_2, make_text_encoder, make_unet,
                           make_xl_unet, write_scheduler, write_tokenizer)
from tiny_pipeline import load_tokenizer, make_text_encoder as make_first_encoder, make_vae
from tiny_pipeline import WEIGHTS_SEED

HERE = Path(__file__).parent
FIRST = HERE / "fixtures/tiny-stable-diffusion"
FAMILIES = HERE / "fixtures/families"
VOCABULARY = FIRST / "tokenizer"
NUMPY_TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(int64)": np.int64,
               "tensor(int32)": np.int32}


# Folders. ------------------------------------------------------------------------------------------------------------

def share(folder: Path, files: dict[str, str]) -> None:
    """Notes which files of a folder are others' of fixtures/."""
    write_json(folder / "shared.json", files)


def share_first(*names: str) -> dict[str, str]:
    return {name: f"tiny-stable-diffusion/{name}" for name in names}


TOKENIZER = ("tokenizer/vocab.json", "tokenizer/merges.txt")
AUTOENCODER = ("vae_decoder/model.onnx", "vae_encoder/model.onnx")
ENCODER = ("text_encoder/model.onnx", "text_encoder/config.json")
SMALL_FILES = ("tokenizer/tokenizer_config.json", "tokenizer/special_tokens_map.json")
SECOND = {"tokenizer_2/vocab.json": "tiny-stable-diffusion/tokenizer/vocab.json",
          "tokenizer_2/merges.txt": "tiny-stable-diffusion/tokenizer/merges.txt"}
PARTS = {"scheduler": ["diffusers", "DDIMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"],
         "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
         "vae": ["diffusers", "AutoencoderKL"]}
PARTS_2 = {"text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
           "tokenizer_2": ["transformers", "CLIPTokenizer"]}


STATISTICS = {"latents_mean": [-1.6, 1.3, 0.2, -0.9], "latents_std": [8.4, 5.5, 6.5, 4.7]}


def with_scheduler(name: str, parts: dict) -> dict:
    return {**parts, "scheduler": ["diffusers", SCHEDULERS[name]["_class_name"]]}


class Models:
    """The networks in PyTorch: those of make_reference.py, made again in the same order, and the families' own."""

    def __init__(self):
        tokenizer = load_tokenizer(VOCABULARY)
        torch.manual_seed(WEIGHTS_SEED)
        self.vae = make_vae()
        self.encoder = make_first_encoder(len(tokenizer), tokenizer.convert_tokens_to_ids("<|endoftext|>"))
        torch.manual_seed(WEIGHTS_SEED + 1)
        self.xl_encoder = make_text_encoder(len(tokenizer), WIDTH, 2, projects=False)
        self.xl_encoder_2 = make_text_encoder(len(tokenizer), WIDTH_2, 3, projects=True)
        self.sd2_unet = make_unet(WIDTH)
        self.lcm_unet = make_unet(WIDTH, time_cond_proj_dim=GUIDANCE_WIDTH)
        self.xl_unet = make_xl_unet(WIDTH + WIDTH_2, 6)
        self.refiner_unet = make_xl_unet(WIDTH_2, 5)

    def make_vae_with(self, scaling_factor: float, **changes) -> AutoencoderKL:
        vae = AutoencoderKL.from_config({**self.vae.config, "scaling_factor": scaling_factor, **changes}).eval()
        vae.load_state_dict(self.vae.state_dict())
        return vae


def write_folders(models: Models) -> None:
    FAMILIES.mkdir(exist_ok=True)
    for folder in FAMILIES.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    first = share_first(*TOKENIZER, *AUTOENCODER, *ENCODER)
    for name in ("sd2", "sd-turbo"):
        folder = FAMILIES / name
        write_index(folder, "StableDiffusionPipeline", with_scheduler(name, PARTS), requires_safety_checker=False)
        write_scheduler(folder, name)
        write_vae_configs(folder, models.vae)
    export_unet(models.sd2_unet, FAMILIES / "sd2/unet/model.onnx")
    write_tokenizer(FAMILIES / "sd2/tokenizer", VOCABULARY, "!")
    sd2 = {name: f"families/sd2/{name}" for name in ("unet/model.onnx", "unet/config.json", *SMALL_FILES)}
    share(FAMILIES / "sd2", first)
    share(FAMILIES / "sd-turbo", {**first, **sd2})

    folder = FAMILIES / "lcm"
    write_index(folder, "LatentConsistencyModelPipeline", with_scheduler("lcm", PARTS), requires_safety_checker=True)
    write_scheduler(folder, "lcm")
    write_vae_configs(folder, models.vae)
    export_unet(models.lcm_unet, folder / "unet/model.onnx", {"timestep_cond": GUIDANCE_WIDTH})
    share(folder, {**first, **share_first(*SMALL_FILES)})
    write_xl_folders(models)
    write_variants(models, first)


def write_xl_folders(models: Models) -> None:
    xl_vae = models.make_vae_with(0.13025)
    shared = share_first(*TOKENIZER, *AUTOENCODER, *SMALL_FILES)
    for name in ("xl", "xl-turbo", "xl-playground"):
        folder = FAMILIES / name
        write_index(folder, "StableDiffusionXLPipeline", with_scheduler(name, {**PARTS, **PARTS_2}),
                    force_zeros_for_empty_prompt=True)
        write_scheduler(folder, name)
        write_vae_configs(folder, models.make_vae_with(0.5, **STATISTICS) if name == "xl-playground" else xl_vae)
    folder = FAMILIES / "xl"
    export_states_encoder(models.xl_encoder, folder / "text_encoder/model.onnx", ["last_hidden_state", "pooler_output"])
    export_states_encoder(models.xl_encoder_2, folder / "text_encoder_2/model.onnx", ["text_embeds", "last_hidden_state"])
    export_unet(models.xl_unet, folder / "unet/model.onnx", {"text_embeds": POOLED, "time_ids": 6})
    write_tokenizer(folder / "tokenizer_2", VOCABULARY, "!")
    share(folder, {**shared, **SECOND})
    own = [f"{name}/{file}" for name in ("text_encoder", "text_encoder_2", "unet") for file in ("model.onnx", "config.json")]
    second = [*own, "tokenizer_2/tokenizer_config.json", "tokenizer_2/special_tokens_map.json"]
    for name in ("xl-turbo", "xl-playground"):
        share(FAMILIES / name, {**shared, **SECOND, **{file: f"families/xl/{file}" for file in second}})

    folder = FAMILIES / "xl-refiner"
    absent = {"text_encoder": [None, None], "tokenizer": [None, None]}
    write_index(folder, "StableDiffusionXLImg2ImgPipeline", with_scheduler("xl", {**PARTS, **PARTS_2, **absent}),
                force_zeros_for_empty_prompt=False, requires_aesthetics_score=True)
    write_scheduler(folder, "xl")
    write_vae_configs(folder, xl_vae)
    export_unet(models.refiner_unet, folder / "unet/model.onnx", {"text_embeds": POOLED, "time_ids": 5})
    encoder = [name for name in second if "_2/" in name]
    share(folder, {**share_first(*AUTOENCODER), **SECOND, **{name: f"families/xl/{name}" for name in encoder}})


def write_variants(models: Models, first: dict[str, str]) -> None:
    """The same Stable Diffusion 2 in other forms, and in the layout of diffusers' old ONNX exports."""
    sd2, unet, encoder = FAMILIES / "sd2", "unet/model.onnx", "text_encoder/model.onnx"
    same = {name: f"families/sd2/{name}" for name in (
        "model_index.json", "scheduler/scheduler_config.json", "unet/config.json", "vae_decoder/config.json",
        "vae_encoder/config.json", *SMALL_FILES)}
    for name, networks in {"sd2-int8": [unet, encoder], "sd2-fp16": [unet, encoder, "vae_decoder/model.onnx"],
                           "sd2-external": [unet]}.items():
        (FAMILIES / name).mkdir()
        share(FAMILIES / name, {**{key: value for key, value in first.items() if key not in networks}, **same})
    quantise(sd2 / unet, FAMILIES / "sd2-int8" / unet)
    quantise(FIRST / encoder, FAMILIES / "sd2-int8" / encoder)
    halve(sd2 / unet, FAMILIES / "sd2-fp16" / unet)
    halve(FIRST / encoder, FAMILIES / "sd2-fp16" / encoder)
    halve(FIRST / "vae_decoder/model.onnx", FAMILIES / "sd2-fp16/vae_decoder/model.onnx")

    legacy = FAMILIES / "legacy"
    onnx_parts = {**PARTS, "text_encoder": ["diffusers", "OnnxRuntimeModel"], "unet": ["diffusers", "OnnxRuntimeModel"],
                  "vae_decoder": ["diffusers", "OnnxRuntimeModel"], "vae_encoder": ["diffusers", "OnnxRuntimeModel"]}
    write_index(legacy, "OnnxStableDiffusionPipeline", with_scheduler("sd2", {k: v for k, v in onnx_parts.items() if k != "vae"}))
    export_unet(models.sd2_unet, legacy / unet, per_item_timestep=True)
    (legacy / "unet/config.json").unlink()
    with_other_types(FIRST / encoder, legacy / encoder, {"input_ids": TensorProto.INT32})
    share(legacy, {**share_first(*TOKENIZER, *AUTOENCODER), "scheduler/scheduler_config.json": same["scheduler/scheduler_config.json"],
                   **{name: same[name] for name in SMALL_FILES}})
    for path in FAMILIES.rglob("model.onnx"):
        shorten_names(path)
    externalise(sd2 / unet, FAMILIES / "sd2-external" / unet, "model.onnx_data")
    externalise(legacy / unet, legacy / unet, "weights.pb")


# Pipelines. ----------------------------------------------------------------------------------------------------------

class OnnxNetwork:
    """Runs an ONNX file on torch tensors, each input cast to what the file declares; gives all outputs by name."""

    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.names = [output.name for output in self.session.get_outputs()]

    def __call__(self, **feeds) -> dict[str, torch.Tensor]:
        arrays = {}
        for value in self.session.get_inputs():
            array = np.asarray(feeds[value.name].detach().numpy()).astype(NUMPY_TYPES[value.type])
            is_per_item = value.name == "timestep" and len(value.shape) == 1
            arrays[value.name] = np.broadcast_to(array, feeds["sample"].shape[:1]) if is_per_item else array
        results = self.session.run(self.names, arrays)
        return {name: torch.from_numpy(result.astype(np.float32)) for name, result in zip(self.names, results)}


def find_file(folder: Path, name: str) -> Path:
    """Where a folder's file really is."""
    shared = json.loads((folder / "shared.json").read_text())
    return HERE / "fixtures" / shared[name] if name in shared else folder / name


def run_in_onnx(pipeline, folder: Path) -> None:
    """Replaces the forward passes of the networks by the ONNX files."""
    load = lambda name: OnnxNetwork(find_file(folder, f"{name}/model.onnx"))
    unet, decoder, encoder = load("unet"), load("vae_decoder"), load("vae_encoder")

    def predict(sample, timestep, encoder_hidden_states, timestep_cond=None, added_cond_kwargs=None, **_):
        extra = {"timestep_cond": timestep_cond, **(added_cond_kwargs or {})}
        feeds = {name: value for name, value in extra.items() if value is not None}
        timestep = torch.as_tensor(timestep, dtype=torch.float64)
        return (unet(sample=sample, timestep=timestep, encoder_hidden_states=encoder_hidden_states, **feeds)["out_sample"],)

    def make_encode(network):
        def encode(input_ids, attention_mask=None, **_):
            outputs = network(input_ids=input_ids)
            states = [outputs[name] for name in network.names if name.startswith("hidden_states.")]
            return TextOutput([outputs[name] for name in network.names if not name.startswith("hidden_states.")], states)
        return encode

    for name in ("text_encoder", "text_encoder_2"):
        if getattr(pipeline, name, None) is not None:
            getattr(pipeline, name).forward = make_encode(load(name))
    pipeline.unet.forward = predict
    pipeline.vae.decode = lambda latents, **_: (decoder(latent_sample=latents)["sample"],)
    pipeline.vae.encode = lambda sample, **_: AutoencoderKLOutput(
        latent_dist=DiagonalGaussianDistribution(encoder(sample=sample)["latent_parameters"]))


class TextOutput(tuple):
    """What a text encoder gives: outputs by place, as transformers has them, and the hidden states."""

    def __new__(cls, outputs, states):
        made = super().__new__(cls, outputs)
        made.hidden_states = tuple(states)
        return made


CLASSES = {  # by folder: from noise, out of a picture
    "xl": (StableDiffusionXLPipeline, StableDiffusionXLImg2ImgPipeline),
    "lcm": (LatentConsistencyModelPipeline, LatentConsistencyModelImg2ImgPipeline),
    "sd": (StableDiffusionPipeline, StableDiffusionImg2ImgPipeline),
}


def make_pipeline(models: Models, name: str, from_picture: bool):
    """The pipeline that diffusers would make of a folder."""
    folder = FAMILIES / name
    kind = name.split("-")[0]
    kind = kind if kind in ("xl", "lcm") else "sd"
    read = lambda file: json.loads(find_file(folder, file).read_text())
    config = read("scheduler/scheduler_config.json")
    scheduler = getattr(diffusers, config["_class_name"]).from_config(config)
    config = {"scaling_factor": 0.18215} if name == "legacy" else read("vae_decoder/config.json")
    statistics = {key: config[key] for key in STATISTICS if config.get(key) is not None}
    parts = {"scheduler": scheduler, "vae": models.make_vae_with(config["scaling_factor"], **statistics)}
    if kind == "xl":
        is_refiner = name == "xl-refiner"
        tokenizer_2 = load_tokenizer(VOCABULARY)
        tokenizer_2.pad_token = "!"
        parts |= {"text_encoder": None if is_refiner else models.xl_encoder, "text_encoder_2": models.xl_encoder_2,
                  "tokenizer": None if is_refiner else load_tokenizer(VOCABULARY), "tokenizer_2": tokenizer_2,
                  "unet": models.refiner_unet if is_refiner else models.xl_unet, "add_watermarker": False}
        parts["force_zeros_for_empty_prompt"] = not is_refiner
        if from_picture:
            parts["requires_aesthetics_score"] = is_refiner
    else:
        tokenizer = load_tokenizer(VOCABULARY)
        if kind == "sd":
            tokenizer.pad_token = "!"
        parts |= {"text_encoder": models.encoder, "tokenizer": tokenizer, "safety_checker": None,
                  "unet": models.lcm_unet if kind == "lcm" else models.sd2_unet, "feature_extractor": None,
                  "requires_safety_checker": False}
    pipeline = CLASSES[kind][1 if from_picture else 0](**parts)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


# Cases. --------------------------------------------------------------------------------------------------------------

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


def case(name: str, folder: str, steps: int | None = 4, guidance: float = 5.0, **changes) -> dict:
    count = {} if steps is None else {"num_inference_steps": steps}
    arguments = {**count, "guidance_scale": guidance, **changes.pop("arguments", {})}
    return {"id": name, "folder": folder, "prompt": PROMPT, "width": 32, "height": 48, "seed": 11,
            "arguments": arguments, **changes}


def picture(name: str, folder: str, strength: float, **changes) -> dict:
    arguments = {"strength": strength, **changes.pop("arguments", {})}
    return case(name, folder, from_picture=True, arguments=arguments, **changes)


NEGATIVELY = {"negative_prompt": NEGATIVE}
SIZES = {"original_size": [40, 24], "crops_coords_top_left": [3, 5], "target_size": [64, 80]}
NEGATIVE_SIZES = {"negative_original_size": [16, 8], "negative_crops_coords_top_left": [1, 2],
                  "negative_target_size": [20, 28]}
BEGUN = {name: case(f"xl/begun/{name}", "xl", 10, scheduler=name, output="latents", arguments={"denoising_end": 0.6})
         for name in ("EulerDiscreteScheduler", "HeunDiscreteScheduler", "DPMSolverMultistepScheduler")}
CASES = [
    case("sd2/velocities", "sd2", 6, arguments=NEGATIVELY),
    case("sd2/rescaled", "sd2", 6, 9.0, arguments={"guidance_rescale": 0.7, **NEGATIVELY}),
    case("sd2/rescaled whole, euler", "sd2", 6, 9.0, scheduler="EulerDiscreteScheduler", arguments={"guidance_rescale": 1.0}),
    case("sd2/eta", "sd2", 6, arguments={"eta": 0.6}),
    case("sd2/dpm", "sd2", 6, scheduler="DPMSolverMultistepScheduler"),
    case("sd2/unguided", "sd2", 6, 1.0),
    case("sd2/guidance of 0", "sd2", 6, 0.0),
    case("sd2/one step", "sd2", 1),
    case("sd2/given latents", "sd2", 4, scheduler="EulerDiscreteScheduler", latents_seed=5),
    case("sd2/own timesteps", "sd2", None, scheduler="EulerDiscreteScheduler", arguments={"timesteps": [990, 700, 333, 50]}),
    case("sd2/own noise levels", "sd2", None, scheduler="EulerDiscreteScheduler", arguments={"sigmas": [12.0, 5.0, 1.5, 0.2, 0.0]}),
    case("sd2/own timesteps, dpm", "sd2", None, scheduler="DPMSolverMultistepScheduler", arguments={"timesteps": [990, 700, 333, 50]}),
    case("sd2/tcd", "sd2", 4, scheduler="TCDScheduler", arguments={"eta": 0.3}),
    picture("sd2/picture", "sd2", 0.5, steps=8, arguments=NEGATIVELY),
    picture("sd2/picture, eta", "sd2", 0.75, steps=8, arguments={"eta": 1.0}),
    case("sd-turbo/one step", "sd-turbo", 1, 0.0),
    case("sd-turbo/four steps", "sd-turbo", 4, 0.0),
    case("sd-turbo/ancestral", "sd-turbo", 3, 0.0, scheduler="EulerAncestralDiscreteScheduler"),
    picture("sd2/picture, own timesteps", "sd2", 0.5, steps=None, scheduler="EulerDiscreteScheduler",
            arguments={"timesteps": [990, 700, 333, 50]}),
    picture("sd-turbo/picture", "sd-turbo", 0.5, steps=2, guidance=0.0),
    case("lcm/four steps", "lcm", 4, 8.5),
    case("lcm/one step", "lcm", 1, 8.5),
    case("lcm/weak guidance", "lcm", 6, 1.0),
    case("lcm/original steps", "lcm", 3, 8.5, arguments={"original_inference_steps": 20}),
    picture("lcm/picture", "lcm", 0.5, steps=4, guidance=8.5),
    picture("lcm/picture, original steps", "lcm", 0.8, steps=3, guidance=4.0, arguments={"original_inference_steps": 30}),
    case("xl/no negative prompt", "xl"),
    case("xl/negative prompt", "xl", arguments=NEGATIVELY),
    case("xl/empty negative prompt", "xl", arguments={"negative_prompt": ""}),
    case("xl/second prompts", "xl", arguments={"prompt_2": "an old oak tree", "negative_prompt_2": "text", **NEGATIVELY}),
    case("xl/unguided", "xl", 4, 1.0),
    case("xl/sizes", "xl", arguments={**SIZES, **NEGATIVELY}),
    case("xl/negative sizes", "xl", arguments={**SIZES, **NEGATIVE_SIZES, **NEGATIVELY}),
    case("xl/half of the negative sizes", "xl", arguments={"negative_original_size": [16, 8], **NEGATIVELY}),
    case("xl/rescaled", "xl", 6, 8.0, scheduler="DDIMScheduler", arguments={"guidance_rescale": 0.7, **NEGATIVELY}),
    case("xl/skipped layer", "xl", arguments={"clip_skip": 1, **NEGATIVELY}),
    case("xl/unipc", "xl", 6, scheduler="UniPCMultistepScheduler"),
    case("xl/heun", "xl", 3, scheduler="HeunDiscreteScheduler"),
    case("xl/given latents", "xl", latents_seed=5),
    picture("xl/picture", "xl", 0.6, steps=6, arguments=NEGATIVELY),
    picture("xl/picture, negative sizes", "xl", 0.6, steps=6, arguments={**SIZES, **NEGATIVE_SIZES, **NEGATIVELY}),
    *BEGUN.values(),
    *(case(f"xl-refiner/taken over/{name}", "xl-refiner", 10, scheduler=name, handed_over_by=begun,
           arguments={"denoising_start": 0.6, **NEGATIVELY}) for name, begun in BEGUN.items()),
    case("xl-refiner/latents as a picture", "xl-refiner", 6, handed_over_by=BEGUN["EulerDiscreteScheduler"],
         arguments={"strength": 0.4}),
    picture("xl-refiner/picture", "xl-refiner", 0.5, steps=6),
    picture("xl-refiner/scores and sizes", "xl-refiner", 0.5, steps=6, arguments={
        "aesthetic_score": 8.0, "negative_aesthetic_score": 1.5, **SIZES, **NEGATIVE_SIZES, **NEGATIVELY}),
    case("xl-turbo/one step", "xl-turbo", 1, 0.0),
    case("xl-turbo/four steps", "xl-turbo", 4, 0.0),
    picture("xl-turbo/picture", "xl-turbo", 0.5, steps=2, guidance=0.0),
    case("xl-playground/no negative prompt", "xl-playground", 6, 3.0),
    case("xl-playground/euler of edm", "xl-playground", 5, 3.0, scheduler="EDMEulerScheduler"),
    picture("xl-playground/picture", "xl-playground", 0.6, steps=6, guidance=3.0, arguments=NEGATIVELY),
    case("sd2-int8", "sd2-int8"),
    case("sd2-fp16", "sd2-fp16", 4, 1.0),
    case("sd2-fp16/guided", "sd2-fp16"),
    case("sd2-fp16/guided, negative prompt", "sd2-fp16", 8, 7.5, arguments=NEGATIVELY),
    case("sd2-external", "sd2-external"),
    case("legacy", "legacy"),
]


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
