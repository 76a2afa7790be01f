"""Writes golden.json: bags of words by scikit-learn, byte pairs by the plainest Python there is.

Run: /usr/bin/python3 test/golden/text/generate.py (scikit-learn 1.2).
"""
import collections
import json
import pathlib
import unicodedata

import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

here = pathlib.Path(__file__).parent
sample = here.parents[2] / "resources" / "samples" / "sms-spam.tsv"

# Fields in order, no quoting: the file has quotes that are not meant.
lines = sample.read_text(encoding="utf-8").split("\n")[1:401]
texts = [line.split("\t", 1)[1] for line in lines]
fitted, applied = texts[:300], texts[300:340]

# Python has no \p{Script=Han}: the texts have none, and a word is what \w says.
words = r"(?u)\w+"


def bag(make, **options):
    vectorizer = make(token_pattern=words, **options)
    vectorizer.fit(fitted)
    names = vectorizer.get_feature_names_out()
    matrix = vectorizer.transform(applied).tocoo()
    rows = [{} for _ in applied]
    for row, column, value in zip(matrix.row, matrix.col, matrix.data):
        rows[row][names[column]] = float(value)
    return {"size": len(names), "rows": rows}


def pieces(text):
    """Letters, numbers or signs on end, with the space before them; a line feed alone; of several spaces the last goes on."""
    found, at = [], 0
    while at < len(text):
        start = at
        if text[at] == " " and at + 1 < len(text) and kind(text[at + 1]) in ("letter", "number", "sign"):
            at += 1
        what = kind(text[at])
        length = 0
        while at < len(text) and kind(text[at]) == what and length < 64:
            at, length = at + 1, length + 1
            if what == "feed":
                break
        if what == "space" and length > 1 and at < len(text) and kind(text[at]) != "feed":
            at -= 1
        found.append(text[start:at])
    assert "".join(found) == text
    return found


def kind(character):
    if character == "\n":
        return "feed"
    if character.isspace():
        return "space"
    return {"L": "letter", "M": "letter", "N": "number"}.get(unicodedata.category(character)[0], "sign")


def learn(texts, most):
    """Sennrich's loop: count all pairs anew after every merge."""
    words = collections.Counter(piece for text in texts for piece in pieces(text))
    words = {piece: (list(piece.encode("utf-8")), count) for piece, count in words.items()}
    merges = []
    while len(merges) < most:
        pairs = collections.Counter()
        for symbols, count in words.values():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += count
        if not pairs or max(pairs.values()) < 2:
            break
        highest = max(pairs.values())
        best = min(pair for pair, count in pairs.items() if count == highest)
        new = 256 + len(merges)
        merges.append(best)
        words = {piece: (merge(symbols, best, new), count) for piece, (symbols, count) in words.items()}
    return merges


def merge(symbols, pair, new):
    result, at = [], 0
    while at < len(symbols):
        if at + 1 < len(symbols) and (symbols[at], symbols[at + 1]) == pair:
            result.append(new)
            at += 2
        else:
            result.append(symbols[at])
            at += 1
    return result


def encode(merges, text):
    result = []
    for piece in pieces(text):
        symbols = list(piece.encode("utf-8"))
        # Applied in the order learnt.
        for rank, pair in enumerate(merges):
            symbols = merge(symbols, pair, 256 + rank)
        result += symbols
    return result


chinese = ["今天天气很好，我们去公园散步。", "明天天气不好，我们不去公园。", "我们今天去学校学习。", "公园里的天气今天很好 🌞"] * 2
cases = []
for name, learnt, most, written in [
    ("English", fitted, 300, applied[:12]),
    ("Chinese", chinese, 40, ["今天我们去公园", "天气 good 🌞🌧", "", "a  b\n\n  c, 12!\t "]),
]:
    merges = learn(learnt, most)
    cases.append(
        {
            "name": name,
            "most": most,
            "merges": merges,
            "texts": written,
            "encoded": [encode(merges, text) for text in written],
        }
    )
golden = {
    "versions": {"scikit-learn": sklearn.__version__},
    "count": bag(CountVectorizer),
    "bigrams": bag(TfidfVectorizer, ngram_range=(1, 2), min_df=3),
    "binary": bag(CountVectorizer, binary=True, lowercase=False, min_df=2),
    "chinese": chinese,
    "bytePair": cases,
}
(here / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
