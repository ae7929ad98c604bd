"""Writes fixtures/prompt-cases.json and fixtures/tiny-prompts/: prompts as AUTOMATIC1111 reads them, by a tiny CLIP.

    python make_prompt_cases.py

Its rules are written down a second time in prompt_rules.py. The text encoder is torch's, and the same as the ONNX file
beside the cases but for rounding.
"""

import json
import tempfile
from pathlib import Path

import torch
import transformers
from export_onnx import TextEncoder, export
from make_reference import FIXTURES, OnnxNetwork
from prompt_rules import ROOM, Prompts, parse
from tiny_pipeline import make_pipeline

FOLDER = FIXTURES / "tiny-prompts"
FINAL_NORM_SEED = 11
VECTORS_SEED = 12
HIGHEST_WEIGHT = 100


def describe(hidden: torch.Tensor) -> dict:
    """Norm, two projections that every number takes part in, and whole vectors of a few tokens."""
    flat = hidden.flatten().double()
    steps = torch.arange(len(flat), dtype=torch.float64)
    return {"norm": flat.norm().item(), "cosine": (flat * torch.cos(0.7 * steps)).sum().item(),
            "sine": (flat * torch.sin(0.3 * steps)).sum().item(),
            "vectors": {token: [round(value, 8) for value in hidden[0, token].tolist()] for token in (1, 6)}}


WORDS = "a red sun over blue mountains, the sea, and a small boat in the fog"
PROMPTS = [
    "", " ", "a red sun", "a (red) sun", "a ((red)) sun", "a [red] sun", "a [[red]] sun", "a (red:1.3) sun",
    "(a red sun:0.5) over (the sea:1.5)", "a (red:0) sun", "a (red:-1) sun", "a (red:+1.25) sun", "a (red:.5) sun",
    "a (red:5.) sun", "a (red : 1.5 ) sun", "a (red:1.5 sun", "a (red sun", "a red) sun", "a [red sun", "a red] sun",
    "((((a red", "a red))))", "(a [red) sun]", "[a (red] sun)", "(((((deep:1.1):1.1):1.1):1.1):1.1)", "(((((five)))))",
    "[[[[[five]]]]]", "(:1.3)", "()", "[]", "(a:b)", "(a:b:1.2)", "a:1.3)", "[a:1.3]", "(a red:1e5)",
    "(red:1.2)(sun:1.2)", "(red)(sun)", r"a \(red\) sun", r"a \[red\] sun", r"a \(red:1.3\) sun", r"(a \) b:1.2) c",
    "a \\\\ b", r"\a \b c", "end\\", "(huge:1000000) sun", "(much:100) sun", "((too:50):50) sun",
    "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
    "the sun BREAK the sea", "BREAK the sea", "the sea BREAK", "the BREAK BREAK sea", "BREAK", "the BREAKFAST sea",
    "the_BREAK sea", "sun,BREAK,sea", "(the sun BREAK the sea:1.2)", "(sun:1.2) BREAK [sea]", "a\nBREAK\t b",
    r"the \BREAK sea", "break the sea", "éBREAK sea", "[sun:moon:0.5]", "[sun|moon]", "sun AND moon :1.2",
    ":) smiles :( and :-)", "4k (1920:1080) picture", "the cat's (whiskers, they're:1.2) in 4 colours (12 of them)!",
    "日本語の(絵:1.2) 🌊🎨 (emoji)", "a\u00a0(red\u3000:\u20031.5\u00a0) sun", "a (red:１.５) sun", "a (red:-٠.٧) sun", "(red:+) sun",
    "(masterpiece:1.2), (best quality:1.1), [low quality], lighthouse",
    (WORDS + ", ") * 6, "(" + WORDS + ":1.2), " + (WORDS + " ") * 6, "moon " * 200, "moon, " * 100, "x" * 300,
    "moon " * 36 + ", " + "sun " * 4 + "boat " * 30, "sea " * 20 + " BREAK " + "(sun, :0.7)" * 60,
]
BROKEN = ["a (red:1.2.3) sun", "(red:.)", "(a:-.)", "(a:1..2)"]
INVERSION_PROMPTS = [
    "a <starry> sun", "a (<starry>:1.4) sun and [trio]", "trio", "trio trio", "A TRIO of <STARRY>",
    "moon " * 74 + "trio sun", "moon " * 35 + "sun, " * 3 + "wide boat", "the sea, wide " * 3,
    "moon " * 30 + ", " + "trio <starry> " * 12, "wide BREAK trio",
]
OTHER_EMPHASES = ["a (red:1.3) sun", "(sun:1.2) BREAK [sea]", "a [red] (sun:-2)", (WORDS + ", ") * 6 + "(fog:1.5)"]


