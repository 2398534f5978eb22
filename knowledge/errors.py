"""Errors of documents and search.

KnowledgeError
├── UnreadableFile     a file cannot be read: damaged, encrypted, too large
├── UnknownFormat      no reader for this kind of file
├── EmptyFolder        nothing to ingest
├── ReleaseNotFound    no such release of this shop
├── ReleaseUnreadable  a release's files are another version's, or damaged
├── ReleaseRefused     a release may not be activated; the text says why
└── StoreUnreachable   the vector store does not answer, or no longer
"""


class KnowledgeError(Exception):
    """Base of this package's errors; its text is one line that can be shown to a person."""

    exit_code = 3


class UnreadableFile(KnowledgeError):
    """A file cannot be read; the text names the file and the cause."""


class UnknownFormat(KnowledgeError):
    """No reader for this kind of file."""


class EmptyFolder(KnowledgeError):
    """There is nothing to ingest in the folder."""


class ReleaseNotFound(KnowledgeError):
    """The shop has no such release."""


class ReleaseUnreadable(KnowledgeError):
    """A release was made by another version of this code, or its files are damaged; ingest again."""


class ReleaseRefused(KnowledgeError):
    """The release may not be activated."""


class StoreUnreachable(KnowledgeError):
    """The vector store (a Chroma server, as a rule) does not answer; nothing is wrong with the input."""

    exit_code = 4
