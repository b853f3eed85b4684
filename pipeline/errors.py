"""Every error that a caller may catch.

    PipelineError
    ├── ConfigError              the user's configuration, flags or tables are wrong
    ├── SourceError              a file of the corpus cannot be read or understood
    │   ├── EncodingError        its bytes are in no encoding that could be told
    │   └── UnsupportedError     its format or language is not one that is processed
    ├── ModelError               a model or the network failed (keeps its cause)
    ├── MissingDependencyError   an extra is not installed; the message names the command that installs it
    └── OutputError              the outputs folder cannot be written
        └── DamagedError         the ledger in it is damaged

A bug raises a built-in (`ValueError`, `AssertionError`).
"""


class PipelineError(Exception):
    """Root of all errors. The message says what happened, to what, and what to do."""


class ConfigError(PipelineError):
    """A flag, a configuration file or a user's table is wrong; the user can mend it."""


class SourceError(PipelineError):
    """A source cannot be read or understood. The run goes on with the others."""


class EncodingError(SourceError):
    """A source's bytes are in no encoding that could be told."""


class UnsupportedError(SourceError):
    """A source's format or language is not one that is processed."""


class ModelError(PipelineError):
    """A model or the network failed."""


class MissingDependencyError(PipelineError):
    """An optional dependency is not installed."""


class OutputError(PipelineError):
    """The outputs folder, or something in it, cannot be written or read."""


class DamagedError(OutputError):
    """The ledger is damaged; the next run makes it anew from the digests."""