def make_inversions() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(VECTORS_SEED)
    return {name: (torch.randn(count, 32, generator=generator) * 0.5).mul(1e4).round().div(1e4)
            for name, count in (("<starry>", 1), ("trio", 3), ("wide", 70))}


def describe_case(prompts: Prompts, prompt: str, emphasis: str) -> dict:
    pieces = [[prompt, 1.0]] if emphasis == "none" else parse(prompt)
    chunks = prompts.chunk(pieces)
    sane = all(abs(weight) <= HIGHEST_WEIGHT for _, weight in pieces)
    record = {"prompt": prompt, "emphasis": emphasis, "pieces": pieces, "chunks": []}
    for slots in chunks:
        ids, _ = prompts.frame(slots)
        length = 1 + len(slots)
        record["chunks"].append({
            "ids": ids[1:length], "weights": [slot["weight"] for slot in slots],
            "vectors": [[index, slot["name"], slot["row"]] for index, slot in enumerate(slots) if "name" in slot],
            **({"states": describe(prompts.encode(slots, emphasis))} if sane else {}),
        })
    return record


def compress(record: dict) -> dict:
    """Leaves out weights that are all 1 and vectors where there are none."""
    for chunk in record["chunks"]:
        if all(weight == 1 for weight in chunk["weights"]):
            del chunk["weights"]
        if not chunk["vectors"]:
            del chunk["vectors"]
    return record


def shake_final_norm(encoder) -> None:
    """A new layer norm gives states with a mean of 0, which "original" divides by."""
    torch.manual_seed(FINAL_NORM_SEED)
    norm = next(module for name, module in encoder.named_modules() if name.endswith("final_layer_norm"))
    with torch.no_grad():
        norm.weight.add_(torch.randn(32) * 0.3)
        norm.bias.add_(torch.randn(32) * 0.3 + 0.1)


def main() -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        pipeline = make_pipeline(Path(folder))
    encoder = pipeline.text_encoder
    shake_final_norm(encoder)
    ids = torch.zeros(2, ROOM + 2, dtype=torch.long)
    batch = {0: "batch_size"}
    export(TextEncoder(encoder), (ids,), FOLDER / "text_encoder/model.onnx",
           {"input_ids": {0: "batch_size", 1: "sequence_length"}},
           {"last_hidden_state": {0: "batch_size", 1: "sequence_length"}, "pooler_output": batch})
    inversions = make_inversions()
    plain = Prompts(pipeline.tokenizer, encoder, {})
    inverting = Prompts(pipeline.tokenizer, encoder, inversions)
    records = [describe_case(plain, prompt, "original") for prompt in PROMPTS]
    records += [describe_case(plain, prompt, emphasis) for prompt in OTHER_EMPHASES
                for emphasis in ("no-norm", "ignore", "none")]
    tokens, _ = plain.frame(plain.chunk([[WORDS, 1.0]])[0])
    network = OnnxNetwork(FOLDER / "text_encoder/model.onnx")
    with torch.no_grad():
        hidden = encoder(torch.tensor([tokens])).last_hidden_state
    difference = (network(input_ids=torch.tensor([tokens])) - hidden).norm() / hidden.norm()
    for prompt in BROKEN:
        try:
            raise SystemExit(f"{prompt!r} was read as {parse(prompt)}")
        except ValueError:
            pass
    text = json.dumps({
        "versions": {m.__name__: m.__version__ for m in (torch, transformers)},
        "onnx_difference": difference.item(), "start": plain.start, "end": plain.end, "broken": BROKEN,
        "inversions": {name: [[round(value, 4) for value in row] for row in vectors.tolist()]
                       for name, vectors in inversions.items()},
        "cases": [compress(record) for record in records],
        "inversion_cases": [compress(describe_case(inverting, prompt, "original")) for prompt in INVERSION_PROMPTS],
    }, ensure_ascii=False)
    (FIXTURES / "prompt-cases.json").write_text(text + "\n")
    print(len(records), "prompts,", len(text), "characters; ONNX Runtime differs by", difference.item())


if __name__ == "__main__":
    main()
