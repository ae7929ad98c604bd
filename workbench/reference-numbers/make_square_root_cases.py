"""Writes torch's float32 square roots on an AMD processor, and prints which kernel computes them where.

    python make_square_root_cases.py

torch hands `torch.sqrt` and `** 0.5` of float32 tensors to Intel's MKL, which has a kernel for each kind of processor
and a generic one for those of other makers. That one starts from the processor's own estimate of 1/sqrt(x), `rsqrtps`.
Two files are written: the estimates as two tables whose difference they are, `numerics/src/reciprocal-root-table.ts`
(a bipartite table, D. Das Sarma and D. Matula, 1995), and torch's roots, `square-root-cases.json`.

Printed are five runs of the reference case `override/HeunDiscreteScheduler/10`, which shows the difference: as it is,
with torch's own kernels for AVX2 and for no extension at all, and with MKL made to take the processor for one of
Intel's (it asks one function, which a preloaded library answers), with and without AVX-512. Each run compares torch's
roots of all 2^24 float32 numbers from 1 to 4 with the nearest float32, and with MKL's kernels called by name.

Needs Linux on an AMD x86-64 with AVX2, a C compiler (`cc`), torch with MKL, and diffusers; the record says which
versions ran.
"""

import ctypes
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import diffusers
import numpy as np
import torch

FOLDER = Path(__file__).parent
TABLE = FOLDER.parent.parent / "numerics/src/reciprocal-root-table.ts"
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


def run_case(record: dict) -> tuple[list, float, float, int]:
    """The record's levels and sums by torch, and for how many of the schedule's ratios its root isn't the nearest."""
    scheduler = diffusers.HeunDiscreteScheduler(**record["config"])
    scheduler.set_timesteps(**record["set_timesteps"])
    batch, *rest = record["shape"]
    count = int(np.prod(record["shape"]))
    sample = (torch.arange(count).reshape(*rest, batch) / count).permute(3, 0, 1, 2) * scheduler.init_noise_sigma
    for timestep in scheduler.timesteps:
        scaled = scheduler.scale_model_input(sample, timestep)
        sample = scheduler.step(scaled * timestep / (timestep + 1), timestep, sample).prev_sample
    ratios = (1 - scheduler.alphas_cumprod) / scheduler.alphas_cumprod
    wide = sample.double()
    return (scheduler.sigmas.tolist(), wide.sum().item(), wide.abs().sum().item(),
            unlike((ratios**0.5).numpy(), np.sqrt(ratios.numpy())))


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
    sigmas, total, magnitudes, ratios = run_case(record)
    return {
        "row": [[kind for kind, theirs in kernels.items() if unlike(theirs, roots) == 0], unlike(roots, nearest), ratios,
                sum(a != b for a, b in zip(sigmas[1:-1:2], record["measured"]["sigmas"][1:-1:2])), total, magnitudes],
        "proof": {
            "`** 0.5` unlike torch.sqrt": unlike(powers, roots),
            "generic kernel unlike its recipe here": unlike(kernels["generic"], generic_roots(x, estimates)),
            "AVX2 kernel unlike its recipe here": unlike(kernels["AVX2"], fill(steps.fused, x, estimates)),
            "roots not nearest, by kernel": {kind: unlike(theirs, nearest) for kind, theirs in kernels.items()},
            "AVX2 recipe not nearest, estimates off by -1.5 and +1.5 in 2^12":
                [unlike(fill(steps.fused, x, estimate), nearest) for estimate in wrong.values()],
        },
    }


