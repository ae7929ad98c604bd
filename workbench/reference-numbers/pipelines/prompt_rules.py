"""How AUTOMATIC1111 reads prompts, slowly and plainly: letter by letter, token by token, chunk by chunk.

After `modules/prompt_parser.py`, `sd_hijack_clip.py` and `sd_emphasis.py` of stable-diffusion-webui 1.10. In one thing the
rules differ on purpose: where text moves to the next chunk because of a comma, the vectors of its textual inversions move
along.
"""

import torch

ROOM = 75
COMMA_BACKTRACK = 20


def parse(prompt: str) -> list[list]:
    """Pairs of text and weight."""
    pieces, rounds, squares = [], [], []

    def multiply(start: int, factor: float) -> None:
        for piece in pieces[start:]:
            piece[1] *= factor

    at = 0
    while at < len(prompt):
        letter, after = prompt[at], prompt[at + 1:at + 2]
        length = 1
        if letter == "\\":
            is_escape = after != "" and after in "()[]\\"
            pieces.append([after if is_escape else "", 1.0])
            length = 2 if is_escape else 1
        elif letter == "(":
            rounds.append(len(pieces))
        elif letter == "[":
            squares.append(len(pieces))
        elif letter == ")" and rounds:
            multiply(rounds.pop(), 1.1)
        elif letter == "]" and squares:
            multiply(squares.pop(), 1 / 1.1)
        elif letter == ":" and (number := read_number(prompt, at)):
            length = number["length"]
            if rounds:
                multiply(rounds.pop(), float(number["text"]))
            else:
                pieces.append([prompt[at:at + length], 1.0])
        elif letter in ")]:":
            pieces.append([letter, 1.0])
        else:
            while at + length < len(prompt) and prompt[at + length] not in "\\()[]:":
                length += 1
            pieces += split_at_breaks(prompt[at:at + length])
        at += length
    for start in rounds:
        multiply(start, 1.1)
    for start in squares:
        multiply(start, 1 / 1.1)
    merged = []
    for text, weight in pieces:
        if merged and merged[-1][1] == weight:
            merged[-1][0] += text
        else:
            merged.append([text, weight])
    return merged or [["", 1.0]]


def read_number(prompt: str, colon: int) -> dict | None:
    """The number between a colon and a round bracket, spaces allowed around it."""
    at = colon + 1
    while at < len(prompt) and prompt[at].isspace():
        at += 1
    start = at
    if at < len(prompt) and prompt[at] in "+-":
        at += 1
    digits = at
    while at < len(prompt) and (prompt[at] == "." or prompt[at].isdecimal()):
        at += 1
    end = at
    while at < len(prompt) and prompt[at].isspace():
        at += 1
    if end == digits or at == len(prompt) or prompt[at] != ")":
        return None
    return {"text": prompt[start:end], "length": at + 1 - colon}


def split_at_breaks(text: str) -> list[list]:
    parts, start, at = [], 0, 0
    while at < len(text):
        before, after = text[at - 1:at] if at > 0 else "", text[at + 5:at + 6]
        if text[at:at + 5] == "BREAK" and not is_word(before) and not is_word(after):
            parts.append(text[start:at])
            start = at = at + 5
        else:
            at += 1
    parts.append(text[start:])
    pieces = []
    for index, part in enumerate(parts):
        part = part.lstrip() if index > 0 else part
        part = part.rstrip() if index < len(parts) - 1 else part
        pieces += ([["BREAK", -1]] if index > 0 else []) + [[part, 1.0]]
    return pieces


def is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


class Prompts:
    """Reads prompts with a tokenizer, and a text encoder whose table has no rows for textual inversions."""

    def __init__(self, tokenizer, encoder, inversions: dict[str, torch.Tensor]):
        self.tokenizer, self.encoder = tokenizer, encoder
        self.inversions = {name: (self.tokenize(name), vectors) for name, vectors in inversions.items()}
        self.comma = tokenizer.get_vocab()[",</w>"]
        self.start, self.end, self.pad = tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id

    def tokenize(self, text: str) -> list[int]:
        return self.tokenizer(text, truncation=False, add_special_tokens=False).input_ids

    def chunk(self, pieces: list[list]) -> list[list[dict]]:
        """Lists of slots: an id with its weight, or a vector with its weight."""
        chunks, slots, last_comma = [], [], -1
        for text, weight in pieces:
            if text == "BREAK" and weight == -1:
                chunks.append(slots)
                slots, last_comma = [], -1
                continue
            tokens, at = self.tokenize(text), 0
            while at < len(tokens):
                if tokens[at] == self.comma:
                    last_comma = len(slots)
                elif COMMA_BACKTRACK != 0 and len(slots) == ROOM and last_comma != -1 and (
                        len(slots) - last_comma <= COMMA_BACKTRACK):
                    chunks.append(slots[:last_comma + 1])
                    slots, last_comma = slots[last_comma + 1:], -1
                if len(slots) == ROOM:
                    chunks.append(slots)
                    slots, last_comma = [], -1
                name = self.find_inversion(tokens, at)
                if name is None:
                    slots.append({"id": tokens[at], "weight": weight})
                    at += 1
                    continue
                ids, vectors = self.inversions[name]
                if len(slots) + len(vectors) > ROOM:
                    chunks.append(slots)
                    slots, last_comma = [], -1
                slots += [{"id": 0, "weight": weight, "name": name, "row": row} for row in range(len(vectors))]
                at += len(ids)
        if slots or not chunks:
            chunks.append(slots)
        return chunks

    def find_inversion(self, tokens: list[int], at: int) -> str | None:
        fitting = [name for name, (ids, _) in self.inversions.items() if tokens[at:at + len(ids)] == ids]
        return max(fitting, key=lambda name: len(self.inversions[name][0]), default=None)

    def frame(self, slots: list[dict]) -> tuple[list[int], list[float]]:
        ids = [self.start, *(slot["id"] for slot in slots), self.end]
        weights = [1.0, *(slot["weight"] for slot in slots), 1.0]
        padding = ROOM + 2 - len(ids)
        return ids + [self.pad] * padding, weights + [1.0] * padding

    @torch.no_grad()
    def run(self, slots: list[dict]):
        """What the text encoder gives for a chunk."""
        ids, _ = self.frame(slots)
        table = self.encoder.get_input_embeddings()

        def place(_module, _arguments, embedded):
            for index, slot in enumerate(slots):
                if "name" in slot:
                    embedded[0, index + 1] = self.inversions[slot["name"]][1][slot["row"]]
            return embedded

        hook = table.register_forward_hook(place)
        outputs = self.encoder(torch.tensor([ids]), output_hidden_states=True)
        hook.remove()
        return outputs

    def read_states(self, outputs) -> torch.Tensor:
        return outputs.last_hidden_state

    def encode(self, slots: list[dict], emphasis: str) -> torch.Tensor:
        hidden = self.read_states(self.run(slots))
        if emphasis in ("ignore", "none"):
            return hidden
        _, weights = self.frame(slots)
        weighted = hidden * torch.asarray(weights).reshape(1, -1, 1)
        return weighted if emphasis == "no-norm" else weighted * (hidden.mean() / weighted.mean())
