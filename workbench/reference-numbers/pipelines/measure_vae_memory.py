"""Prints how much memory ONNX Runtime takes for Stable Diffusion's autoencoder, with random weights, beside the weights.

    python measure_vae_memory.py [EDGE …]

Every run is a process of its own; `diffusion/src/stages/vae-tiling.ts` rounds its factors up from this table. Needs
torch, diffusers and onnxruntime.
"""

import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import onnxruntime


def read_memory() -> int:
    """KiB that this process holds (Linux)."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def measure(file: str, edge: int) -> float:
    """MiB that the process peaks at above what it holds with the network loaded, looked at every 5 milliseconds."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    [value] = session.get_inputs()
    shape = (1, 3, edge, edge) if value.name == "sample" else (1, 4, edge // 8, edge // 8)
    before = read_memory()
    run = threading.Thread(target=session.run, args=(None, {value.name: np.zeros(shape, np.float32)}))
    run.start()
    peak = before
    while run.is_alive():
        peak = max(peak, read_memory())
        time.sleep(0.005)
    return (peak - before) / 1024


def export_autoencoder(folder: Path) -> None:
    import torch
    from diffusers import AutoencoderKL
    from export_onnx import VaeDecoder, VaeEncoder, export

    torch.manual_seed(0)
    vae = AutoencoderKL(
        block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4, sample_size=512,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
    )
    spatial = {0: "batch_size", 2: "height", 3: "width"}
    export(VaeDecoder(vae), (torch.zeros(1, 4, 8, 8),), folder / "vae_decoder.onnx",
           {"latent_sample": spatial}, {"sample": spatial})
    export(VaeEncoder(vae), (torch.zeros(1, 3, 64, 64),), folder / "vae_encoder.onnx",
           {"sample": spatial}, {"latent_parameters": spatial})


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "--measure":
        print(measure(sys.argv[2], int(sys.argv[3])))
        sys.exit()
    with tempfile.TemporaryDirectory() as folder:
        export_autoencoder(Path(folder))
        for part in ("vae_decoder", "vae_encoder"):
            for edge in [int(edge) for edge in sys.argv[1:]] or [384, 512, 768]:
                command = [sys.executable, __file__, "--measure", f"{folder}/{part}.onnx", str(edge)]
                print(part, edge, f"{float(subprocess.check_output(command)):.0f} MiB", flush=True)
