"""The bare loop in Python: NumPy and ONNX Runtime, nothing else, for the benchmark `diffusion`.

    python python_onnx.py FOLDER JOB

As python_torch.py, without diffusers: the token ids come with the job, the walk is DDIM's in a few lines. It is the
least that anyone can do around the same networks, with ONNX Runtime's options as the job has them.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime


def open_network(file: Path, options: dict) -> onnxruntime.InferenceSession:
    session_options = onnxruntime.SessionOptions()
    session_options.log_severity_level = 4
    for key, value in options.items():
        session_options.add_session_config_entry(key, value)
    return onnxruntime.InferenceSession(file, session_options, providers=["CPUExecutionProvider"])


def main() -> None:
    folder, job = Path(sys.argv[1]) / "onnx", json.loads(sys.argv[2])
    encoder, unet, decoder = (
        open_network(folder / name / "model.onnx", job["sessionConfig"]) for name in ("text_encoder", "unet", "vae_decoder")
    )
    betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=np.float32) ** 2
    alphas = np.cumprod(1 - betas, dtype=np.float32)
    ids = [np.array([tokens], dtype=np.int64) for tokens in (job["negativeIds"], job["ids"])]

    def paint(size: int, steps: int) -> np.ndarray:
        embeddings = np.concatenate([encoder.run(["last_hidden_state"], {"input_ids": one})[0] for one in ids])
        latents = np.random.default_rng(job["seed"]).standard_normal((1, 4, size // 8, size // 8), dtype=np.float32)
        stride = 1000 // steps
        for timestep in (np.arange(steps)[::-1] * stride + 1):
            feeds = {"sample": np.concatenate([latents, latents]), "timestep": np.array(timestep, dtype=np.float32),
                     "encoder_hidden_states": embeddings}
            negative, positive = np.split(unet.run(["out_sample"], feeds)[0], 2)
            noise = negative + np.float32(job["guidanceScale"]) * (positive - negative)
            alpha = alphas[timestep]
            previous = alphas[timestep - stride] if timestep >= stride else alphas[0]
            original = (latents - np.sqrt(1 - alpha) * noise) / np.sqrt(alpha)
            latents = np.sqrt(previous) * original + np.sqrt(1 - previous) * noise
        picture = decoder.run(["sample"], {"latent_sample": latents / np.float32(0.18215)})[0][0]
        return (np.clip(picture.transpose(1, 2, 0) / 2 + 0.5, 0, 1) * 255).round().astype(np.uint8)

    paint(job["warmUpSize"], 1)
    times, processor_times = [], []
    for _ in range(job["pictures"]):
        started, processor_started = time.perf_counter(), time.process_time()
        paint(job["size"], job["steps"])
        times.append((time.perf_counter() - started) * 1000)
        processor_times.append((time.process_time() - processor_started) * 1000)
    print(json.dumps({
        "timesMs": times,
        "processorTimesMs": processor_times,
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "versions": f"onnxruntime {onnxruntime.__version__}, numpy {np.__version__}",
    }))


if __name__ == "__main__":
    main()
