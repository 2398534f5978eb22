"""The language model: the only file that imports LangChain's chat models.

A model may read a message and word a reply; it never decides. Every call is bounded in time and length, tried once, and
ends in an answer of the asked-for type or in one of two named errors, on which callers fall back.
"""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as CallTimeout
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from agent.errors import ConfigurationError, ModelAnswerInvalid, ModelUnavailable
from prompts import Rendered

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Answer = TypeVar("Answer", bound=BaseModel)


class LanguageModel(Protocol):
    """Something that answers a prompt with a value of the given type."""

    @property
    def name(self) -> str:
        """Provider and model, as stored with each draft."""
        ...

    def ask(self, prompt: Rendered, answer: type[Answer]) -> Answer:
        """Return the answer; raises ModelUnavailable or ModelAnswerInvalid."""
        ...


class ChatModel:
    """Any chat model that LangChain's `init_chat_model` knows, asked for structured output.

    `name` is PROVIDER:MODEL. `allowed` False forbids every call (tests set it): a call is then a ModelUnavailable.
    """

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 20.0,
        max_tokens: int = 800,
        allowed: bool = True,
    ) -> None:
        self.name = name
        self._base_url = base_url
        self._api_key = api_key
        self._timeout = timeout
        self._max_tokens = max_tokens
        self._allowed = allowed
        self._chat: BaseChatModel | None = None

    def ask(self, prompt: Rendered, answer: type[Answer]) -> Answer:
        """Return the model's answer as a value of the given type.

        Raises:
            ModelUnavailable: no connection, refused, or not within the time limit.
            ModelAnswerInvalid: an answer that is cut off or not of the type.
        """
        if not self._allowed:
            raise ModelUnavailable(f"calls to {self.name} are switched off")
        # A read timeout bounds silence, not a trickle; the thread bounds the whole call.
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        try:
            return pool.submit(self._ask, prompt, answer).result(timeout=self._timeout + 1)
        except CallTimeout:
            raise ModelUnavailable(f"{self.name} gave no answer in {self._timeout:g} s") from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, prompt: Rendered, answer: type[Answer]) -> Answer:
        import httpx
        import openai
        from langchain_core.exceptions import LangChainException, OutputParserException

        chat = self._connected().with_structured_output(answer)
        try:
            given = chat.invoke([("system", prompt.system), ("user", prompt.user)])
        except (OutputParserException, ValidationError, openai.LengthFinishReasonError) as error:
            raise ModelAnswerInvalid(
                f"{self.name}: {type(error).__name__}, no usable {answer.__name__}"
            ) from None
        except (LangChainException, openai.OpenAIError, httpx.HTTPError, OSError) as error:
            raise ModelUnavailable(f"{self.name}: {type(error).__name__}") from None
        except ValueError as error:  # a body that is no JSON at all
            raise ModelAnswerInvalid(f"{self.name}: {type(error).__name__}") from None
        if not isinstance(given, answer):
            raise ModelAnswerInvalid(f"{self.name}: no {answer.__name__} in the answer")
        return given

    def _connected(self) -> "BaseChatModel":
        if self._chat is None:
            from langchain.chat_models import init_chat_model

            options: dict[str, Any] = {
                "timeout": self._timeout,
                "max_retries": 0,
                "max_tokens": self._max_tokens,
                "temperature": 0.3,
            }
            if self._base_url:
                options["base_url"] = self._base_url
                options["api_key"] = self._api_key or "none"
            elif self._api_key:
                options["api_key"] = self._api_key
            try:
                self._chat = init_chat_model(self.name, **options)
            except (ImportError, ValueError) as error:
                raise ConfigurationError(
                    f"AFTERSALES_MODEL={self.name!r}: {str(error).splitlines()[0]}"
                ) from None
        return self._chat
