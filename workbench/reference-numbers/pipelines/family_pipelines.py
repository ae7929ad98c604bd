"""Diffusers' own pipelines on the folders of family_folders.py, their networks run in ONNX Runtime."""

import json
from pathlib import Path

import diffusers
import numpy as np
import onnxruntime
import torch
from diffusers import (LatentConsistencyModelImg2ImgPipeline, LatentConsistencyModelPipeline,
                       StableDiffusionImg2ImgPipeline, StableDiffusionPipeline, StableDiffusionXLImg2ImgPipeline,
                       StableDiffusionXLPipeline)
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from family_folders import FAMILIES, STATISTICS, VOCABULARY, Models, find_file
from tiny_pipeline import load_tokenizer

NUMPY_TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(int64)": np.int64,
               "tensor(int32)": np.int32}


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
