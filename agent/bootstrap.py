"""The only file that names concrete parts: settings in, a clerk, a desk or a library out."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.clerk.clerk import Clerk
from agent.clerk.gate import ReleaseGate
from agent.domain.clock import Clock, SystemClock
from agent.llm import ChatModel, LanguageModel
from agent.settings import Settings
from knowledge.library import Library
from knowledge.search.embedder import Embedder
from knowledge.search.embedders import load_embedder

_OWN = "sentence-transformers:"


def build_library(settings: Settings, embedder: Embedder | None = None) -> Library:
    """Return the library in the data folder; `embedder` overrides the setting."""
    reranker = None
    if settings.reranker:
        from knowledge.search.sentence import CrossEncoderReranker

        reranker = CrossEncoderReranker(settings.reranker.removeprefix(_OWN))
    settings.data.mkdir(parents=True, exist_ok=True)
    return Library(
        settings.data / "knowledge",
        embedder=embedder or load_embedder(settings.embedder),
        reranker=reranker,
        chroma_url=settings.chroma_url,
    )


def build_model(settings: Settings) -> LanguageModel | None:
    """Return the chat model that the settings name, if any; it connects at the first question."""
    if settings.model is None:
        return None
    key = settings.model_api_key
    return ChatModel(
        settings.model,
        base_url=settings.model_base_url,
        api_key=key.get_secret_value() if key else None,
        timeout=settings.model_timeout,
        max_tokens=settings.model_max_tokens,
    )


def build_clerk(
    settings: Settings,
    *,
    clock: Clock | None = None,
    embedder: Embedder | None = None,
    library: Library | None = None,
    model: LanguageModel | None = None,
) -> Clerk:
    """Return a clerk with embedded reading and templates, and with the model laid over both where one is set."""
    from agent.clerk.briefing import private_data
    from agent.drafting.model_writer import ModelWriter
    from agent.drafting.review_writer import ReviewWriter
    from agent.drafting.template_writer import TemplateWriter
    from agent.guards.pii import mask
    from agent.understanding.model_reader import ModelReader, Reads
    from agent.understanding.reader import EmbeddedReader

    embedder = embedder or load_embedder(settings.embedder)
    model = model or build_model(settings)
    reader: Reads = EmbeddedReader(embedder)
    if model is not None:
        reader = ModelReader(
            model, floor=reader, mask=lambda case, text: mask(text, private_data(case))
        )
    return Clerk(
        library=library or build_library(settings, embedder),
        reader=reader,
        replies=TemplateWriter(),
        explanations=ReviewWriter(),
        clock=clock or SystemClock(),
        model_writer=ModelWriter(model) if model is not None else None,
    )
