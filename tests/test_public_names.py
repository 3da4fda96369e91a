"""What graphkit promises: these names, each with its documentation."""

from __future__ import annotations

import inspect
import re
from importlib import metadata

import pytest

import graphkit
from graphkit import analysis

PUBLIC = [
    "Article", "ArticleError", "Claim", "Entity", "EntityView", "Explanation", "Extraction", "Failure", "GraphkitError",
    "KnowledgeGraph", "Mention", "ModelError", "Ontology", "OntologyError", "QueryError", "Report", "Rows",
    "StoreError", "StoreLockedError", "__version__", "explain", "extract",
]  # fmt: skip
ANALYSIS = [
    "Concentration", "TrustedPath", "brokers", "centrality", "communities", "trusted_path", "vendor_concentration",
]  # fmt: skip


def test_public_names_are_these() -> None:
    assert sorted(graphkit.__all__) == PUBLIC
    assert dir(graphkit) == graphkit.__all__


def test_measures_of_networks_are_these() -> None:
    assert analysis.__all__ == ANALYSIS


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        graphkit.nothing  # noqa: B018


@pytest.mark.parametrize("name", [n for n in PUBLIC if n != "__version__"])
def test_public_name_is_documented(name: str) -> None:
    thing = getattr(graphkit, name)
    assert thing.__doc__
    # What a dataclass writes for itself is no documentation.
    assert not thing.__doc__.startswith(f"{name}(")


METHODS = [
    (name, member)
    for name in PUBLIC
    if inspect.isclass(getattr(graphkit, name))
    for member, value in vars(getattr(graphkit, name)).items()
    if not member.startswith("_") and (callable(value) or isinstance(value, property | classmethod))
]


@pytest.mark.parametrize(("name", "member"), METHODS)
def test_public_method_is_documented(name: str, member: str) -> None:
    assert inspect.getdoc(inspect.getattr_static(getattr(graphkit, name), member))


def test_version_is_the_one_installed() -> None:
    try:
        installed = metadata.version("graphkit")
    except metadata.PackageNotFoundError:
        pytest.skip("graphkit is not installed")
    assert graphkit.__version__ == installed
    assert re.fullmatch(r"\d+\.\d+\.\d+", installed)
