"""Writes scheduler-option-cases.json: schedulers with options that are no numbers, and with noise levels of their own.

    python make_scheduler_option_cases.py

Needs torch and diffusers; each record says which versions ran. The format is that of scheduler-cases.json (README.md),
with two options in `config` that Python gives as objects: `tau_func` is `{"from", "to", "tau"}` (tau between these
timesteps, both included, 0 elsewhere) or `{"slope"}` (slope times the timestep), and `solver_p` is `{"scheduler", "config"}`.
"""

import json
from pathlib import Path

import diffusers
import numpy as np
import torch

SHAPE = (4, 3, 8, 8)
VERSIONS = f"diffusers {diffusers.__version__}, torch {torch.__version__}, numpy {np.__version__}"


def make_sample() -> torch.Tensor:
    batch, channels, height, width = SHAPE
    numbers = torch.arange(batch * channels * height * width).reshape(channels, height, width, batch)
    return (numbers / numbers.numel()).permute(3, 0, 1, 2).contiguous()


def make_option(name: str, value):
    if name == "tau_func" and "slope" in value:
        return lambda t: value["slope"] * float(t)
    if name == "tau_func":
        return lambda t: value["tau"] if value["from"] <= t <= value["to"] else 0
    if name == "solver_p":
        return getattr(diffusers, value["scheduler"])(**value["config"])
    return value


def run(record: dict) -> dict:
    scheduler = getattr(diffusers, record["scheduler"])(**{k: make_option(k, v) for k, v in record["config"].items()})
    schedule = dict(record["set_timesteps"])
    if "sigmas" in schedule:
        is_edm = record["scheduler"] == "EDMEulerScheduler"
        schedule["sigmas"] = torch.tensor(schedule["sigmas"], dtype=torch.float64) if is_edm else np.array(schedule["sigmas"])
    scheduler.set_timesteps(**schedule)
    generator = {} if record["seed"] is None else {"generator": torch.Generator().manual_seed(record["seed"])}
    sample = make_sample() * scheduler.init_noise_sigma
    sums = []
    for t in scheduler.timesteps:
        scaled = scheduler.scale_model_input(sample, t)
        sample = scheduler.step(scaled * t / (t + 1), t, sample, **generator).prev_sample
        sums.append(sample.double().abs().sum().item())
    flat = sample.flatten().double()
    return {"sum_abs": sums[-1], "mean_abs": sums[-1] / flat.numel(), "sum": flat.sum().item(),
            "first8": flat[:8].tolist(), "last4": flat[-4:].tolist(), "step_sum_abs": sums,
            "timesteps": [float(t) for t in scheduler.timesteps], "sigmas": [float(s) for s in scheduler.sigmas],
            "init_noise_sigma": float(scheduler.init_noise_sigma)}


def case(name: str, scheduler: str, config: dict, schedule: dict | int, seed: int | None = None) -> dict:
    schedule = {"num_inference_steps": schedule} if isinstance(schedule, int) else schedule
    return {"id": name, "kind": "full_loop", "provenance": "measured", "scheduler": scheduler, "config": config,
            "shape": list(SHAPE), "dtype": "float32", "set_timesteps": schedule, "init_scale": "init_noise_sigma",
            "loop": "separate", "rng": "none" if seed is None else "required", "seed": seed}


