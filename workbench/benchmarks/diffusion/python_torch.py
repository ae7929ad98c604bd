"""Python diffusers with torch on the CPU, for the benchmark `diffusion`.

    python python_torch.py FOLDER JOB

FOLDER is what make_model.py wrote, JOB is JSON as in painter-job.ts. Prints one line of JSON: milliseconds per picture
(by the clock, and of all processors), the peak of the process's memory, versions.
"""

import json
import resource
import sys
import time
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers import StableDiffusionPipeline


def main() -> None:
    job = json.loads(sys.argv[2])
    pipeline = StableDiffusionPipeline.from_pretrained(Path(sys.argv[1]) / "python", safety_checker=None)
    pipeline.set_progress_bar_config(disable=True)

    def paint(size: int, steps: int) -> np.ndarray:
        image = pipeline(
            job["prompt"], width=size, height=size, num_inference_steps=steps, guidance_scale=job["guidanceScale"],
            generator=torch.Generator("cpu").manual_seed(job["seed"]), output_type="np",
        ).images[0]
        return (image * 255).round().astype(np.uint8)

    paint(job["warmUpSize"], 1)
    times, processor_times = [], []
    for _ in range(job["pictures"]):
        started, processor_started = time.perf_counter(), time.process_time()
        picture = paint(job["size"], job["steps"])
        times.append((time.perf_counter() - started) * 1000)
        processor_times.append((time.process_time() - processor_started) * 1000)
    Path(job["pictureFile"]).write_bytes(picture.tobytes())
    print(json.dumps({
        "timesMs": times,
        "processorTimesMs": processor_times,
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "versions": f"diffusers {diffusers.__version__}, torch {torch.__version__}",
    }))


if __name__ == "__main__":
    main()
