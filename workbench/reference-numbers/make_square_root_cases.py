"""Writes square-root-cases.json, and prints which float32 square root torch takes on this processor and what comes of it.

    python make_square_root_cases.py

torch hands `torch.sqrt` and `** 0.5` of float32 tensors to Intel's MKL, which has a kernel for each kind of processor
and a generic one for those of other makers. Five runs of the reference case `override/HeunDiscreteScheduler/10`: as it
is, with torch's own kernels for AVX2 and for no extension at all, and with MKL made to take the processor for one of
Intel's (it asks one function, which a preloaded library answers), with and without AVX-512. Each run compares torch's
roots of all 2^24 float32 numbers from 1 to 4 with the nearest float32, and with MKL's kernels called by name. The record
written is that of an Intel processor with AVX2.

Needs Linux on x86-64 with AVX2, a C compiler (`cc`), torch with MKL, and diffusers; the record says which versions ran.
"""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import diffusers
import numpy as np
import torch

FOLDER = Path(__file__).parent
VERSIONS = f"diffusers {diffusers.__version__}, torch {torch.__version__}, numpy {np.__version__}"
KERNELS = {"generic": "EXHAynn", "AVX2": "L9HAynn", "AVX-512": "Z0HAynn"}
LARGEST_ESTIMATE_ERROR = 1.5 * 2**-12  # of rsqrtps, as both makers document it
INTEL = {"LD_PRELOAD": "intel.so"}
RUNS = {
    "as it is": {},
    "ATEN_CPU_CAPABILITY=avx2": {"ATEN_CPU_CAPABILITY": "avx2"},
    "ATEN_CPU_CAPABILITY=default": {"ATEN_CPU_CAPABILITY": "default"},
    "taken for Intel's": INTEL,
    "taken for Intel's with AVX2": {**INTEL, "MKL_ENABLE_INSTRUCTIONS": "AVX2"},
}
SOURCES = {
    "intel": "int mkl_serv_intel_cpu_true(void) { return 1; }",
    "steps": """
        #include <immintrin.h>
        void estimate(const float *x, float *y, long n) {
            for (long i = 0; i < n; i += 8) _mm256_storeu_ps(y + i, _mm256_rsqrt_ps(_mm256_loadu_ps(x + i)));
        }
        void fused(const float *x, const float *estimates, float *y, long n) {
            for (long i = 0; i < n; i++) {
                float g = x[i] * estimates[i], h = estimates[i] * 0.5f, e = __builtin_fmaf(-h, g, 0.5f);
                g = __builtin_fmaf(g, e, g);
                y[i] = __builtin_fmaf(__builtin_fmaf(-g, g, x[i]), __builtin_fmaf(h, e, h), g);
            }
        }""",
}


def every_number() -> np.ndarray:
    """All float32 numbers from 1 to 4, without 4: the others differ from one of them by a power of 4."""
    return np.arange(127 << 23, 129 << 23, dtype=np.uint32).view(np.float32)


def fill(function, *inputs: np.ndarray) -> np.ndarray:
    result = np.empty_like(inputs[0])
    function(*(ctypes.c_void_p(array.ctypes.data) for array in (*inputs, result)), ctypes.c_long(result.size))
    return result


def kernel_roots(name: str, x: np.ndarray) -> np.ndarray:
    library = ctypes.CDLL(str(Path(torch.__file__).parent / "lib/libtorch_cpu.so"))
    result = np.empty_like(x)
    pointers = (ctypes.c_void_p(array.ctypes.data) for array in (x, result))
    getattr(library, f"mkl_vml_kernel_sSqrt_{name}")(ctypes.c_int(x.size), *pointers)
    return result


def generic_roots(x: np.ndarray, estimates: np.ndarray) -> np.ndarray:
    """MKL's generic kernel, instruction by instruction: two coupled Newton steps, each operation rounded to float32."""
    half = np.float32(0.5)
    g, h = x * estimates, estimates * half
    e = half - g * h
    g, h = g * e + g, h * e + h
    return (x - g * g) * h + g


def unlike(a: np.ndarray, b: np.ndarray) -> int:
    return int(np.count_nonzero(a.view(np.uint32) != b.view(np.uint32)))


