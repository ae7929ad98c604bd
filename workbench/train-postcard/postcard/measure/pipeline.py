"""Samples the exported folder with onnxruntime and diffusers' own schedulers."""

import json
from pathlib import Path

import diffusers
import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer


class Pipeline:
    """Text to pictures from a model folder, as any diffusion program would run it."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")

        def session(name: str) -> onnxruntime.InferenceSession:
            return onnxruntime.InferenceSession(str(folder / name / "model.onnx"), options, providers=["CPUExecutionProvider"])

        self.text_encoder, self.unet = session("text_encoder"), session("unet")
        self.decoder, self.encoder = session("vae_decoder"), session("vae_encoder")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer" / "tokenizer.json"))
        self._length = json.loads((folder / "tokenizer" / "tokenizer_config.json").read_text())["model_max_length"]
        self._scheduler = json.loads((folder / "scheduler" / "scheduler_config.json").read_text())
        self.defaults = json.loads((folder / "starweave.json").read_text())["defaults"]

    def embed(self, prompts: list[str]) -> np.ndarray:
        """Returns the word vectors of prompts, padded to the tokenizer's length."""
        ids = np.zeros((len(prompts), self._length), np.int64)
        for row, prompt in enumerate(prompts):
            words = self._tokenizer.encode(prompt).ids[: self._length]
            ids[row, : len(words)] = words
        return self.text_encoder.run(None, {"input_ids": ids})[0]

    def sample(self, prompts: list[str], seed: int, steps: int | None = None, guidance: float | None = None, scheduler: str | None = None) -> np.ndarray:
        """Paints one picture a prompt: uint8 [B, 256, 256, 3]. What is not given is the model's default."""
        guidance = guidance or self.defaults["guidanceScale"]
        walk = getattr(diffusers, scheduler or self.defaults["scheduler"]).from_config(self._scheduler)
        walk.set_timesteps(steps or self.defaults["steps"])
        words = np.concatenate([self.embed([""] * len(prompts)), self.embed(prompts)])
        latents = torch.randn(len(prompts), 4, 16, 16, generator=torch.Generator().manual_seed(seed)) * walk.init_noise_sigma
        for timestep in walk.timesteps:
            scaled = walk.scale_model_input(latents, timestep).numpy().astype(np.float32)
            feed = {
                "sample": np.concatenate([scaled, scaled]),
                "timestep": np.array(float(timestep), np.float32),
                "encoder_hidden_states": words,
            }
            free, prompted = np.split(self.unet.run(None, feed)[0], 2)
            guided = torch.from_numpy(free + guidance * (prompted - free))
            latents = walk.step(guided, timestep, latents).prev_sample
        return self.decode(latents.numpy().astype(np.float32))

    def decode(self, latents: np.ndarray) -> np.ndarray:
        """Returns pixels uint8 [B, 256, 256, 3] of latents."""
        pixels = self.decoder.run(None, {"latent_sample": latents})[0]
        return np.round(np.clip(pixels * 0.5 + 0.5, 0, 1) * 255).astype(np.uint8).transpose(0, 2, 3, 1)

    def round_trip(self, pictures: np.ndarray) -> np.ndarray:
        """Encodes and decodes pictures uint8 [B, 256, 256, 3]."""
        sample = pictures.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1
        return self.decode(self.encoder.run(None, {"sample": sample})[0][:, :4])
