"""Exports a Stable Diffusion 1 pipeline to ONNX in Optimum's folder layout, with its input and output names and types."""

import json
from pathlib import Path

import onnx
import torch
from diffusers import StableDiffusionPipeline
from onnx import TensorProto, helper

OPSET = 17


class TextEncoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids):
        output = self.model(input_ids)
        return output.last_hidden_state, output.pooler_output


class Unet(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, sample, timestep, encoder_hidden_states):
        return self.model(sample, timestep, encoder_hidden_states, return_dict=False)[0]


class VaeDecoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, latent_sample):
        return self.model.decode(latent_sample, return_dict=False)[0]


class VaeEncoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, sample):
        return self.model.encode(sample, return_dict=False)[0].parameters


def export(module, arguments, path: Path, inputs: dict, outputs: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        module.eval(), arguments, str(path), input_names=list(inputs), output_names=list(outputs),
        dynamic_axes={**inputs, **outputs}, opset_version=OPSET, dynamo=False, do_constant_folding=True,
    )


def export_pipeline(pipeline: StableDiffusionPipeline, folder: Path) -> None:
    """Writes model_index.json and the four networks; tokenizer and scheduler are expected to be there already."""
    unet, vae, encoder = pipeline.unet, pipeline.vae, pipeline.text_encoder
    tokens, width = encoder.config.max_position_embeddings, encoder.config.hidden_size
    ids = torch.zeros(2, tokens, dtype=torch.long)
    batch, spatial = {0: "batch_size"}, {0: "batch_size", 2: "height", 3: "width"}
    export(
        TextEncoder(encoder), (ids,), folder / "text_encoder/model.onnx",
        {"input_ids": {0: "batch_size", 1: "sequence_length"}},
        {"last_hidden_state": {0: "batch_size", 1: "sequence_length"}, "pooler_output": batch},
    )
    export(
        Unet(unet), (torch.zeros(2, 4, 8, 8), torch.tensor(1.0), torch.zeros(2, tokens, width)),
        folder / "unet/model.onnx",
        {"sample": spatial, "timestep": {}, "encoder_hidden_states": {0: "batch_size", 1: "sequence_length"}},
        {"out_sample": spatial},
    )
    export(VaeDecoder(vae), (torch.zeros(1, 4, 8, 8),), folder / "vae_decoder/model.onnx",
           {"latent_sample": spatial}, {"sample": spatial})
    export(VaeEncoder(vae), (torch.zeros(1, 3, 64, 64),), folder / "vae_encoder/model.onnx",
           {"sample": spatial}, {"latent_parameters": spatial})
    write_configs(pipeline, folder)


def write_configs(pipeline: StableDiffusionPipeline, folder: Path) -> None:
    for name, model in [("text_encoder", pipeline.text_encoder), ("unet", pipeline.unet),
                        ("vae_decoder", pipeline.vae), ("vae_encoder", pipeline.vae)]:
        config = json.loads(model.config.to_json_string()) if name == "text_encoder" else dict(model.config)
        write_json(folder / name / "config.json", {"_class_name": type(model).__name__, **config})
    write_json(folder / "model_index.json", {
        "_class_name": "StableDiffusionPipeline",
        "requires_safety_checker": False,
        "feature_extractor": [None, None],
        "safety_checker": [None, None],
        "scheduler": ["diffusers", type(pipeline.scheduler).__name__],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    })


def write_json(path: Path, value: dict) -> None:
    known = {key: item for key, item in value.items() if key == "_class_name" or not key.startswith("_")}
    path.write_text(json.dumps(known, indent=2, sort_keys=True, default=str) + "\n")


def with_other_types(source: Path, target: Path, types: dict[str, int], shapes: dict[str, list] = {}) -> None:
    """A copy of a network whose inputs and outputs named in `types` have other element types (or, for inputs, shapes)."""
    model = onnx.load(source)
    graph = model.graph
    for value in [*graph.input, *graph.output]:
        if value.name not in types:
            continue
        outer, inner, kind = value.name, value.name + "_inner", value.type.tensor_type
        is_input = value in graph.input
        for node in graph.node:
            for names in (node.input, node.output):
                names[:] = [inner if name == outer else name for name in names]
        cast = helper.make_node("Cast", [outer], [inner], to=kind.elem_type) if is_input else helper.make_node(
            "Cast", [inner], [outer], to=types[outer])
        nodes = [cast]
        if outer in shapes:
            flat = outer + "_flat"
            graph.initializer.append(helper.make_tensor(flat + "_shape", TensorProto.INT64, [0], []))
            cast.output[0] = flat
            nodes.append(helper.make_node("Reshape", [flat, flat + "_shape"], [inner]))
            del kind.shape.dim[:]
            for size in shapes[outer]:
                kind.shape.dim.add().dim_value = size
        kind.elem_type = types[outer]
        for node in reversed(nodes):
            graph.node.insert(0, node) if is_input else graph.node.append(node)
    onnx.checker.check_model(model)
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, target)
