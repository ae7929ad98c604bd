"""The folders of fixtures/families/: tiny pipelines of every family in ONNX, and the networks in PyTorch behind them.

Tokenizer, autoencoder and first text encoder come from the folders that make_reference.py wrote.
"""

import json
import shutil
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from export_families import (export_states_encoder, export_unet, externalise, halve, quantise, shorten_names,
                             write_index, write_vae_configs)
from export_onnx import with_other_types, write_json
from onnx import TensorProto
from tiny_families import (GUIDANCE_WIDTH, POOLED, SCHEDULERS, WIDTH, WIDTH_2, make_text_encoder, make_unet,
                           make_xl_unet, write_scheduler, write_tokenizer)
from tiny_pipeline import WEIGHTS_SEED, load_tokenizer, make_text_encoder as make_first_encoder, make_vae

FIXTURES = Path(__file__).parent / "fixtures"
FIRST = FIXTURES / "tiny-stable-diffusion"
FAMILIES = FIXTURES / "families"
VOCABULARY = FIRST / "tokenizer"


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


def find_file(folder: Path, name: str) -> Path:
    """Where a folder's file really is."""
    shared = json.loads((folder / "shared.json").read_text())
    return FIXTURES / shared[name] if name in shared else folder / name
