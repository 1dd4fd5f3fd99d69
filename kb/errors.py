"""Everything that can go wrong, as one tree.

PraktijkbankError
├── UsageError          what was asked cannot be asked
│   ├── UnknownError        what is asked for by its id is not there
│   ├── TooLargeError       what was sent is larger than it may be
│   └── StaleError          what shall be changed was changed in the meantime
├── UnauthorizedError   who asks is not known
├── ForbiddenError      who asks may not do this
├── OverloadedError     too much is asked at once; later it can be
├── BusyError           another process writes in this data folder
├── ModelError          the embedding model is missing or does not fit
├── StorageError        the data folder is damaged or of another version
├── NotReadyError       the index must be built or loaded first
│   └── StampMismatchError  index and settings name different models
└── ReadError           a document cannot be read (raised by `ingest`)
"""


class PraktijkbankError(Exception):
    """An error with a message key of `kb/data/messages.toml` and the values that the message shows.

    Args:
        key: name of the message, for example ``"model_missing"``.
        **values: what the message interpolates.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        from kb.messages import message  # noqa: PLC0415 - errors are imported before everything else

        return message(self.key, "en", **self.values)


class UsageError(PraktijkbankError):
    """What was asked cannot be asked: a wrong value, an unknown filter, a missing path."""


class UnknownError(UsageError):
    """There is nothing of the id that was given."""


class TooLargeError(UsageError):
    """What was sent is larger than it may be."""


class StaleError(UsageError):
    """What shall be changed was changed by somebody else since it was read."""


class UnauthorizedError(PraktijkbankError):
    """Who asks is not known: there is no key or token, or one that does not count."""


class ForbiddenError(PraktijkbankError):
    """Who asks is known and may not do this."""


class OverloadedError(PraktijkbankError):
    """Too much is asked at once; it can be asked again later."""


class BusyError(PraktijkbankError):
    """Another process holds the write lock of the data folder."""


class ModelError(PraktijkbankError):
    """The embedding model is missing, unreadable, or gives another dimension than expected."""


class StorageError(PraktijkbankError):
    """The data folder is damaged, or was written by a newer version."""


class NotReadyError(PraktijkbankError):
    """The index must be built or loaded before this can be answered."""


class StampMismatchError(NotReadyError):
    """The stored vectors were made by another model than the settings name."""


class ReadError(PraktijkbankError):
    """A document cannot be read; the key says why and what to do."""


class UnsupportedError(ReadError):
    """A document is of a type that is not read; the message says how to save it instead."""
