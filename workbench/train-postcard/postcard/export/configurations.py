"""Writes the folder's configuration files."""

import json
from pathlib import Path

import numpy as np

from ..model.text_encoder import LAYERS, MAX_WORDS, WIDTH
from ..painter.celestial import CELESTIAL
from ..painter.colours import COLOURS
from ..painter.grounds import GROUNDS
from ..painter.genres import GENRES
from ..painter.scene import PLACEMENTS
from ..painter.skies import SKIES
from ..painter.styles import STYLES
from ..painter.subjects import SUBJECTS
from ..painter.weathers import WEATHERS
from ..words import SPECIAL, vocabulary
from .synonyms import SYNONYMS

SCHEDULER = "DPMSolverMultistepScheduler"
STEPS = 20
GUIDANCE = 4.0


def _write(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")


def write_configurations(folder: Path, factors: np.ndarray, bias: np.ndarray) -> None:
    """Writes model_index.json, the components' config.json, the scheduler's and starweave.json."""
    _write(
        folder / "model_index.json",
        {
            "_class_name": "StableDiffusionPipeline",
            "_diffusers_version": "0.35.0",
            "feature_extractor": [None, None],
            "requires_safety_checker": False,
            "safety_checker": [None, None],
            "scheduler": ["diffusers", SCHEDULER],
            "text_encoder": ["transformers", "CLIPTextModel"],
            "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
            "unet": ["diffusers", "UNet2DConditionModel"],
            "vae": ["diffusers", "AutoencoderKL"],
        },
    )
    _write(
        folder / "scheduler" / "scheduler_config.json",
        {
            "_class_name": SCHEDULER,
            "beta_schedule": "squaredcos_cap_v2",
            "clip_sample": False,
            "num_train_timesteps": 1000,
            "prediction_type": "v_prediction",
            "rescale_betas_zero_snr": True,
            "set_alpha_to_one": True,
            "steps_offset": 1,
            "timestep_spacing": "trailing",
        },
    )
    _write(
        folder / "text_encoder" / "config.json",
        {
            "model_type": "postcard_text_encoder",
            "hidden_size": WIDTH,
            "num_hidden_layers": LAYERS,
            "max_position_embeddings": MAX_WORDS,
            "vocab_size": len(vocabulary()),
            "pad_token_id": 0,
            "bos_token_id": 2,
        },
    )
    _write(
        folder / "unet" / "config.json",
        {"_class_name": "UNet2DConditionModel", "in_channels": 4, "out_channels": 4, "sample_size": 16, "cross_attention_dim": WIDTH},
    )
    autoencoder = {
        "_class_name": "AutoencoderKL",
        "block_out_channels": [24, 48, 96, 160, 192],
        "in_channels": 3,
        "latent_channels": 4,
        "out_channels": 3,
        "sample_size": 256,
        "scaling_factor": 1.0,
    }
    _write(folder / "vae_decoder" / "config.json", autoencoder)
    _write(folder / "vae_encoder" / "config.json", autoencoder)
    _write(folder / "starweave.json", _starweave(factors, bias))


def _starweave(factors: np.ndarray, bias: np.ndarray) -> dict:
    grammar = sorted(set(vocabulary()) - set(SPECIAL) - {","})
    return {
        "id": "postcard",
        "name": "Postcard",
        "description": "A small built-in model that paints illustrated scenes of some 130 words at 256 × 256.",
        "license": "Apache-2.0",
        "sizes": [{"width": 256, "height": 256}],
        "defaults": {"steps": STEPS, "guidanceScale": GUIDANCE, "scheduler": SCHEDULER},
        "styles": list(STYLES),
        "vocabulary": {
            "subjects": sorted(SUBJECTS),
            "grounds": list(GROUNDS),
            "skies": list(SKIES),
            "weathers": list(WEATHERS),
            "celestial": list(CELESTIAL),
            "colours": list(COLOURS),
            "styles": list(STYLES),
            "placements": list(PLACEMENTS),
            "genres": list(GENRES),
            "words": grammar,
        },
        "synonyms": SYNONYMS,
        "latentRgbFactors": [[round(float(v), 4) for v in row] for row in factors],
        "latentRgbBias": [round(float(v), 4) for v in bias],
    }
