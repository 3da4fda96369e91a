"""The joint model: one encoder, read once a window, with heads for every task.

Entity tags come from the word pieces at both ends of a word. A pair of mentions is read from
the ends of both (Zhong and Chen, 2021, without markers: one pass serves all pairs) together with
what several attention heads pick from the sentence, in the manner of localised context pooling
(Zhou et al., 2021).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from graphkit.extraction.labels import RELATIONS, STATUSES, TAGS, TYPES
from graphkit.extraction.shapes import SHAPE_IDS

WIDTH = 384
HIDDEN = 256
DISTANCES = 40


class Encoder(nn.Module):
    """The pretrained encoder, with the shapes of words added to the embeddings of their pieces."""

    def __init__(self, pretrained: Any) -> None:
        super().__init__()
        self.bert = pretrained
        self.shapes = nn.Embedding(SHAPE_IDS, WIDTH)
        nn.init.normal_(self.shapes.weight, std=0.005)

    def embed(self, pieces: Tensor, shapes: Tensor) -> Tensor:
        """Return the embeddings of pieces with those of their shapes: (batch, pieces, WIDTH)."""
        embedded: Tensor = self.bert.embeddings.word_embeddings(pieces) + self.shapes(shapes)
        return embedded

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Return states (batch, pieces, WIDTH)."""
        states: Tensor = self.bert(inputs_embeds=self.embed(pieces, shapes), attention_mask=mask).last_hidden_state
        return states


class WordHead(nn.Module):
    """Tags and roles of words, from their first and last piece and their shape."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes = nn.Embedding(SHAPE_IDS, 32)
        self.hidden = nn.Linear(2 * WIDTH + 32, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(TAGS) + 1)
        self.dropout = nn.Dropout(0.2)

    def forward(self, first: Tensor, last: Tensor, shapes: Tensor) -> Tensor:
        """Return logits (words, tags + 1); the last column is that of roles."""
        hidden = nn.functional.gelu(self.hidden(self.dropout(torch.cat([first, last, self.shapes(shapes)], -1))))
        out: Tensor = self.out(hidden)
        return out


class PairHead(nn.Module):
    """Relations and statuses of pairs of mentions in one window."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(2 * WIDTH, HIDDEN)
        self.other = nn.Linear(2 * WIDTH, HIDDEN)
        self.types = nn.Embedding(2 * (len(TYPES) + 1), HIDDEN)
        self.distance = nn.Embedding(DISTANCES, HIDDEN)
        self.query = nn.Linear(HIDDEN, HIDDEN)
        self.key = nn.Linear(WIDTH, HIDDEN)
        self.value = nn.Linear(WIDTH, HIDDEN)
        self.place = nn.Parameter(torch.zeros(3, 4))
        self.context = nn.Linear(HIDDEN, HIDDEN)
        self.product = nn.Linear(HIDDEN, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN)
        self.deep = nn.Linear(HIDDEN, HIDDEN)
        self.relations = nn.Linear(HIDDEN, len(RELATIONS))
        self.status_hidden = nn.Linear(HIDDEN, 96)
        self.status_relation = nn.Embedding(len(RELATIONS), 96)
        self.status_out = nn.Linear(96, len(STATUSES))
        self.dropout = nn.Dropout(0.2)

    def forward(self, states: Tensor, pairs: Tensor) -> tuple[Tensor, Tensor]:
        """Score pairs (n, 10; the columns of ``graphkit.extraction.relations.pair_row``) over states (pieces, WIDTH).

        Returns logits of relations (n, relations) and of statuses (n, relations, statuses).
        """
        states = self.dropout(states)
        one = self.one(torch.cat([states[pairs[:, 0]], states[pairs[:, 1]]], -1))
        other = self.other(torch.cat([states[pairs[:, 2]], states[pairs[:, 3]]], -1))
        known = self.types(pairs[:, 6]) + self.types(pairs[:, 7] + len(TYPES) + 1) + self.distance(pairs[:, 8])
        ends = nn.functional.gelu(one + other + known)
        context = self.attend(states, pairs, ends)
        joined = one + other + known + self.context(context) + self.product(torch.tanh(one) * torch.tanh(other))
        hidden = self.dropout(nn.functional.gelu(self.norm(joined)))
        hidden = hidden + nn.functional.gelu(self.deep(hidden))
        status = self.status_hidden(hidden)[:, None, :] + self.status_relation.weight[None]
        return self.relations(hidden), self.status_out(nn.functional.gelu(status))

    def attend(self, states: Tensor, pairs: Tensor, ends: Tensor) -> Tensor:
        """Return what each pair's heads pick from its sentence: (n, HIDDEN)."""
        heads, size = len(self.place[0]), HIDDEN // len(self.place[0])
        at = torch.arange(states.shape[0], device=states.device)[None]
        inside = (at >= pairs[:, 4:5]) & (at <= pairs[:, 5:6])
        before = (at < pairs[:, 0:1]).long()
        after = (at > pairs[:, 3:4]).long() * 2
        # 0 between the mentions, 1 before both, 2 after both, 3 outside the sentence, where nothing is picked.
        region = torch.where(inside, before + after, 3)
        outside = torch.full((1, heads), -1e4, device=states.device)
        place = torch.cat([self.place, outside]).T[:, region]
        query = self.query(ends).view(-1, heads, size).transpose(0, 1) / size**0.5
        key = self.key(states).view(-1, heads, size).permute(1, 2, 0)
        value = self.value(states).view(-1, heads, size).transpose(0, 1)
        picked = (query @ key + place).softmax(-1) @ value
        return picked.transpose(0, 1).reshape(-1, HIDDEN)


class SpeakerHead(nn.Module):
    """Is a sentence attributed to somebody named in it or shortly before?"""

    def __init__(self) -> None:
        super().__init__()
        self.mention = nn.Linear(2 * WIDTH, 128)
        self.sentence = nn.Linear(3 * WIDTH, 128)
        self.out = nn.Linear(128, 1)
        self.dropout = nn.Dropout(0.2)

    def forward(self, states: Tensor, rows: Tensor) -> Tensor:
        """Score rows (n, 4: mention's first and last piece, sentence's) over states; logits (n,)."""
        sums = torch.cumsum(states, 0)
        low, high = rows[:, 2], rows[:, 3]
        mean = (sums[high] - sums[low] + states[low]) / (high - low + 1)[:, None]
        mention = self.mention(self.dropout(torch.cat([states[rows[:, 0]], states[rows[:, 1]]], -1)))
        sentence = self.sentence(self.dropout(torch.cat([mean, states[low], states[high]], -1)))
        out: Tensor = self.out(nn.functional.gelu(mention + sentence))[:, 0]
        return out


class JointModel(nn.Module):
    """Encoder and heads."""

    def __init__(self, pretrained: Any) -> None:
        super().__init__()
        self.encoder = Encoder(pretrained)
        self.words = WordHead()
        self.pairs = PairHead()
        self.speakers = SpeakerHead()
