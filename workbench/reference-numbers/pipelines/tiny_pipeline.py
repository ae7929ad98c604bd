"""A tiny Stable Diffusion 1 pipeline with random weights: the real architecture, a few hundred kilobytes.

The weights mean nothing, but they are scaled so that the prompt, the guidance and every step move the picture:
a mistake in any of them shows in the numbers.
"""

import json
import re
from collections import Counter
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from tokenizers import pre_tokenizers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

WEIGHTS_SEED = 20251121
MAX_TOKENS = 77
# As old exports have it: no steps_offset and no clip_sample, which the pipeline corrects, and a key of another class.
SCHEDULER_CONFIG = {
    "_class_name": "DDIMScheduler",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
}
CORPUS = [
    "a lighthouse under a full moon, watercolor",
    "a red sun over blue mountains, the sea, and a small boat in the fog",
    "an old oak tree beside the house; snow falls on the castle's towers",
    "a painting of a dog that isn't afraid of the windmill, flat colours",
    "low quality, blurry, bad drawing, text, watermark",
    "the cat's whiskers, they're in 4 colours (12 of them)!",
]


def learn_merges(count: int) -> list[tuple[str, str]]:
    """Byte-pair merges of the corpus: the most frequent pair first, the alphabetically first among equals."""
    words = [[*word[:-1], word[-1] + "</w>"] for line in CORPUS for word in re.findall(r"[a-z]+|[0-9]|[^\sa-z0-9]+", line)]
    merges = []
    while len(merges) < count:
        pairs = Counter(pair for word in words for pair in zip(word, word[1:]))
        merges.append(min(pairs, key=lambda pair: (-pairs[pair], pair)))
        words = [merge(word, merges[-1]) for word in words]
    return merges


def merge(word: list[str], pair: tuple[str, str]) -> list[str]:
    merged = []
    for part in word:
        if merged and (merged[-1], part) == pair:
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def make_tokenizer(folder: Path) -> CLIPTokenizer:
    """CLIP's byte-level BPE with merges learned from the few lines above."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = learn_merges(120)
    tokens = [*alphabet, *(letter + "</w>" for letter in alphabet), *(a + b for a, b in merges)]
    tokens = [*dict.fromkeys(tokens), "<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
    special = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    (folder / "special_tokens_map.json").write_text(json.dumps({**special, "pad_token": "<|endoftext|>"}))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({**special, "pad_token": "<|endoftext|>", "model_max_length": MAX_TOKENS,
                    "tokenizer_class": "CLIPTokenizer", "do_lower_case": True})
    )
    return load_tokenizer(folder)


def load_tokenizer(folder: Path) -> CLIPTokenizer:
    vocabulary = json.loads((folder / "vocab.json").read_text())
    lines = (folder / "merges.txt").read_text().splitlines()[1:]
    config = json.loads((folder / "tokenizer_config.json").read_text())
    return CLIPTokenizer(
        vocab=vocabulary,
        merges=[tuple(line.split(" ")) for line in lines],
        model_max_length=config["model_max_length"],
        **{key: config[key] for key in ("bos_token", "eos_token", "unk_token", "pad_token")},
    )


def make_text_encoder(vocabulary_size: int, end_token: int) -> CLIPTextModel:
    config = CLIPTextConfig(
        vocab_size=vocabulary_size, hidden_size=32, intermediate_size=37, num_attention_heads=4, num_hidden_layers=2,
        max_position_embeddings=MAX_TOKENS, projection_dim=32, bos_token_id=end_token - 1, eos_token_id=end_token,
        pad_token_id=end_token,
    )
    encoder = CLIPTextModel(config).eval()
    with torch.no_grad():
        for name, parameter in encoder.named_parameters():
            if "embedding" in name:
                parameter.mul_(25)
    return encoder


def make_unet() -> UNet2DConditionModel:
    unet = UNet2DConditionModel(
        sample_size=8, in_channels=4, out_channels=4, block_out_channels=(8, 16), layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32, attention_head_dim=4, norm_num_groups=4,
    ).eval()
    with torch.no_grad():
        for name, parameter in unet.named_parameters():
            if "attn2" in name and parameter.ndim == 2:
                parameter.mul_(3)
        unet.conv_out.weight.mul_(3)
    return unet


def make_vae() -> AutoencoderKL:
    vae = AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(8, 8, 16, 16), layers_per_block=1,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, norm_num_groups=4,
        sample_size=64, scaling_factor=0.18215,
    ).eval()
    with torch.no_grad():
        vae.decoder.conv_out.weight.mul_(2.5)
    return vae


def make_pipeline(folder: Path) -> StableDiffusionPipeline:
    """The pipeline in Python; writes the tokenizer's files into `folder`/tokenizer."""
    tokenizer = make_tokenizer(folder / "tokenizer")
    torch.manual_seed(WEIGHTS_SEED)
    end_token = tokenizer.convert_tokens_to_ids("<|endoftext|>")
    pipeline = StableDiffusionPipeline(
        vae=make_vae(), text_encoder=make_text_encoder(len(tokenizer), end_token), tokenizer=tokenizer,
        unet=make_unet(), safety_checker=None, feature_extractor=None, requires_safety_checker=False,
        scheduler=DDIMScheduler.from_config(SCHEDULER_CONFIG),
    )
    (folder / "scheduler").mkdir(exist_ok=True)
    (folder / "scheduler/scheduler_config.json").write_text(json.dumps(SCHEDULER_CONFIG, indent=2) + "\n")
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
