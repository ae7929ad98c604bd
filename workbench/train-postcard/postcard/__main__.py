"""The command line: train, export, measure, sheet."""

import argparse
import time
from pathlib import Path

import torch

from . import settings

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "postcard"
"""Where the benchmark of the trained model finds its judge, its captions and what was recorded at training."""


def train(workspace: Path, minutes: float, start_from: Path | None) -> None:
    """Runs one slice of whichever stage is next: painting, autoencoder, encoding, denoiser, judge.

    Starting from an exported folder, the encoder stays what it is there; decoder, text encoder and denoiser begin with its weights.
    """
    from .painter.scenes_on_disk import paint_shards
    from .training.encode_scenes import encode_scenes
    from .training.start_from import start_autoencoder
    from .training.train_autoencoder import train_autoencoder
    from .training.train_denoiser import train_denoiser
    from .training.train_judge import train_judge
    from .training.tune_decoder import tune_decoder

    end = time.monotonic() + minutes * 60

    def left() -> float:
        return (end - time.monotonic()) / 60

    paint_shards(workspace / "held-out", settings.HELD_OUT_SEED, settings.HELD_OUT_SHARDS)
    paint_shards(workspace / "scenes", settings.SEED, settings.TRAINING_SHARDS)
    if start_from and not (workspace / "autoencoder.pt").exists():
        start_autoencoder(workspace, start_from)
    if not start_from and not train_autoencoder(workspace, left()):
        return print("autoencoder: slice done; call again")
    if not (workspace / "latents.npz").exists():
        encode_scenes(workspace)
    if start_from and not tune_decoder(workspace, left()):
        return print("decoder: slice done; call again")
    if not train_denoiser(workspace, left(), start_from):
        return print("denoiser: slice done; call again")
    print("all done" if train_judge(workspace, left()) else "judge: slice done; call again")


def main() -> None:
    """Parses the command line and runs one command."""
    from .export.export_model import export_model

    parser = argparse.ArgumentParser(prog="postcard")
    parser.add_argument("--workspace", type=Path, default=Path.home() / ".cache" / "starweave-postcard")
    parser.add_argument("--model", type=Path, default=Path(__file__).parents[3] / "models" / "postcard")
    commands = parser.add_subparsers(dest="command", required=True)
    trained = commands.add_parser("train")
    trained.add_argument("--minutes", type=float, default=10)
    trained.add_argument("--start-from", type=Path)
    commands.add_parser("export")
    commands.add_parser("measure")
    sheet = commands.add_parser("sheet")
    sheet.add_argument("file", type=Path)
    sheet.add_argument("--seed", type=int, default=1)
    sheet.add_argument("--pictures", type=int)
    sheet.add_argument("--scheduler")
    chosen = parser.parse_args()
    torch.set_num_threads(2)
    if chosen.command == "train":
        train(chosen.workspace, chosen.minutes, chosen.start_from)
    elif chosen.command == "export":
        export_model(chosen.workspace, chosen.model)
    elif chosen.command == "measure":
        from .export.export_judge import export_judge
        from .measure.held_out_captions import write_captions
        from .measure.table import measure

        export_judge(chosen.workspace, BENCHMARK / "judge.onnx")
        write_captions(BENCHMARK / "captions.jsonl")
        measure(chosen.workspace, chosen.model, BENCHMARK / "recorded.json")
    else:
        from .measure.contact_sheet import contact_sheet

        contact_sheet(chosen.model, chosen.file, chosen.seed, chosen.pictures, scheduler=chosen.scheduler)


if __name__ == "__main__":
    main()
