"""Exports the whole folder from a workspace."""

from pathlib import Path

from .configurations import write_configurations
from .graphs import load_trained
from .preview_factors import fit_preview
from .tokenizer_files import write_tokenizer
from .write_graphs import write_graphs


def export_model(workspace: Path, folder: Path) -> None:
    """Writes every file of the model into `folder` and prints how exact and how large they are."""
    factors, bias, explained = fit_preview(workspace)
    write_configurations(folder, factors, bias)
    write_tokenizer(folder / "tokenizer")
    for name, difference in write_graphs(load_trained(workspace), folder).items():
        print(f"{name}: differs from its network by at most {difference:.5f} of the largest value")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"latent preview explains {explained:.3f} of the colour variance; {size / 1e6:.2f} MB in all")