def split_estimates(estimates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The estimates' two tables, in steps of 2^-13, by the last bit of the exponent and the bits of the fraction."""
    upper, lower = (estimates.astype(np.float64) * 2**13).reshape(2, 2**12, 2**11)  # [1, 2) with an odd exponent, [2, 4)
    every = np.stack([lower, upper])
    values = every[:, :, 0].astype(int).reshape(32, 16, 16)
    bases, drops = values[:, :, 0], values[:, 0, :1] - values[:, 0]
    assert (every == every[:, :, :1]).all(), "rsqrtps looks at more than 12 bits of the fraction"
    assert (values == bases[:, :, None] - drops[:, None, :]).all(), "rsqrtps isn't the difference of two such tables"
    return bases.reshape(-1), drops.reshape(-1)


def write_table(estimates: np.ndarray) -> None:
    bases, drops = (
        textwrap.fill(", ".join(map(str, table)) + ",", 120, initial_indent="  ", subsequent_indent="  ")
        for table in split_estimates(estimates)
    )
    TABLE.write_text(f"""/*
 * AMD's estimates of 1/√x (`rsqrtps`), in steps of 2^-13 for x in [1, 4). Measured, and written by
 * `workbench/reference-numbers/make_square_root_cases.py`.
 */

/** Estimates by the last bit of the exponent and the first 8 of the fraction, where the next 4 are zero. */
export const RECIPROCAL_ROOT_BASES = new Uint16Array([
{bases}
]);

/** How far the estimates fall, by the last bit of the exponent, the first 4 of the fraction and its 9th to 12th. */
export const RECIPROCAL_ROOT_DROPS = new Uint8Array([
{drops}
]);
""")


def write_roots(x: np.ndarray) -> None:
    fractions = np.random.default_rng(0).integers(0, 2**23, (256, 12), dtype=np.uint32)
    fractions[:, 0], fractions[:, 1] = 0, 2**23 - 1
    bits = (fractions + (np.arange(256, dtype=np.uint32)[:, None] << 23)).reshape(-1)
    limit = np.arange(0x7F7FEFF0, 0x7F7FF010, dtype=np.uint32)  # from the middle on, the kernel gives the nearest
    bits = np.concatenate([bits, limit, bits[::97] | np.uint32(1 << 31)])
    roots = torch.sqrt(torch.from_numpy(bits.view(np.float32))).numpy().view(np.uint32)
    pairs = [json.dumps(np.stack([bits, roots], 1)[row : row + 12].tolist()) for row in range(0, bits.size, 12)]
    digest = hashlib.sha256(torch.sqrt(torch.from_numpy(x))[::61].numpy().astype("<f4").tobytes()).hexdigest()
    lines = ",\n".join(pair[1:-1] for pair in pairs)
    (FOLDER / "square-root-cases.json").write_text(
        f'{{"verified_with": "{VERSIONS}, on an AMD EPYC",\n"sha256_from_1_to_4": "{digest}",\n"bits": [\n{lines}\n]}}\n'
    )


def run_all(record: dict) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, source in SOURCES.items():
            flags = ["-O2", "-mavx2", "-mfma", "-ffp-contract=off", "-shared", "-fPIC"]
            subprocess.run(["cc", *flags, "-x", "c", "-", "-o", f"{folder}/{name}.so"], input=source, text=True, check=True)
        x = every_number()
        write_table(fill(ctypes.CDLL(f"{folder}/steps.so").estimate, x))
        write_roots(x)
        print("run | kernel | roots not nearest | of the 1,100 ratios | of the levels, not the record's | sum | sum_abs")
        proofs = []
        for label, settings in RUNS.items():
            own = {key: f"{folder}/{value}" if key == "LD_PRELOAD" else value for key, value in settings.items()}
            command = [sys.executable, __file__, folder]
            answer = subprocess.run(command, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True, check=True)
            report = json.loads(answer.stdout)
            print(label, *report["row"], sep=" | ", flush=True)
            proofs.append(report["proof"])
        print(json.dumps(proofs[0], indent=2))


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = json.loads((FOLDER / "scheduler-cases.json").read_text())
    record = next(case for case in cases if case["id"] == "override/HeunDiscreteScheduler/10")
    if len(sys.argv) > 1:
        print(json.dumps(measure(record, sys.argv[1])))
    elif "AuthenticAMD" not in Path("/proc/cpuinfo").read_text():
        sys.exit("The reference roots are those of torch on an AMD processor, but this one is of another maker.")
    else:
        run_all(record)
