"""Exports tiny pipelines of every family to ONNX with Optimum's names, types and folders.

What a folder shares with another one isn't stored twice: its `shared.json` says which file comes from where.
"""

import json
from pathlib import Path

import onnx
import torch
from export_onnx import export, write_json
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16

SIZE = {0: "batch_size", 2: "height", 3: "width"}
BATCH, TOKENS = {0: "batch_size"}, {0: "batch_size", 1: "sequence_length"}


class StatesEncoder(torch.nn.Module):
    """A text encoder with all of its hidden states: Stable Diffusion XL's."""

    def __init__(self, model, names):
        super().__init__()
        self.model, self.names = model, names

    def forward(self, input_ids):
        output = self.model(input_ids, output_hidden_states=True)
        return *(output[name] for name in self.names), *output.hidden_states


class Unet(torch.nn.Module):
    def __init__(self, model, extra):
        super().__init__()
        self.model, self.extra = model, extra

    def forward(self, sample, timestep, encoder_hidden_states, *extra):
        given = dict(zip(self.extra, extra))
        added = {name: given[name] for name in ("text_embeds", "time_ids") if name in given}
        return self.model(sample, timestep, encoder_hidden_states, timestep_cond=given.get("timestep_cond"),
                          added_cond_kwargs=added, return_dict=False)[0]


def export_states_encoder(model, path: Path, names: list[str]) -> None:
    ids = torch.zeros(2, model.config.max_position_embeddings, dtype=torch.long)
    states = [f"hidden_states.{index}" for index in range(model.config.num_hidden_layers + 1)]
    outputs = {name: BATCH if name in ("text_embeds", "pooler_output") else TOKENS for name in [*names, *states]}
    export(StatesEncoder(model, names), (ids,), path, {"input_ids": TOKENS}, outputs)
    write_json(path.parent / "config.json", json.loads(model.config.to_json_string()))


def export_unet(unet, path: Path, extra: dict[str, int] = {}, per_item_timestep: bool = False) -> None:
    """`extra` names further inputs with their widths."""
    timestep = torch.ones(2) if per_item_timestep else torch.tensor(1.0)
    arguments = (torch.zeros(2, unet.config.in_channels, 4, 4), timestep, torch.zeros(2, 77, unet.config.cross_attention_dim),
                 *(torch.zeros(2, width) for width in extra.values()))
    inputs = {"sample": SIZE, "timestep": BATCH if per_item_timestep else {}, "encoder_hidden_states": TOKENS,
              **{name: BATCH for name in extra}}
    export(Unet(unet, list(extra)), arguments, path, inputs, {"out_sample": SIZE})
    write_json(path.parent / "config.json", {"_class_name": type(unet).__name__, **dict(unet.config)})


def write_vae_configs(folder: Path, vae) -> None:
    for name in ("vae_decoder", "vae_encoder"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        write_json(folder / name / "config.json", {"_class_name": "AutoencoderKL", **dict(vae.config)})


def write_index(folder: Path, class_name: str, parts: dict, **settings) -> None:
    absent = {"feature_extractor": [None, None], "safety_checker": [None, None]}
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "model_index.json", {"_class_name": class_name, **absent, **parts, **settings})


def quantise(source: Path, target: Path) -> None:
    """Weights as int8, as `onnxruntime.quantization` makes them for dynamic quantisation."""
    target.parent.mkdir(parents=True, exist_ok=True)
    quantize_dynamic(source, target, weight_type=QuantType.QUInt8, op_types_to_quantize=["MatMul", "Gather"])


def halve(source: Path, target: Path) -> None:
    """Weights, inputs and outputs as float16."""
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(convert_float_to_float16(onnx.load(source), keep_io_types=False), target)


def externalise(source: Path, target: Path, data_file: str) -> None:
    """Weights of more than 100 bytes in a file beside the network."""
    target.parent.mkdir(parents=True, exist_ok=True)
    (target.parent / data_file).unlink(missing_ok=True)
    onnx.save_model(onnx.load(source), target, save_as_external_data=True, all_tensors_to_one_file=True,
                    location=data_file, size_threshold=100)


def shorten_names(path: Path) -> None:
    """Gives what is inside of a graph names of a few letters: of a tiny network, the names are the largest part."""
    model = onnx.load(path)
    graph = model.graph
    sort_nodes(graph)
    outside = {value.name for value in [*graph.input, *graph.output]}
    short = {}

    def rename(name: str) -> str:
        return name if name == "" or name in outside else short.setdefault(name, f"{len(short):x}")

    for tensor in graph.initializer:
        tensor.name, tensor.doc_string = rename(tensor.name), ""
    for node in graph.node:
        node.name, node.doc_string = "", ""
        node.input[:], node.output[:] = map(rename, node.input), map(rename, node.output)
        del node.metadata_props[:]
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, path)


def sort_nodes(graph) -> None:
    """Brings nodes into an order in which each comes after those that it reads; the conversion to float16 doesn't."""
    known = {"", *(value.name for value in graph.input), *(tensor.name for tensor in graph.initializer)}
    waiting, ordered = list(graph.node), []
    while waiting:
        ready = [node for node in waiting if all(name in known for name in node.input)]
        ordered += ready
        known |= {name for node in ready for name in node.output}
        waiting = [node for node in waiting if not all(name in known for name in node.output)]
    del graph.node[:]
    graph.node.extend(ordered)
