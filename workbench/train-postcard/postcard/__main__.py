"""The command line: train, export, measure, sheet."""

import argparse
import time
from pathlib import Path

import torch

from . import settings


def train(workspace: Path, minutes: float) -> None:
    """Runs one slice of whichever stage is next: painting, autoencoder, encoding, denoiser."""
    from .painter.scenes_on_disk import paint_shards
    from .training.encode_scenes import encode_scenes
    from .training.train_autoencoder import train_autoencoder
    from .training.train_denoiser import train_denoiser

    end = time.monotonic() + minutes * 60

    def left() -> float:
        return (end - time.monotonic()) / 60

    paint_shards(workspace / "held-out", settings.HELD_OUT_SEED, settings.HELD_OUT_SHARDS)
    paint_shards(workspace / "scenes", settings.SEED, settings.TRAINING_SHARDS)
    if not train_autoencoder(workspace, left()):
        return print("autoencoder: slice done; call again")
    if not (workspace / "latents.npz").exists():
        encode_scenes(workspace)
    print("all done" if train_denoiser(workspace, left()) else "denoiser: slice done; call again")


def main() -> None:
    """Parses the command line and runs one command."""
    from .export.export_model import export_model

    parser = argparse.ArgumentParser(prog="postcard")
    parser.add_argument("--workspace", type=Path, default=Path.home() / ".cache" / "starweave-postcard")
    parser.add_argument("--model", type=Path, default=Path(__file__).parents[3] / "models" / "postcard")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("train").add_argument("--minutes", type=float, default=10)
    commands.add_parser("export")
    measured = commands.add_parser("measure")
    measured.add_argument("--pictures", type=int, default=300)
    measured.add_argument("--seed", type=int, default=1)
    sheet = commands.add_parser("sheet")
    sheet.add_argument("file", type=Path)
    sheet.add_argument("--seed", type=int, default=1)
    sheet.add_argument("--pictures", type=int)
    sheet.add_argument("--scheduler")
    chosen = parser.parse_args()
    torch.set_num_threads(2)
    if chosen.command == "train":
        train(chosen.workspace, chosen.minutes)
    elif chosen.command == "export":
        export_model(chosen.workspace, chosen.model)
    elif chosen.command == "measure":
        from .measure.table import measure

        measure(chosen.workspace, chosen.model, chosen.pictures, chosen.seed)
    else:
        from .measure.contact_sheet import contact_sheet

        contact_sheet(chosen.model, chosen.file, chosen.seed, chosen.pictures, scheduler=chosen.scheduler)


if __name__ == "__main__":
    main()
