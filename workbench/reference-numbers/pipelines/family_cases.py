"""What each family is asked to paint: folder, size, seed, and arguments by their names in diffusers."""

from make_reference import NEGATIVE, PROMPT


def case(name: str, folder: str, steps: int | None = 4, guidance: float = 5.0, **changes) -> dict:
    count = {} if steps is None else {"num_inference_steps": steps}
    arguments = {**count, "guidance_scale": guidance, **changes.pop("arguments", {})}
    return {"id": name, "folder": folder, "prompt": PROMPT, "width": 32, "height": 48, "seed": 11,
            "arguments": arguments, **changes}


def picture(name: str, folder: str, strength: float, **changes) -> dict:
    arguments = {"strength": strength, **changes.pop("arguments", {})}
    return case(name, folder, from_picture=True, arguments=arguments, **changes)


NEGATIVELY = {"negative_prompt": NEGATIVE}
SIZES = {"original_size": [40, 24], "crops_coords_top_left": [3, 5], "target_size": [64, 80]}
NEGATIVE_SIZES = {"negative_original_size": [16, 8], "negative_crops_coords_top_left": [1, 2],
                  "negative_target_size": [20, 28]}
BEGUN = {name: case(f"xl/begun/{name}", "xl", 10, scheduler=name, output="latents", arguments={"denoising_end": 0.6})
         for name in ("EulerDiscreteScheduler", "HeunDiscreteScheduler", "DPMSolverMultistepScheduler")}
CASES = [
    case("sd2/velocities", "sd2", 6, arguments=NEGATIVELY),
    case("sd2/rescaled", "sd2", 6, 9.0, arguments={"guidance_rescale": 0.7, **NEGATIVELY}),
    case("sd2/rescaled whole, euler", "sd2", 6, 9.0, scheduler="EulerDiscreteScheduler", arguments={"guidance_rescale": 1.0}),
    case("sd2/eta", "sd2", 6, arguments={"eta": 0.6}),
    case("sd2/dpm", "sd2", 6, scheduler="DPMSolverMultistepScheduler"),
    case("sd2/unguided", "sd2", 6, 1.0),
    case("sd2/guidance of 0", "sd2", 6, 0.0),
    case("sd2/one step", "sd2", 1),
    case("sd2/given latents", "sd2", 4, scheduler="EulerDiscreteScheduler", latents_seed=5),
    case("sd2/own timesteps", "sd2", None, scheduler="EulerDiscreteScheduler", arguments={"timesteps": [990, 700, 333, 50]}),
    case("sd2/own noise levels", "sd2", None, scheduler="EulerDiscreteScheduler", arguments={"sigmas": [12.0, 5.0, 1.5, 0.2, 0.0]}),
    case("sd2/own timesteps, dpm", "sd2", None, scheduler="DPMSolverMultistepScheduler", arguments={"timesteps": [990, 700, 333, 50]}),
    case("sd2/tcd", "sd2", 4, scheduler="TCDScheduler", arguments={"eta": 0.3}),
    picture("sd2/picture", "sd2", 0.5, steps=8, arguments=NEGATIVELY),
    picture("sd2/picture, eta", "sd2", 0.75, steps=8, arguments={"eta": 1.0}),
    case("sd-turbo/one step", "sd-turbo", 1, 0.0),
    case("sd-turbo/four steps", "sd-turbo", 4, 0.0),
    case("sd-turbo/ancestral", "sd-turbo", 3, 0.0, scheduler="EulerAncestralDiscreteScheduler"),
    picture("sd2/picture, own timesteps", "sd2", 0.5, steps=None, scheduler="EulerDiscreteScheduler",
            arguments={"timesteps": [990, 700, 333, 50]}),
    picture("sd-turbo/picture", "sd-turbo", 0.5, steps=2, guidance=0.0),
    case("lcm/four steps", "lcm", 4, 8.5),
    case("lcm/one step", "lcm", 1, 8.5),
    case("lcm/weak guidance", "lcm", 6, 1.0),
    case("lcm/original steps", "lcm", 3, 8.5, arguments={"original_inference_steps": 20}),
    picture("lcm/picture", "lcm", 0.5, steps=4, guidance=8.5),
    picture("lcm/picture, original steps", "lcm", 0.8, steps=3, guidance=4.0, arguments={"original_inference_steps": 30}),
    case("xl/no negative prompt", "xl"),
    case("xl/negative prompt", "xl", arguments=NEGATIVELY),
    case("xl/empty negative prompt", "xl", arguments={"negative_prompt": ""}),
    case("xl/second prompts", "xl", arguments={"prompt_2": "an old oak tree", "negative_prompt_2": "text", **NEGATIVELY}),
    case("xl/unguided", "xl", 4, 1.0),
    case("xl/sizes", "xl", arguments={**SIZES, **NEGATIVELY}),
    case("xl/negative sizes", "xl", arguments={**SIZES, **NEGATIVE_SIZES, **NEGATIVELY}),
    case("xl/half of the negative sizes", "xl", arguments={"negative_original_size": [16, 8], **NEGATIVELY}),
    case("xl/rescaled", "xl", 6, 8.0, scheduler="DDIMScheduler", arguments={"guidance_rescale": 0.7, **NEGATIVELY}),
    case("xl/skipped layer", "xl", arguments={"clip_skip": 1, **NEGATIVELY}),
    case("xl/unipc", "xl", 6, scheduler="UniPCMultistepScheduler"),
    case("xl/heun", "xl", 3, scheduler="HeunDiscreteScheduler"),
    case("xl/given latents", "xl", latents_seed=5),
    picture("xl/picture", "xl", 0.6, steps=6, arguments=NEGATIVELY),
    picture("xl/picture, negative sizes", "xl", 0.6, steps=6, arguments={**SIZES, **NEGATIVE_SIZES, **NEGATIVELY}),
    *BEGUN.values(),
    *(case(f"xl-refiner/taken over/{name}", "xl-refiner", 10, scheduler=name, handed_over_by=begun,
           arguments={"denoising_start": 0.6, **NEGATIVELY}) for name, begun in BEGUN.items()),
    case("xl-refiner/latents as a picture", "xl-refiner", 6, handed_over_by=BEGUN["EulerDiscreteScheduler"],
         arguments={"strength": 0.4}),
    picture("xl-refiner/picture", "xl-refiner", 0.5, steps=6),
    picture("xl-refiner/scores and sizes", "xl-refiner", 0.5, steps=6, arguments={
        "aesthetic_score": 8.0, "negative_aesthetic_score": 1.5, **SIZES, **NEGATIVE_SIZES, **NEGATIVELY}),
    case("xl-turbo/one step", "xl-turbo", 1, 0.0),
    case("xl-turbo/four steps", "xl-turbo", 4, 0.0),
    picture("xl-turbo/picture", "xl-turbo", 0.5, steps=2, guidance=0.0),
    case("xl-playground/no negative prompt", "xl-playground", 6, 3.0),
    case("xl-playground/euler of edm", "xl-playground", 5, 3.0, scheduler="EDMEulerScheduler"),
    picture("xl-playground/picture", "xl-playground", 0.6, steps=6, guidance=3.0, arguments=NEGATIVELY),
    case("sd2-int8", "sd2-int8"),
    case("sd2-fp16", "sd2-fp16", 4, 1.0),
    case("sd2-fp16/guided", "sd2-fp16"),
    case("sd2-fp16/guided, negative prompt", "sd2-fp16", 8, 7.5, arguments=NEGATIVELY),
    case("sd2-external", "sd2-external"),
    case("legacy", "legacy"),
]
