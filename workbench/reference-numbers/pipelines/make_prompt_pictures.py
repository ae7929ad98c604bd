"""Writes fixtures/textual-inversions/ and fixtures/prompt-picture-cases.json: pictures of long, weighted prompts, and of
prompts with textual inversions, by Python diffusers.

    python make_prompt_pictures.py

Textual inversions are loaded by diffusers' own `load_textual_inversion`, and the text encoder runs in torch then, because
the ONNX file takes no other vectors; weighted prompts come from `prompt_rules.py` as embeddings. The other networks
run in ONNX Runtime. Reads what make_reference.py and make_prompt_cases.py wrote.
"""

import base64
import json
import tempfile
import zlib
from pathlib import Path

import diffusers
import numpy as np
import onnxruntime
import safetensors
import torch
import transformers
from make_prompt_cases import shake_final_norm
from make_reference import FIXTURES, STABLE, describe_latents, run_in_onnx
from prompt_rules import Prompts, parse
from safetensors.torch import save_file
from tiny_pipeline import make_pipeline

FOLDER = FIXTURES / "textual-inversions"
VECTORS_SEED = 21
WORDS = "a red sun over blue mountains, the sea, and a small boat in the fog, "
NEGATIVE = "low quality, blurry"


def make_inversions() -> dict[str, dict]:
    """The files: contents, and the token that each is loaded as."""
    generator = torch.Generator().manual_seed(VECTORS_SEED)

    def rows(count, width=32):
        return torch.randn(count, width, generator=generator) * 0.5

    return {
        "diffusers-single": {"token": "<starry>", "tensors": {"<starry>": rows(1)[0]}},
        "diffusers-multi": {"token": "<woods>", "tensors": {"<woods>": rows(4)}},
        "automatic1111": {"token": "badhands", "tensors": {"emb_params": rows(3)}},
        "half": {"token": "mist", "tensors": {"emb_params": rows(2).half()}},
        "other-model": {"token": "wide", "tensors": {"emb_params": rows(1, 48)}},
    }


INVERSION_CASES = {
    "inversion/single": ("a <starry> sun over the sea", NEGATIVE, ["diffusers-single"]),
    "inversion/multi": ("the <woods> in the fog, <woods>, watercolor", NEGATIVE, ["diffusers-multi"]),
    "inversion/negative": ("a red boat", "badhands, blurry", ["automatic1111"]),
    "inversion/several": ("A <STARRY> sky above the <woods> and mist", "badhands",
                          ["diffusers-single", "diffusers-multi", "automatic1111", "half"]),
}
WEIGHTED_CASES = {
    "weighted/original": ("(a lighthouse:1.3) under a [full] moon, ((watercolor))", "(blurry:1.4), text", "original"),
    "weighted/no-norm": ("(a lighthouse:1.3) under a [full] moon, ((watercolor))", "(blurry:1.4), text", "no-norm"),
    "weighted/long": (WORDS * 4 + "(the fog:0.7) BREAK a lighthouse", "low quality", "original"),
    "weighted/long-negative": ("a (small:1.2) boat", "low quality, " * 30 + "(text:1.5)", "original"),
}


def paint(pipeline, **arguments) -> tuple[np.ndarray, list[torch.Tensor]]:
    steps = []

    def keep(_pipeline, _index, _timestep, values):
        steps.append(values["latents"].clone())
        return {}

    image = pipeline(width=64, height=64, num_inference_steps=6, guidance_scale=7.5, output_type="np",
                     generator=torch.Generator("cpu").manual_seed(7), callback_on_step_end=keep, **arguments).images[0]
    return (image * 255).round().astype(np.uint8), steps


def describe(name: str, painted: tuple, **facts) -> dict:
    image, steps = painted
    print(name, "brightness", image.mean().round(1), "±", image.std().round(1))
    packed = base64.b64encode(zlib.compress(image.tobytes(), 9)).decode()
    return {"id": name, **facts, "latents": [describe_latents(latents) for latents in steps], "image": packed}


def open_pipeline(folder: str):
    """The tiny pipeline with all networks but the text encoder in ONNX Runtime."""
    pipeline = make_pipeline(Path(folder))
    forward = pipeline.text_encoder.forward
    run_in_onnx(pipeline, STABLE)
    pipeline.text_encoder.forward = forward
    return pipeline


def paint_inversions(files: dict) -> list[dict]:
    records = []
    for name, (prompt, negative, used) in INVERSION_CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            pipeline = open_pipeline(folder)
        for file in used:
            pipeline.load_textual_inversion(str(FOLDER / f"{file}.safetensors"), token=files[file]["token"])
        painted = paint(pipeline, prompt=prompt, negative_prompt=negative)
        records.append(describe(name, painted, prompt=prompt, negative_prompt=negative, emphasis="original", files=used))
    return records


def paint_weighted() -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        pipeline = open_pipeline(folder)
    shake_final_norm(pipeline.text_encoder)
    prompts = Prompts(pipeline.tokenizer, pipeline.text_encoder, {})
    records = []
    for name, (prompt, negative, emphasis) in WEIGHTED_CASES.items():
        chunks = [prompts.chunk(parse(text)) for text in (prompt, negative)]
        count = max(len(each) for each in chunks)
        positive_states, negative_states = (
            torch.cat([prompts.encode(slots, emphasis) for slots in each + [[]] * (count - len(each))], 1)
            for each in chunks)
        painted = paint(pipeline, prompt_embeds=positive_states, negative_prompt_embeds=negative_states)
        records.append(describe(name, painted, prompt=prompt, negative_prompt=negative, emphasis=emphasis, files=[]))
    return records


def main() -> None:
    torch.set_num_threads(1)
    files = make_inversions()
    FOLDER.mkdir(exist_ok=True)
    for name, file in files.items():
        save_file(file["tensors"], FOLDER / f"{name}.safetensors")
    records = paint_inversions(files) + paint_weighted()
    modules = (torch, diffusers, transformers, onnxruntime, safetensors, np)
    (FIXTURES / "prompt-picture-cases.json").write_text(json.dumps({
        "versions": {m.__name__: m.__version__ for m in modules},
        "tokens": {name: file["token"] for name, file in files.items()},
        "cases": records,
    }, indent=1) + "\n")


if __name__ == "__main__":
    main()
