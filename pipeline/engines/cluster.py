"""The way to a Ray cluster: one that runs, or one on this machine for as long as it is needed, to which no secret of the environment goes."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from pipeline.engines.actors import Actors
from pipeline.errors import ConfigError, MissingDependencyError

SECONDS_TO_LISTEN = 5.0
_UNIX = {"HOME", "LANG", "LANGUAGE", "LOGNAME", "PATH", "SHELL", "TMPDIR", "TZ", "USER"}
_WINDOWS = {"APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PATHEXT", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "WINDIR"}
HARMLESS = _UNIX | _WINDOWS | {"CONDA_PREFIX", "VIRTUAL_ENV"}  # variables that a cluster on this machine inherits
HARMLESS_PREFIXES = ("CUDA_", "DYLD_", "LC_", "LD_", "NVIDIA_", "PYTHON", "RAY_", "XDG_")


@contextmanager
def actors_at(address: str | None, most: int | None = None) -> Iterator[Actors]:
    """Hands on the cluster at an address (`auto`, `ray://host:10001`); None: on one of this machine, ended in the end. most: actors at once.

    A Ray that is connected already is used and stays so. Raises MissingDependencyError without the extra, ConfigError where no cluster is reached.
    """
    try:
        import ray
        import ray.exceptions
    except ImportError as error:
        raise MissingDependencyError("--engine ray needs Ray; install it with: pip install 'bidigest[ray]'") from error
    if ray.is_initialized():
        yield Actors(ray, most)
        return
    _connect(ray, address)
    try:
        yield Actors(ray, most)
    finally:
        ray.shutdown()


def _connect(ray: Any, address: str | None) -> None:
    quiet = {"include_dashboard": False, "configure_logging": False, "log_to_driver": False}
    if address is None:
        with _harmless_environment(), _only_errors_told():
            ray.init(address="local", **quiet)
        return
    _check_client(address)
    _check_listens(address)
    try:
        ray.init(address=address, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        todo = f"it must run Ray {ray.__version__} as this machine does, and where it asks for a token RAY_AUTH_MODE=token must be set here"
        raise _unreached(address, error, todo) from error


def _check_client(address: str) -> None:
    if address.startswith("ray://") and find_spec("grpc") is None:
        raise MissingDependencyError(f"--ray-address {address}: needs Ray's client; install it with: pip install 'ray[client]'")


def _check_listens(address: str) -> None:
    """Raises ConfigError where nothing listens at an address with a port, for which Ray itself waits for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_LISTEN).close()
    except OSError as error:
        raise _unreached(address, error, "start one with `ray start --head`") from error


def _unreached(address: str, error: Exception, todo: str) -> ConfigError:
    return ConfigError(f"--ray-address {address}: no cluster is reached there ({' '.join(str(error).split())}); {todo}")


def is_harmless(name: str) -> bool:
    """True for a variable of the environment that may go to a cluster: one that says where things are, and holds no secret."""
    return name.upper() in HARMLESS or name.upper().startswith(HARMLESS_PREFIXES)


@contextmanager
def _only_errors_told() -> Iterator[None]:
    """While Ray starts, which tells of its own settings."""
    log = logging.getLogger("ray")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


@contextmanager
def _harmless_environment() -> Iterator[None]:
    """While processes of Ray are started, which inherit the environment and hand it on to every actor."""
    kept_back = {name: value for name, value in os.environ.items() if not is_harmless(name)}
    told = os.environ.get("RAY_USAGE_STATS_ENABLED")
    for name in kept_back:
        del os.environ[name]
    os.environ["RAY_USAGE_STATS_ENABLED"] = told or "0"
    try:
        yield
    finally:
        os.environ.update(kept_back)
        if told is None:
            del os.environ["RAY_USAGE_STATS_ENABLED"]
