"""GUM's chains, read from two sentences small enough to read."""

from __future__ import annotations

from training.corpora.coreference import document
from training.evaluate import refers

ROWS = [
    "# newdoc id = x",
    "# newpar",
    "# text = Ada's bank grew.",
    "1-2\tAda's\t_\t_\t_\t_\t_\t_\t_\t_",
    "1\tAda\tAda\tPROPN\tNNP\t_\t3\tnmod:poss\t_\tEntity=(2-organization-new-cf1-3-coref(1-person-new-cf2-1-coref-Ada",
    "2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\tEntity=1)",
    "3\tbank\tbank\tNOUN\tNN\t_\t4\tnsubj\t_\tEntity=2)",
    "4\tgrew\tgrow\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No",
    "5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_",
    "",
    "# newpar",
    "# text = She likes it.",
    "1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t_\tDiscourse=x|Entity=(1-person-giv:act-cf1-1-ana-Ada)",
    "2\tlikes\tlike\tVERB\tVBZ\t_\t0\troot\t_\t_",
    "3\tit\tit\tPRON\tPRP\t_\t2\tobj\t_\tEntity=(2-organization-giv:act-cf2-1-ana)|SpaceAfter=No",
    "4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_",
]


def test_chains_hold_mentions_with_their_heads() -> None:
    found = document("x", "\n".join(ROWS))
    assert found.text == "Ada's bank grew.\nShe likes it."
    shown = {
        chain: [(found.text[p.start : p.end], found.text[p.head], p.type, p.named) for p in phrases]
        for chain, phrases in found.chains.items()
    }
    assert shown == {
        "1": [("Ada's", "A", "person", True), ("She", "S", "person", False)],
        "2": [("Ada's bank", "b", "organization", False), ("it", "i", "organization", False)],
    }


def test_what_refers() -> None:
    assert refers("She")
    assert refers("the company")
    assert not refers("company")
    assert not refers("the rain")
