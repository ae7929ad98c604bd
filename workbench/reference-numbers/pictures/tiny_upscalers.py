"""Tiny diffusion upscalers and a tiny decoder with random weights: the real architectures in a few hundred kilobytes.

StableDiffusionLatentUpscalePipeline doubles latents, StableDiffusionUpscalePipeline paints pictures four times as large,
AutoencoderTiny decodes latents roughly. The weights mean nothing, but are scaled so that every input moves the result.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch.nn import functional as F
from diffusers import (AutoencoderKL, AutoencoderTiny, DDIMScheduler, DDPMScheduler, EulerDiscreteScheduler,
                       StableDiffusionLatentUpscalePipeline, StableDiffusionUpscalePipeline, UNet2DConditionModel)
from diffusers.models.downsampling import KDownsample2D
from diffusers.models.upsampling import KUpsample2D

sys.path.insert(0, str(Path(__file__).parent.parent / "pipelines"))
from export_onnx import VaeDecoder, VaeEncoder, export, write_json  # noqa: E402
from tiny_pipeline import make_text_encoder, make_tokenizer  # noqa: E402

WEIGHTS_SEED = 20251121
BETAS = {"beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}
WIDTH = 32


def make_vae(levels: int, scaling_factor: float) -> AutoencoderKL:
    vae = AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(8,) * levels, layers_per_block=1,
        down_block_types=("DownEncoderBlock2D",) * levels, up_block_types=("UpDecoderBlock2D",) * levels, norm_num_groups=4,
        sample_size=64, scaling_factor=scaling_factor,
    ).eval()
    with torch.no_grad():
        vae.decoder.conv_out.weight.mul_(2.5)
        vae.encoder.conv_out.weight.mul_(3)
    return vae


def make_latent_upscaler(folder: Path) -> StableDiffusionLatentUpscalePipeline:
    tokenizer = make_tokenizer(folder / "tokenizer")
    torch.manual_seed(WEIGHTS_SEED)
    # K blocks norm in groups of 32 channels; the condition is the noise level's 128 numbers and the pooled prompt.
    unet = UNet2DConditionModel(
        sample_size=16, in_channels=8, out_channels=5, block_out_channels=(32, 64, 64), layers_per_block=1, act_fn="gelu",
        down_block_types=("KDownBlock2D", *["KCrossAttnDownBlock2D"] * 2), up_block_types=(*["KCrossAttnUpBlock2D"] * 2, "KUpBlock2D"),
        mid_block_type=None, norm_num_groups=None, cross_attention_dim=WIDTH, attention_head_dim=8, conv_in_kernel=1,
        conv_out_kernel=1, only_cross_attention=True, resnet_time_scale_shift="scale_shift", time_embedding_type="fourier",
        timestep_post_act="gelu", time_cond_proj_dim=128 + WIDTH,
    ).eval()
    with torch.no_grad():
        unet.time_embedding.cond_proj.weight.mul_(4)
        unet.conv_out.weight.mul_(2)
        for name, parameter in unet.named_parameters():
            if "attn" in name and parameter.ndim == 2:
                parameter.mul_(3)
    scheduler = EulerDiscreteScheduler(prediction_type="sample", **{**BETAS, "beta_start": 0.00085, "beta_end": 0.012})
    end = tokenizer.convert_tokens_to_ids("<|endoftext|>")
    return finish(StableDiffusionLatentUpscalePipeline(
        vae=make_vae(4, 0.18215), text_encoder=make_text_encoder(len(tokenizer), end), tokenizer=tokenizer, unet=unet,
        scheduler=scheduler), folder)


def make_upscaler(folder: Path) -> StableDiffusionUpscalePipeline:
    tokenizer = make_tokenizer(folder / "tokenizer")
    torch.manual_seed(WEIGHTS_SEED + 1)
    unet = UNet2DConditionModel(
        sample_size=16, in_channels=7, out_channels=4, block_out_channels=(8, 16), layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH, attention_head_dim=4, norm_num_groups=4, only_cross_attention=(True, False),
        num_class_embeds=1000, use_linear_projection=True,
    ).eval()
    with torch.no_grad():
        unet.class_embedding.weight.mul_(2)
        unet.conv_out.weight.mul_(3)
    end = tokenizer.convert_tokens_to_ids("<|endoftext|>")
    return finish(StableDiffusionUpscalePipeline(
        vae=make_vae(3, 0.08333), text_encoder=make_text_encoder(len(tokenizer), end), tokenizer=tokenizer, unet=unet,
        low_res_scheduler=DDPMScheduler(beta_schedule="squaredcos_cap_v2", clip_sample=True),
        scheduler=DDIMScheduler(prediction_type="v_prediction", clip_sample=False, set_alpha_to_one=False, steps_offset=1, **BETAS),
        max_noise_level=350), folder)


def fix_resampling(unet: UNet2DConditionModel, *inputs) -> None:
    """K blocks make the weights of their resampling anew for every input, which can't be exported: make them once."""

    def fix(module, arguments, _output):
        channels = arguments[0].shape[1]
        weight = module.kernel.expand(channels, 1, -1, -1).clone()
        pad = module.pad
        if isinstance(module, KDownsample2D):
            module.forward = lambda x: F.conv2d(F.pad(x, (pad,) * 4, module.pad_mode), weight, stride=2, groups=channels)
        else:
            around = ((pad + 1) // 2,) * 4
            module.forward = lambda x: F.conv_transpose2d(F.pad(x, around, module.pad_mode), weight, stride=2, padding=pad * 2 + 1, groups=channels)

    found = [module for module in unet.modules() if isinstance(module, (KDownsample2D, KUpsample2D))]
    hooks = [module.register_forward_hook(fix) for module in found]
    with torch.no_grad():
        before = unet(*inputs[:3], timestep_cond=inputs[3]).sample
        for hook in hooks:
            hook.remove()
        assert torch.allclose(before, unet(*inputs[:3], timestep_cond=inputs[3]).sample, atol=1e-5)


def finish(pipeline, folder: Path):
    """Writes the schedulers' files; the weights are rounded to what half precision can hold, which `store_in_half` uses."""
    pipeline.set_progress_bar_config(disable=True)
    with torch.no_grad():
        for parameter in pipeline.unet.parameters():
            parameter.copy_(parameter.half().float())
    for name in ("scheduler", "low_res_scheduler"):
        if hasattr(pipeline, name):
            scheduler = getattr(pipeline, name)
            scheduler.save_pretrained(folder / name)
            # As from a folder: defaults that were written down carry over to other classes.
            setattr(pipeline, name, type(scheduler).from_pretrained(folder / name))
    return pipeline


def make_tiny_decoder() -> AutoencoderTiny:
    torch.manual_seed(WEIGHTS_SEED + 2)
    widths = {"encoder_block_out_channels": (8,) * 4, "decoder_block_out_channels": (8,) * 4}
    tiny = AutoencoderTiny(**widths, num_encoder_blocks=(1,) * 4, num_decoder_blocks=(1,) * 4).eval()
    with torch.no_grad():
        for name, parameter in tiny.decoder.named_parameters():
            if parameter.ndim == 4:
                parameter.mul_(1.6)
        tiny.decoder.layers[-1].bias.fill_(0.5)
    return tiny


class TextEncoder(torch.nn.Module):
    """With its layers' states, as Optimum exports encoders when it is asked for hidden states."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids):
        output = self.model(input_ids, output_hidden_states=True)
        return output.last_hidden_state, output.pooler_output, *output.hidden_states


class LatentUnet(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, sample, timestep, encoder_hidden_states, timestep_cond):
        return self.model(sample, timestep, encoder_hidden_states, timestep_cond=timestep_cond, return_dict=False)[0]


class LabelledUnet(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, sample, timestep, encoder_hidden_states, class_labels):
        return self.model(sample, timestep, encoder_hidden_states, class_labels=class_labels, return_dict=False)[0]


class TinyDecoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, latent_sample):
        return self.model.decode(latent_sample, return_dict=False)[0]


SPATIAL = {0: "batch_size", 2: "height", 3: "width"}
SEQUENCE = {0: "batch_size", 1: "sequence_length"}


def export_upscaler(pipeline, folder: Path) -> None:
    encoder, unet, vae = pipeline.text_encoder, pipeline.unet, pipeline.vae
    tokens, width = encoder.config.max_position_embeddings, encoder.config.hidden_size
    layers = encoder.config.num_hidden_layers
    states = {f"hidden_states.{i}": SEQUENCE for i in range(layers + 1)}
    export(TextEncoder(encoder), (torch.zeros(2, tokens, dtype=torch.long),), folder / "text_encoder/model.onnx",
           {"input_ids": SEQUENCE}, {"last_hidden_state": SEQUENCE, "pooler_output": {0: "batch_size"}, **states})
    latent = unet.config.in_channels == 8
    if latent:
        fix_resampling(unet, torch.randn(2, 8, 16, 16), torch.tensor(0.5), torch.randn(2, tokens, width), torch.randn(2, 128 + width))
    condition = ("timestep_cond", torch.zeros(2, 128 + width)) if latent else ("class_labels", torch.zeros(2, dtype=torch.long))
    export((LatentUnet if latent else LabelledUnet)(unet),
           (torch.zeros(2, unet.config.in_channels, 16, 16), torch.tensor(1.0), torch.zeros(2, tokens, width), condition[1]),
           folder / "unet/model.onnx",
           {"sample": SPATIAL, "timestep": {}, "encoder_hidden_states": SEQUENCE, condition[0]: {0: "batch_size"}},
           {"out_sample": SPATIAL})
    store_in_half(folder / "unet/model.onnx")
    export(VaeDecoder(vae), (torch.zeros(1, 4, 16, 16),), folder / "vae_decoder/model.onnx",
           {"latent_sample": SPATIAL}, {"sample": SPATIAL})
    if latent:
        export(VaeEncoder(vae), (torch.zeros(1, 3, 64, 64),), folder / "vae_encoder/model.onnx",
               {"sample": SPATIAL}, {"latent_parameters": SPATIAL})
    write_configs(pipeline, folder)


def store_in_half(path: Path) -> None:
    """Stores the weights in two bytes each; the network casts them and computes in float32 as before."""
    model = onnx.load(path)
    large = [t for t in model.graph.initializer if t.data_type == TensorProto.FLOAT and np.prod(t.dims) > 64]
    for tensor in large:
        values = numpy_helper.to_array(tensor)
        if (values.astype(np.float16).astype(np.float32) != values).any():
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
        model.graph.node.insert(0, helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    onnx.checker.check_model(model)
    onnx.save(model, path)


def write_configs(pipeline, folder: Path) -> None:
    parts = {"unet": pipeline.unet, "vae_decoder": pipeline.vae}
    for name, model in parts.items():
        write_json(folder / name / "config.json", {"_class_name": type(model).__name__, **dict(model.config)})
    write_json(folder / "text_encoder/config.json", json.loads(pipeline.text_encoder.config.to_json_string()))
    index = {"_class_name": type(pipeline).__name__, "scheduler": ["diffusers", type(pipeline.scheduler).__name__],
             "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
             "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]}
    if hasattr(pipeline, "low_res_scheduler"):
        index |= {"low_res_scheduler": ["diffusers", type(pipeline.low_res_scheduler).__name__],
                  "max_noise_level": pipeline.config.max_noise_level}
    write_json(folder / "model_index.json", index)


def export_tiny_decoder(tiny: AutoencoderTiny, folder: Path) -> None:
    export(TinyDecoder(tiny), (torch.zeros(1, 4, 8, 8),), folder / "model.onnx", {"latent_sample": SPATIAL}, {"sample": SPATIAL})
    write_json(folder / "config.json", {"_class_name": "AutoencoderTiny", **dict(tiny.config)})
