"""Writes fixtures/tokenizer-cases.json: token ids by transformers' CLIPTokenizer and by tokenizers' word-level model.

    python make_tokenizer_cases.py

Reads the tokenizer that make_reference.py wrote.
"""

import json
from pathlib import Path

import tokenizers
import transformers
from tiny_pipeline import load_tokenizer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

FIXTURES = Path(__file__).parent / "fixtures"
TEXTS = [
    "", " ", "a lighthouse under a full moon, watercolor", "A LightHouse   UNDER\ta\nFull Moon!!!  ",
    "it's they're I'm we've she'll he'd can't 'quoted' DON'T", "4k 1920x1080, (masterpiece:1.2), [[best]]",
    "café CAFÉ cafe\u0301 naïve Ångström", "日本語の絵 🌊🎨 emoji👩‍👩‍👧", "ΟΔΟΣ Σίσυφος İstanbul ﬁne",
    "<|startoftext|>hello<|endoftext|> world", "<|STARTOFTEXT|> x",
    "tab\u00a0nbsp\u3000ideographic\u2003em\ufeffbom\u0085nel\u200bzwsp", "snake_case __init__ a_b",
    "½ ² ٣ Ⅷ 12.5%", "word " * 100, " leading and trailing ", "a-b–c—d…", "ẞ ǅ Dž", "x" * 300,
    "boat,boat boat.boat", "the sun's red; a Red sun!",
]
WORDS = ["<pad>", "<unk>", "<s>", "</s>", "a", "red", "sun", "full", "moon", "lighthouse", "under", ",", "'", "s",
         "café", "οδοσ", "snake_case", "12", "boat", "word"]


def word_level(pre_tokenizer, template: bool) -> Tokenizer:
    ids = {word: i for i, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizer
    if template:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])])
    return tokenizer


def main() -> None:
    clip = load_tokenizer(FIXTURES / "tiny-stable-diffusion/tokenizer")
    length = clip.model_max_length
    clip_cases = [{"text": t, "ids": clip(t, padding="max_length", max_length=length, truncation=True).input_ids}
                  for t in TEXTS]
    p = pre_tokenizers
    kinds = {
        "whitespace": word_level(p.Whitespace(), True),
        "whitespace-split, punctuation": word_level(p.Sequence([p.WhitespaceSplit(), p.Punctuation()]), False),
        "bert": word_level(p.BertPreTokenizer(), True),
    }
    word_cases = []
    for kind, tokenizer in kinds.items():
        tokenizer.enable_truncation(16)
        tokenizer.enable_padding(length=16, pad_id=0, pad_token="<pad>")
        word_cases.append({"kind": kind, "tokenizer": json.loads(tokenizer.to_str()),
                           "cases": [{"text": t, "ids": tokenizer.encode(t).ids} for t in TEXTS]})
    versions = {m.__name__: m.__version__ for m in (transformers, tokenizers)}
    record = {"versions": versions, "clip": clip_cases, "word_level": word_cases}
    (FIXTURES / "tokenizer-cases.json").write_text(json.dumps(record, ensure_ascii=False) + "\n")


main()
