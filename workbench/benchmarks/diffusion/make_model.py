"""Makes a model in the full shape of Stable Diffusion 1.5 with random weights, for the benchmark `diffusion`.

    python make_model.py FOLDER

Writes FOLDER/python (diffusers' own format) and FOLDER/onnx (the layout that Optimum exports), the same float32 weights
in both, 8.5 GB together. Needs torch, diffusers, transformers and onnx, and 16 GB of memory. Pictures of such a model
are noise; a step of it costs what a step of the real one costs.
"""

import shutil
import sys
from pathlib import Path

import onnx
import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from onnx.external_data_helper import convert_model_to_external_data, load_external_data_for_model
from transformers import CLIPTextConfig, CLIPTextModel

sys.path.insert(0, str(Path(__file__).parents[2] / "reference-numbers/pipelines"))

from export_onnx import export_pipeline  # noqa: E402
from tiny_pipeline import SCHEDULER_CONFIG, make_tokenizer  # noqa: E402

LARGEST_PROTOBUF_BYTES = 2**31


def make_pipeline(folder: Path) -> StableDiffusionPipeline:
    """diffusers' configuration of Stable Diffusion 1.5; the tokenizer is a small one, which costs the same."""
    torch.manual_seed(0)
    tokenizer = make_tokenizer(folder / "tokenizer")
    text_encoder = CLIPTextModel(CLIPTextConfig(
        vocab_size=49408, hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
        max_position_embeddings=77, projection_dim=768,
    ))
    unet = UNet2DConditionModel(
        sample_size=64, in_channels=4, out_channels=4, layers_per_block=2, block_out_channels=(320, 640, 1280, 1280),
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
        cross_attention_dim=768, attention_head_dim=8,
    )
    vae = AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=4, layers_per_block=2, block_out_channels=(128, 256, 512, 512),
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, sample_size=512,
    )
    return StableDiffusionPipeline(
        vae=vae.eval(), text_encoder=text_encoder.eval(), tokenizer=tokenizer, unet=unet.eval(),
        scheduler=DDIMScheduler.from_config({**SCHEDULER_CONFIG, "steps_offset": 1, "clip_sample": False}),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )


def merge_external_data(file: Path) -> None:
    """One file of weights beside a network that is too large for a protobuf, as Optimum writes it."""
    others = [path for path in file.parent.iterdir() if path.suffix not in (".onnx", ".json")]
    if not others:
        return
    model = onnx.load(file, load_external_data=False)
    load_external_data_for_model(model, str(file.parent))
    for path in others:
        path.unlink()
    convert_model_to_external_data(model, location=file.name + "_data", size_threshold=100)
    onnx.save(model, file)


def main() -> None:
    folder = Path(sys.argv[1])
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    onnx_folder = unfinished / "onnx"
    with torch.no_grad():
        pipeline = make_pipeline(onnx_folder)
        print(f"U-Net: {sum(p.numel() for p in pipeline.unet.parameters()) / 1e6:.0f} million parameters", flush=True)
        pipeline.save_pretrained(unfinished / "python")
        pipeline.scheduler.save_pretrained(onnx_folder / "scheduler")
        export_pipeline(pipeline, onnx_folder)
    del pipeline
    for file in onnx_folder.glob("*/*.onnx"):
        merge_external_data(file)
    unfinished.rename(folder)


if __name__ == "__main__":
    main()