NOISE = {"num_train_timesteps": 1000, "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


def sa(name: str, tau: dict | None, **options) -> dict:
    given = {} if tau is None else {"tau_func": tau}
    return case(f"tau_func/{name}", "SASolverScheduler", {**NOISE, **given, **options}, 10, seed=0)


def uni_pc(name: str, predictor: str, options: dict, **config) -> dict:
    config = {**NOISE, "timestep_spacing": "trailing", **config}
    solver = {"scheduler": predictor, "config": {**NOISE, "timestep_spacing": "trailing", **options}}
    return case(f"solver_p/{name}", "UniPCMultistepScheduler", {**config, "solver_p": solver}, 10)


def edm(name: str, places: list[float], **config) -> dict:
    return case(f"edm-sigmas/{name}", "EDMEulerScheduler", config, {"sigmas": places})


def flow(name: str, sigmas: list[float], mu: float | None = None, **config) -> dict:
    config = {"prediction_type": "flow_prediction", "use_flow_sigmas": True, **config}
    return case(f"flow-sigmas/{name}", "UniPCMultistepScheduler", config, {"sigmas": sigmas, **({} if mu is None else {"mu": mu})})


ALWAYS = {"from": 0, "to": 1000, "tau": 1.0}
RAMP = [0.0, 0.05, 0.2, 0.45, 0.7, 1.0]
LEVELS = [1.0, 0.9, 0.75, 0.5, 0.3, 0.1]
CASES = [
    sa("default", None),
    sa("never", {"slope": 0.0}),
    sa("always", ALWAYS),
    sa("half", {"from": 0, "to": 1000, "tau": 0.5}),
    sa("interval", {"from": 100, "to": 550, "tau": 0.8}),
    sa("slope", {"slope": 0.001}),
    sa("slope/noise prediction", {"slope": 0.001}, algorithm_type="noise_prediction"),
    sa("always/noise prediction", ALWAYS, algorithm_type="noise_prediction"),
    sa("half/third order", {"from": 0, "to": 1000, "tau": 0.5}, predictor_order=3, corrector_order=3),
    sa("slope/first order", {"slope": 0.0008}, predictor_order=1, corrector_order=1),
    sa("interval/karras", {"from": 300, "to": 900, "tau": 0.6}, use_karras_sigmas=True),
    sa("half/velocities", {"from": 0, "to": 1000, "tau": 0.5}, prediction_type="v_prediction"),
    uni_pc("ddim", "DDIMScheduler", {"clip_sample": False, "set_alpha_to_one": False}),
    uni_pc("ddim/noise", "DDIMScheduler", {"clip_sample": False, "set_alpha_to_one": False}, predict_x0=False),
    uni_pc("dpm-multistep", "DPMSolverMultistepScheduler", {"solver_order": 2}),
    uni_pc("dpm-multistep/third order", "DPMSolverMultistepScheduler", {"solver_order": 3}, solver_order=3),
    uni_pc("deis", "DEISMultistepScheduler", {}),
    uni_pc("ddim/corrector off at first", "DDIMScheduler", {"clip_sample": False}, disable_corrector=[0, 1]),
    uni_pc("dpm-multistep/velocities", "DPMSolverMultistepScheduler", {"prediction_type": "v_prediction"},
           prediction_type="v_prediction"),
    edm("karras", RAMP),
    edm("karras/part of the ramp", [0.1, 0.3, 0.5, 0.8], final_sigmas_type="sigma_min"),
    edm("karras/velocities", RAMP, prediction_type="v_prediction", rho=5.0),
    edm("exponential", RAMP, sigma_schedule="exponential"),
    flow("plain", LEVELS),
    flow("shifted", LEVELS, flow_shift=3.0),
    flow("dynamic", LEVELS, mu=0.8, use_dynamic_shifting=True),
    flow("terminal", LEVELS, flow_shift=2.0, shift_terminal=0.02),
    flow("last level again", LEVELS, final_sigmas_type="sigma_min"),
    flow("karras", LEVELS, use_karras_sigmas=True),
    flow("karras/ends of the configuration", LEVELS, use_karras_sigmas=True, sigma_min=0.01, sigma_max=50.0),
    flow("third order", LEVELS, solver_order=3),
]


if __name__ == "__main__":
    torch.set_num_threads(1)
    records = [{**c, "measured": run(c), "verified_with": VERSIONS} for c in CASES]
    for record in records:
        print(record["id"], record["measured"]["sum_abs"], record["measured"]["sigmas"][:3])
    text = ",\n".join(json.dumps(record) for record in records)
    (Path(__file__).parent / "scheduler-option-cases.json").write_text(f"[\n{text}\n]\n")
