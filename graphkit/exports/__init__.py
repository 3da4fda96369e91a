"""Writing the whole graph out, from any store: equal graphs give equal files."""

from __future__ import annotations

from graphkit.exports.jsonl import jsonl

__all__ = ["jsonl"]
