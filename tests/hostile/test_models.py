"""A model that lies, breaks off, repeats the key or sends the program elsewhere: it is believed nothing, and no key is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.fetch.server import Request, reply, serving
from tests.hostile import documents, inert
from tests.hostile.replies import FAULTS, LATER, HostileModel
from tests.hostile.yard import KEY, OTHER_KEY, Yard
from tests.servers.mock_openai import MockServer

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="names and links of POSIX")]

ASKED_ABOUT = (
    "own/front-",
    "own/forged",
    "own/orders",
    "own/formula",
    "own/prompt",
    "own/numbered",
    "own/template",
    "own/figures",
    "own/side-",
    "own/script",
    "own/ids",
)


@contextmanager
def calling(yard: Yard, address: str) -> Iterator[None]:
    """Connections to the address are the command's own."""
    host, _, port = address.removeprefix("http://").partition("/")[0].partition(":")
    yard.may_call.add(str((host, int(port))))
    yield


@pytest.fixture(scope="module", autouse=True)
def corpus(yard: Yard) -> None:
    made = documents.documents(yard.root, yard.trap.address)
    yard.place({name: data for name, data in made.items() if name.startswith(ASKED_ABOUT)})


def test_a_hostile_model_is_believed_nothing(yard: Yard) -> None:
    before = yard.state("outputs")
    model = HostileModel()
    with MockServer(model) as server, calling(yard, server.base_url):
        flags = ("--model", "openai:gpt-4o-mini", "--base-url", server.base_url, "--max-cost", "5")
        server.script(*FAULTS)
        codes = [yard.run("run", "-v", *flags).code, yard.run("run", "-v", "--force", *flags, "--length", "short").code]
        assert len(server.log) > model.many
        for refusal in LATER:
            server.script(refusal)
            codes.append(yard.run("run", "-v", "corpus/own/prompt.md", "--force", "--json", *flags).code)
        assert all(KEY in entry["headers"]["Authorization"] for entry in server.log), "the key goes to its provider"
        assert not any(OTHER_KEY in f"{entry}" for entry in server.log), "and no other one"
    assert codes == [1, 1, 1, 1]
    assert yard.faults("outputs") == []
    assert yard.state("outputs") == before
    assert inert.faults(yard.project / "outputs") == []


def test_a_server_that_sends_the_program_elsewhere_gets_no_key_there(yard: Yard) -> None:
    got: list[Request] = []

    def take(request: Request, _: object) -> bytes:
        got.append(request)
        return reply(500)

    with serving() as other, serving() as model, calling(yard, model.address), calling(yard, other.address.replace("127.0.0.1", "localhost")):
        elsewhere = f"{other.address.replace('127.0.0.1', 'localhost')}/v1/chat/completions"
        other.replies["/v1/chat/completions"] = take
        model.replies["/v1/chat/completions"] = reply(307, Location=elsewhere)
        flags = ("--model", "openai:gpt-4o-mini", "--base-url", f"{model.address}/v1", "--languages", "en", "-o", "elsewhere")
        ended = yard.run("run", "corpus/own/prompt.md", *flags)
        assert model.asked
    assert ended.code == 1
    assert not any(KEY in value for request in got for value in request.headers.values())
    assert yard.told_keys("elsewhere") == []


def test_a_guard_that_is_hostile_too_tells_no_key(yard: Yard) -> None:
    with MockServer(lambda body: f"unsafe\nS1\n{KEY} <script>alert(1)</script>\x1b[2J") as server, calling(yard, server.base_url):
        flags = ("--model", "openai:gpt-4o-mini", "--guard", "openai:gpt-4o-mini", "-o", "guarded")
        ended = yard.run("run", "-v", "corpus/own/prompt.md", *flags, OPENAI_BASE_URL=server.base_url)
        assert server.log
    assert ended.code in (0, 1)
    assert ended.faults() == []
    assert inert.faults(yard.project / "guarded") == []