def run_case(record: dict) -> tuple[dict, int]:
    """What torch measures for the record, and for how many of the schedule's ratios its root isn't the nearest."""
    scheduler = diffusers.HeunDiscreteScheduler(**record["config"])
    scheduler.set_timesteps(**record["set_timesteps"])
    batch, *rest = record["shape"]
    count = int(np.prod(record["shape"]))
    sample = (torch.arange(count).reshape(*rest, batch) / count).permute(3, 0, 1, 2) * scheduler.init_noise_sigma
    step_sums = []
    for timestep in scheduler.timesteps:
        scaled = scheduler.scale_model_input(sample, timestep)
        sample = scheduler.step(scaled * timestep / (timestep + 1), timestep, sample).prev_sample
        step_sums.append(sample.double().abs().sum().item())
    measured = {"sum_abs": step_sums[-1], "mean_abs": step_sums[-1] / count, "sum": sample.double().sum().item(),
                "step_sum_abs": step_sums, "timesteps": scheduler.timesteps.tolist(),
                "sigmas": scheduler.sigmas.tolist(), "init_noise_sigma": scheduler.init_noise_sigma.item()}
    ratios = (1 - scheduler.alphas_cumprod) / scheduler.alphas_cumprod
    return measured, unlike((ratios**0.5).numpy(), np.sqrt(ratios.numpy()))


def measure(record: dict, folder: str) -> dict:
    """One run, in a process of its own."""
    x = every_number()
    tensor = torch.from_numpy(x)
    roots, powers, nearest = torch.sqrt(tensor).numpy(), (tensor**0.5).numpy(), np.sqrt(x)
    steps = ctypes.CDLL(f"{folder}/steps.so")
    estimates = fill(steps.estimate, x)
    flags = Path("/proc/cpuinfo").read_text()
    kernels = {kind: kernel_roots(name, x) for kind, name in KERNELS.items() if kind != "AVX-512" or "avx512f" in flags}
    wrong = {share: (nearest.astype(np.float64) ** -1 * (1 + share)).astype(np.float32)
             for share in (-LARGEST_ESTIMATE_ERROR, LARGEST_ESTIMATE_ERROR)}
    measured, ratios = run_case(record)
    return {
        "measured": measured,
        "row": [[kind for kind, theirs in kernels.items() if unlike(theirs, roots) == 0], unlike(roots, nearest), ratios,
                sum(a != b for a, b in zip(measured["sigmas"][1:-1:2], record["measured"]["sigmas"][1:-1:2])),
                measured["sum"], measured["sum_abs"]],
        "proof": {
            "`** 0.5` unlike torch.sqrt": unlike(powers, roots),
            "generic kernel unlike its recipe here": unlike(kernels["generic"], generic_roots(x, estimates)),
            "AVX2 kernel unlike its recipe here": unlike(kernels["AVX2"], fill(steps.fused, x, estimates)),
            "roots not nearest, by kernel": {kind: unlike(theirs, nearest) for kind, theirs in kernels.items()},
            "AVX2 recipe not nearest, estimates off by -1.5 and +1.5 in 2^12":
                [unlike(fill(steps.fused, x, estimate), nearest) for estimate in wrong.values()],
        },
    }


def run_all(record: dict) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        for name, source in SOURCES.items():
            flags = ["-O2", "-mavx2", "-mfma", "-ffp-contract=off", "-shared", "-fPIC"]
            subprocess.run(["cc", *flags, "-x", "c", "-", "-o", f"{folder}/{name}.so"], input=source, text=True, check=True)
        reports = {}
        for label, settings in RUNS.items():
            own = {key: f"{folder}/{value}" if key == "LD_PRELOAD" else value for key, value in settings.items()}
            command = [sys.executable, __file__, folder]
            answer = subprocess.run(command, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True, check=True)
            reports[label] = json.loads(answer.stdout)
            print(label, *reports[label]["row"], sep=" | ", flush=True)
    return reports


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = json.loads((FOLDER / "scheduler-cases.json").read_text())
    record = next(case for case in cases if case["id"] == "override/HeunDiscreteScheduler/10")
    if len(sys.argv) > 1:
        print(json.dumps(measure(record, sys.argv[1])))
    else:
        print("run | kernel | roots not nearest | of the 1,100 ratios | of the levels, not the record's | sum | sum_abs")
        reports = run_all(record)
        print(json.dumps(reports["as it is"]["proof"], indent=2))
        written = {**record, "id": f"{record['id']}/intel", "measured": reports["taken for Intel's with AVX2"]["measured"],
                   "verified_with": f"{VERSIONS}, MKL made to take the processor for one of Intel's with AVX2"}
        (FOLDER / "square-root-cases.json").write_text(f"[\n{json.dumps(written)}\n]\n")
