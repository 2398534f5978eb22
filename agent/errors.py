"""Every error the desk raises on purpose, split by who has to act.

AftersalesError
├── ConfigurationError      the operator: a setting, a shop.yaml or a rules.yaml is wrong
├── InvalidInput            the caller: a case, a file or an argument is wrong
│   ├── InvalidCase         ... a case in the contract's format
│   └── Unverified          ... an event whose sender cannot be proved (agent/channels/channel.py)
├── NotFound                the caller: no such shop, case, draft or release
├── MoveNotAllowed          the caller: the case or the draft is not in a state for this
│   └── VersionConflict     ... because somebody or something changed it meanwhile
├── NotApproved             the caller: guards block this text, or nobody approved it
└── Unreachable             the provider: something needed does not answer
    ├── ModelUnavailable    ... the language model: no answer, or too late
    └── ModelAnswerInvalid  ... the language model: an answer that is not what was asked for

`knowledge.errors` has the errors of documents and search; the command line turns both into one line and an
exit code: wrong use 2, bad input 3, unreachable 4.
"""


class AftersalesError(Exception):
    """Base of every error raised on purpose; its text is one line that can be shown to a person."""

    exit_code = 3


class ConfigurationError(AftersalesError):
    """A setting or a file of the shop is wrong; the operator mends it."""


class InvalidInput(AftersalesError):
    """What the caller handed over cannot be read; the text says what, where and what to do."""


class InvalidCase(InvalidInput):
    """A case that does not follow the contract."""


class NotFound(AftersalesError):
    """No such thing, by the name that was given."""


class MoveNotAllowed(AftersalesError):
    """The case or draft is not in a state for this act."""


class VersionConflict(MoveNotAllowed):
    """The act was made for a version that is no longer the current one."""


class NotApproved(AftersalesError):
    """Nothing leaves without an approval on record, and no approval covers this."""


class Unreachable(AftersalesError):
    """Something needed does not answer."""

    exit_code = 4


class ModelUnavailable(Unreachable):
    """The language model gave no answer in time."""


class ModelAnswerInvalid(Unreachable):
    """The language model's answer is not of the asked-for form."""
