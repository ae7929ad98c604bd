"""Tiny pipelines of every family with random weights: the real architectures, as few numbers as they take.

The weights are scaled so that prompts, sizes, guidance and every step move the picture.
"""

import json
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from tiny_pipeline import MAX_TOKENS, load_tokenizer
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

WIDTH, WIDTH_2, POOLED, PER_NUMBER, GUIDANCE_WIDTH = 32, 24, 16, 8, 256
NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}
SCHEDULERS = {
    # Stable Diffusion 2: velocities.
    "sd2": {"_class_name": "DDIMScheduler", **NOISE, "prediction_type": "v_prediction", "set_alpha_to_one": False,
            "steps_offset": 1, "clip_sample": False},
    "sd-turbo": {"_class_name": "EulerDiscreteScheduler", **NOISE, "prediction_type": "epsilon",
                 "timestep_spacing": "trailing", "steps_offset": 1},
    "xl": {"_class_name": "EulerDiscreteScheduler", **NOISE, "prediction_type": "epsilon",
           "timestep_spacing": "leading", "steps_offset": 1, "interpolation_type": "linear", "sample_max_value": 1.0,
           "set_alpha_to_one": False, "skip_prk_steps": True, "clip_sample": False, "trained_betas": None,
           "use_karras_sigmas": False},
    "xl-turbo": {"_class_name": "EulerAncestralDiscreteScheduler", **NOISE, "prediction_type": "epsilon",
                 "timestep_spacing": "trailing", "steps_offset": 1, "clip_sample": False, "set_alpha_to_one": False},
    # Playground 2.5: Stable Diffusion XL with EDM's noise levels, and latents brought to a mean of 0.
    "xl-playground": {"_class_name": "EDMDPMSolverMultistepScheduler", "sigma_min": 0.002, "sigma_max": 80.0,
                      "sigma_data": 0.5, "sigma_schedule": "karras", "num_train_timesteps": 1000, "solver_order": 2,
                      "prediction_type": "epsilon", "rho": 7.0, "final_sigmas_type": "zero"},
    "lcm": {"_class_name": "LCMScheduler", **NOISE, "original_inference_steps": 50, "set_alpha_to_one": True,
            "prediction_type": "epsilon", "timestep_spacing": "leading", "timestep_scaling": 10.0},
}


def write_scheduler(folder: Path, name: str) -> None:
    (folder / "scheduler").mkdir(parents=True, exist_ok=True)
    text = json.dumps(SCHEDULERS[name], indent=2) + "\n"
    (folder / "scheduler/scheduler_config.json").write_text(text)


def write_tokenizer(folder: Path, vocabulary: Path, pad_token: str) -> CLIPTokenizer:
    """The two small files of a tokenizer that shares its vocabulary and merges with another."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {**json.loads((vocabulary / "tokenizer_config.json").read_text()), "pad_token": pad_token}
    special = {key: config[key] for key in ("bos_token", "eos_token", "unk_token", "pad_token")}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    tokenizer = load_tokenizer(vocabulary)
    tokenizer.pad_token = pad_token
    return tokenizer


def make_text_encoder(vocabulary_size: int, width: int, layers: int, projects: bool):
    config = CLIPTextConfig(
        vocab_size=vocabulary_size, hidden_size=width, intermediate_size=37, num_attention_heads=4,
        num_hidden_layers=layers, max_position_embeddings=MAX_TOKENS, projection_dim=POOLED,
        bos_token_id=vocabulary_size - 2, eos_token_id=vocabulary_size - 1, pad_token_id=0, hidden_act="gelu",
    )
    encoder = (CLIPTextModelWithProjection if projects else CLIPTextModel)(config).eval()
    with torch.no_grad():
        for name, parameter in encoder.named_parameters():
            if "embedding" in name or "projection" in name:
                parameter.mul_(25)
    return encoder


def make_unet(width: int, **changes) -> UNet2DConditionModel:
    unet = UNet2DConditionModel(
        sample_size=4, out_channels=4, block_out_channels=(4, 8), layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=width, attention_head_dim=(2, 4), norm_num_groups=2, use_linear_projection=True, **{"in_channels": 4, **changes},
    ).eval()
    with torch.no_grad():
        for name, parameter in unet.named_parameters():
            if ("attn2" in name or "add_embedding" in name or "cond_proj" in name) and parameter.ndim == 2:
                parameter.mul_(3)
        unet.conv_out.weight.mul_(3)
    return unet


def make_xl_unet(width: int, numbers: int, **changes) -> UNet2DConditionModel:
    return make_unet(width, addition_embed_type="text_time", addition_time_embed_dim=PER_NUMBER,
                     projection_class_embeddings_input_dim=numbers * PER_NUMBER + POOLED,
                     transformer_layers_per_block=(1, 2), **changes)
