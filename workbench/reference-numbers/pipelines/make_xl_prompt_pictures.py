"""Writes fixtures/xl-prompt-picture-cases.json and two textual inversions for it: pictures of long, weighted prompts, and
of prompts with textual inversions, by Python diffusers' Stable Diffusion XL.

    python make_xl_prompt_pictures.py

As make_prompt_pictures.py: states before the last layer of two text encoders, each chunk weighed for each encoder alone,
the pooled embedding from the first chunk. Reads what make_family_reference.py wrote.
"""

import base64
import json
import zlib

import diffusers
import numpy as np
import onnxruntime
import torch
import transformers
from family_folders import FAMILIES, Models
from family_pipelines import make_pipeline, run_in_onnx
from make_prompt_pictures import FOLDER, WORDS
from make_reference import FIXTURES, describe_latents
from prompt_rules import Prompts, parse
from safetensors.torch import save_file
from tiny_families import WIDTH, WIDTH_2

VECTORS_SEED = 22
TOKEN = "<starry>"
CASES = {
    "xl/original": ("(a lighthouse:1.3) under a [full] moon", "(blurry:1.4), text", "original"),
    "xl/no-norm": ("(a lighthouse:1.3) under a [full] moon", "(blurry:1.4), text", "no-norm"),
    "xl/long": (WORDS * 8 + "(the fog:0.7) BREAK a lighthouse", "low quality", "original"),
}


class XlPrompts(Prompts):
    def read_states(self, outputs) -> torch.Tensor:
        return outputs.hidden_states[-2]


def open_pipeline(models: Models):
    """Stable Diffusion XL with all networks but the text encoders in ONNX Runtime."""
    pipeline = make_pipeline(models, "xl", False)
    forwards = pipeline.text_encoder.forward, pipeline.text_encoder_2.forward
    run_in_onnx(pipeline, FAMILIES / "xl")
    pipeline.text_encoder.forward, pipeline.text_encoder_2.forward = forwards
    return pipeline


def encode(pipeline, prompt: str, negative: str, emphasis: str) -> dict[str, torch.Tensor]:
    readers = [XlPrompts(pipeline.tokenizer, pipeline.text_encoder, {}),
               XlPrompts(pipeline.tokenizer_2, pipeline.text_encoder_2, {})]
    chunks = [readers[0].chunk(parse(text)) for text in (prompt, negative)]
    count = max(len(each) for each in chunks)
    arguments = {}
    for side, own in zip(("", "negative_"), chunks):
        padded = own + [[]] * (count - len(own))
        states = [torch.cat([reader.encode(slots, emphasis) for slots in padded], 1) for reader in readers]
        arguments[f"{side}prompt_embeds"] = torch.cat(states, -1)
        arguments[f"{side}pooled_prompt_embeds"] = readers[1].run(padded[0]).text_embeds
    return arguments


def paint(pipeline, name: str, arguments: dict, **facts) -> dict:
    steps = []

    def keep(_pipeline, _index, _timestep, values):
        steps.append(values["latents"].clone())
        return {}

    image = pipeline(width=32, height=48, num_inference_steps=4, guidance_scale=5.0, output_type="np",
                     generator=torch.Generator("cpu").manual_seed(11), callback_on_step_end=keep, **arguments).images[0]
    image = (image * 255).round().astype(np.uint8)
    print(name, "brightness", image.mean().round(1), "±", image.std().round(1))
    packed = base64.b64encode(zlib.compress(image.tobytes(), 9)).decode()
    return {"id": name, **facts, "latents": [describe_latents(latents) for latents in steps], "image": packed}


def main() -> None:
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(VECTORS_SEED)
    tensors = {key: torch.randn(3, width, generator=generator) * 0.5 for key, width in (("clip_l", WIDTH), ("clip_g", WIDTH_2))}
    save_file(tensors, FOLDER / "xl.safetensors")
    (FOLDER / "xl.safetensors").chmod(0o644)
    models = Models()
    pipeline = open_pipeline(models)
    records = [paint(pipeline, name, encode(pipeline, prompt, negative, emphasis), prompt=prompt,
                     negative_prompt=negative, emphasis=emphasis, files=[])
               for name, (prompt, negative, emphasis) in CASES.items()]
    pipeline.load_textual_inversion(tensors["clip_l"], token=TOKEN)
    pipeline.load_textual_inversion(tensors["clip_g"], token=TOKEN, text_encoder=pipeline.text_encoder_2,
                                    tokenizer=pipeline.tokenizer_2)
    prompt, negative = f"a {TOKEN} sky above the sea, {TOKEN}", f"blurry, {TOKEN}"
    records.append(paint(pipeline, "xl/inversion", {"prompt": prompt, "negative_prompt": negative}, prompt=prompt,
                         negative_prompt=negative, emphasis="original", files=["xl"]))
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, transformers, onnxruntime, np)}
    (FIXTURES / "xl-prompt-picture-cases.json").write_text(
        json.dumps({"versions": versions, "tokens": {"xl": TOKEN}, "cases": records}, indent=1) + "\n")


if __name__ == "__main__":
    main()
