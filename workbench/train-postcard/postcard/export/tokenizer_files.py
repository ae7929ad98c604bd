"""Writes the tokenizer in the Hugging Face format."""

import json
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from ..model.text_encoder import MAX_WORDS
from ..words import START, numbers_of, vocabulary


def write_tokenizer(folder: Path) -> None:
    """Writes tokenizer.json and its two companions, and checks that they number words as training did."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.WordLevel(vocabulary(), unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation()])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", START)])
    tokenizer.add_special_tokens(["<pad>", "<unk>", "<s>"])
    tokenizer.save(str(folder / "tokenizer.json"))
    for text in ("", "A Red sun over blue mountains, pixel-art!", "zebra"):
        ids = tokenizer.encode(text).ids[:MAX_WORDS]
        assert ids + [0] * (MAX_WORDS - len(ids)) == numbers_of(text), text
    special = {"bos_token": "<s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n")
    settings = {**special, "model_max_length": MAX_WORDS, "padding_side": "right", "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
