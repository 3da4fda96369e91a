"""``graphkit explain``: why the graph has an edge, or has it not."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit.cli.ending import SOME_FAILED
from graphkit.cli.options import AsJson, MinConfidence, ModelFolder, SourceFormat, Sources
from graphkit.cli.output import clean, fail, write_json

if TYPE_CHECKING:
    from graphkit.extraction.explanation import ExplainedSentence


def explain(
    sources: Sources,
    least: Annotated[float, typer.Option(min=0, max=1, help="Leave out relations less likely than this.")] = 0.1,
    input_format: SourceFormat = None,
    model: ModelFolder = None,
    min_confidence: MinConfidence = None,
    as_json: AsJson = False,
) -> None:
    """Show what was weighed in each sentence: entities, references, candidate pairs, statuses."""
    import graphkit

    failed = False
    documents = []
    for item in graphkit.explain(
        *sources, model=model, format=input_format, least=least, min_confidence=min_confidence
    ):
        if isinstance(item, graphkit.Failure):
            failed = True
            fail(str(item))
        elif as_json:
            documents.append({"article": item.article, "sentences": [asdict(s) for s in item.sentences]})
        else:
            print(f"# {clean(item.article)}\n")
            for sentence in item.sentences:
                _show(sentence)
    if as_json:
        write_json(documents)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _show(sentence: ExplainedSentence) -> None:
    print(f"{clean(' '.join(sentence.text.split()))}\n  characters {sentence.start} to {sentence.end}")
    for mention in sentence.mentions:
        kind = "refers to" if mention.reference else "names"
        print(f"  {clean(mention.text)!r} {kind} {clean(mention.entity)} ({mention.type})")
    for claim in sentence.claims:
        statuses = sorted(claim.statuses.items(), key=lambda s: -s[1])
        shown = ", ".join(f"{name} {p:.2f}" for name, p in statuses if p >= 0.05)
        said = f"; said by {clean(claim.attributed_to)}" if claim.attributed_to else ""
        role = f"; as {clean(claim.role)}" if claim.role else ""
        ends = f"{clean(claim.subject)} {claim.predicate} {clean(claim.object)}"
        print(f"  ✓ {ends}, confidence {claim.confidence:.2f}: {shown}{said}{role}")
    for pair in sentence.pairs:
        if not pair.claimed:
            where = "" if pair.within else "; one is named only before this sentence"
            ends = f"{clean(pair.subject)} {pair.predicate} {clean(pair.object)}"
            print(f"  · {ends}, confidence {pair.confidence:.2f}, claimed from {pair.threshold:.2f} on{where}")
    print()
