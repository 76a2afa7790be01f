"""Writes golden.json: corpora divided and written in tokens by the plainest Python there is, and what counting pairs of them tells.

Run: /usr/bin/python3 test/golden/corpus/generate.py (no library).
"""
import collections
import json
import math
import pathlib
import unicodedata

here = pathlib.Path(__file__).parent
sample = here.parents[2] / "resources" / "samples" / "sms-spam.tsv"
texts = [line.split("\t", 1)[1] for line in sample.read_text(encoding="utf-8").split("\n")[1:121]]
# An empty line is part of a text.
texts[40:40] = ["", ""]

# 王之涣、李白、孟浩然, 8th century.
poems = ["白日依山尽，黄河入海流。", "欲穷千里目，更上一层楼。", "床前明月光，疑是地上霜。", "举头望明月，低头思故乡。"] * 3
poems += ["", "春眠不觉晓，处处闻啼鸟。", "夜来风雨声，花落知多少🌸。"]

UNSPACED = ("CJK UNIFIED IDEOGRAPH", "HIRAGANA", "KATAKANA")


def words(text):
    """A letter of a script without spaces, or a run of letters and digits, or one sign; a space belongs to what follows it."""
    found, at = [], 0
    while at < len(text):
        start = at
        character = text[at]
        if character == " " and at + 1 < len(text) and kind(text[at + 1]) in ("spaced", "sign"):
            at += 1
            character = text[at]
        if kind(character) == "spaced":
            while at < len(text) and kind(text[at]) == "spaced":
                at += 1
        else:
            at += 1
        found.append(text[start:at])
    return found


def kind(character):
    if character.isspace():
        return "space"
    if unicodedata.name(character, "").startswith(UNSPACED):
        return "unspaced"
    if character == "_" or unicodedata.category(character)[0] in "LMN":
        return "spaced"
    return "sign"


def divide(whole, test, validation, at_spaces):
    remainder = len(whole) - math.ceil(test * len(whole))
    train = math.floor(remainder * (1 - validation))

    def moved(place):
        if not at_spaces:
            return place
        return next((at for at in range(place, max(0, place - 100), -1) if whole[at - 1].isspace()), place)

    first, second = moved(train), moved(remainder)
    return whole[:first], whole[first:second], whole[second:]


def learn(tokens, vocabulary):
    counts = collections.Counter(tokens)
    return sorted(counts, key=lambda token: (-counts[token], token))[: vocabulary - 2]


def case(name, lines, split, test, validation, vocabulary, length, stride):
    whole = "".join(line + "\n" for line in lines)
    pieces = [split(part) for part in divide(whole, test, validation, split is words)]
    assert "".join(token for part in pieces for token in part) == whole
    tokens = learn(pieces[0], vocabulary)
    numbers = {token: 2 + place for place, token in enumerate(tokens)}
    parts = [[numbers.get(token, 1) for token in part] for part in pieces]
    starts = [0, len(parts[0]), len(parts[0]) + len(parts[1])]
    targets = [
        list(range(start + length, start + len(part), stride if place == 0 else 1))
        for place, (start, part) in enumerate(zip(starts, parts))
    ]
    return {
        "name": name,
        "lines": lines,
        "tokenizer": "word" if split is words else "character",
        "test": test,
        "validation": validation,
        "vocabulary": vocabulary,
        "length": length,
        "stride": stride,
        "tokens": tokens,
        "parts": parts,
        "characters": [sum(map(len, part)) for part in pieces],
        "targets": targets,
        "unknown": [part.count(1) for part in parts],
        # Nats per token, of pairs of neighbours of the training part: what a table of pairs comes to when it is learnt.
        "conditionalEntropy": conditional_entropy(parts[0]),
    }


def conditional_entropy(tokens):
    pairs = collections.Counter(zip(tokens, tokens[1:]))
    firsts = collections.Counter(tokens[:-1])
    total = sum(pairs.values())
    return -sum(count / total * math.log(count / firsts[first]) for (first, _), count in pairs.items())


golden = [
    case("characters", texts, list, 0.2, 0.1, 4096, 8, 3),
    case("words", texts, words, 0.25, 0.2, 200, 4, 1),
    case("Chinese", poems, list, 0.1, 0.15, 40, 5, 1),
    case("Chinese words", poems, words, 0.2, 0.0, 4096, 3, 2),
    case("pairs", poems[:6], list, 0.2, 0.2, 4096, 1, 1),
]
(here / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
