"""Trying changes: each in a fork of one process that has collected the tests and run none.

A fork begins with everything imported and nothing remembered, so that no answer kept from before a
change hides it. It runs only tests that run the changed lines, the quickest first, up to the first
that fails.
"""

import inspect
import os
import pickle
import resource
import signal
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final, Literal, NamedTuple

import pytest
from _pytest.main import pytest_runtestloop as run_tests

from tools.mutation.changes import Change

type Outcome = Literal["noticed", "unnoticed", "not run"]
type Lines = frozenset[tuple[str, int]]

_FREE: Final = 4
_TIMES_AS_LONG: Final = 5
_SECONDS_MORE: Final = 10
_NO_PROCESSOR_FOR: Final = 20
"""A fork may take so many times its processor's time by the clock: it may wait, not for ever."""


class Tried(NamedTuple):
    """What became of a change, and by which test."""

    change: Change
    outcome: Outcome
    by: str


class Looked(NamedTuple):
    """What a test runs, and what that costs."""

    lines: Lines
    seconds: float


class Campaign:
    """A pytest plugin: in place of running the tests it tries the changes."""

    def __init__(
        self, changes: list[Change], jobs: int, longest: float, examples: int | None
    ) -> None:
        self._changes, self._jobs, self._longest = changes, jobs, longest
        self._examples = examples
        self._noticing: dict[str, int] = defaultdict(int)
        self.tried: list[Tried] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Look at what each test runs, then try change after change."""
        _look_for_the_first_example(session.items, self._examples)
        root = Path.cwd()
        files = {str(root / change["file"]): change["file"] for change in self._changes}
        looked = _in_fork(lambda: _looked(session, files))
        items = [item for item in session.items if looked[item.nodeid].seconds <= self._longest]
        order = sorted(items, key=lambda item: looked[item.nodeid].seconds)
        if failed := _in_fork(lambda: _first_failing(session, order)):
            pytest.exit(f"fails without any change: {failed}", returncode=2)
        self._try_all(session, order, looked)
        return True

    def _try_all(
        self, session: pytest.Session, order: list[pytest.Item], looked: dict[str, Looked]
    ) -> None:
        waiting = list(reversed(self._changes))
        running: dict[int, tuple[Change, Fork]] = {}
        while waiting or running:
            while waiting and len(running) < self._jobs:
                change = waiting.pop()
                items = self._asked(change, order, looked)
                if not items:
                    self._note(Tried(change, "not run", ""))
                    continue
                seconds = sum(looked[item.nodeid].seconds for item in items)
                fork = Fork(lambda c=change, i=items: _with_change(session, c, i), seconds)
                running[fork.pid] = change, fork
            for pid, (change, fork) in list(running.items()):
                if fork.is_over():
                    del running[pid]
                    by = fork.answer("killed: it took too long")
                    self._note(Tried(change, "noticed" if by else "unnoticed", by or ""))
            time.sleep(0.01)

    def _asked(
        self, change: Change, order: list[pytest.Item], looked: dict[str, Looked]
    ) -> list[pytest.Item]:
        """Return the tests that run a change's lines; those that noticed others first."""
        lines = {
            (change["file"], line) for line in range(change["first_line"], change["last_line"] + 1)
        }
        items = [item for item in order if not lines.isdisjoint(looked[item.nodeid].lines)]
        return sorted(items, key=lambda item: -self._noticing[item.nodeid])

    def _note(self, tried: Tried) -> None:
        self._noticing[tried.by] += 1
        self.tried.append(tried)
        print(f"{len(self.tried)} of {len(self._changes)}", end="\r", file=sys.stderr, flush=True)


def _look_for_the_first_example(items: Iterable[pytest.Item], most: int | None) -> None:
    """Have property tests end at the first example that fails, however large, or after so many."""
    from hypothesis import Phase, settings  # after pytest, which wants to rewrite it

    for item in items:
        test = getattr(item, "function", None)
        own: settings | None = getattr(test, "_hypothesis_internal_use_settings", None)
        if test is not None and own is not None:
            count = min(own.max_examples, most) if most else own.max_examples
            phases = (Phase.explicit, Phase.generate)
            test._hypothesis_internal_use_settings = settings(
                own, max_examples=count, phases=phases, database=None
            )


class Fork:
    """A copy of this process that works something out and is gone."""

    def __init__(self, work: Callable[[], Any], seconds: float = 600.0) -> None:
        reading, writing = os.pipe()
        self._seconds = int(seconds * _TIMES_AS_LONG + _SECONDS_MORE)
        self._until = time.monotonic() + self._seconds * _NO_PROCESSOR_FOR
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads of numpy's that rest
            self.pid = os.fork()
        if not self.pid:
            _work_and_leave(work, writing, self._seconds)
        os.close(writing)
        self._reading = reading

    def is_over(self) -> bool:
        """Whether it has ended; one that waits for ever is ended."""
        if time.monotonic() > self._until:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            return True
        return os.waitpid(self.pid, os.WNOHANG)[0] != 0

    def answer(self, otherwise: Any) -> Any:
        """Return what it worked out, or, of one that was killed, the other."""
        with os.fdopen(self._reading, "rb") as pipe:
            told = pipe.read()
        return pickle.loads(told) if told else otherwise  # noqa: S301 - our own fork's

    def wait(self) -> Any:
        """Return what it works out, once it has."""
        with os.fdopen(self._reading, "rb") as pipe:
            told = pipe.read()
        os.waitpid(self.pid, 0)
        return pickle.loads(told)  # noqa: S301 - our own fork's


def _in_fork(work: Callable[[], Any]) -> Any:
    return Fork(work).wait()


def _work_and_leave(work: Callable[[], Any], writing: int, seconds: int) -> None:
    """Never returns: whatever happens, nothing of the parent's is run a second time."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        told = pickle.dumps(work())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(told)
    finally:
        os._exit(0)


def _with_change(session: pytest.Session, change: Change, items: list[pytest.Item]) -> str:
    """Return the first test that fails with a change, or nothing."""
    try:
        put_in(change)
    except (SyntaxError, TypeError, ValueError) as error:
        return f"does not compile: {error}"
    return _first_failing(session, items)


def put_in(change: Change) -> None:
    """Give the function that everybody holds the changed code."""
    module = sys.modules[change["module"]]
    place: Any = getattr(module, change["owner"]) if change["owner"] else module
    found = inspect.getattr_static(place, change["function"])
    function: FunctionType = getattr(found, "__func__", found)
    made: dict[str, Any] = {}
    text = "".join(f"    {line}" for line in change["after"].splitlines(keepends=True))
    # A method that names `super()` closes over its class.
    text = f"def _made(__class__):\n{text}\n    return {change['function']}\n"
    exec(compile(text, change["file"], "exec"), vars(module), made)  # noqa: S102
    changed: Any = made["_made"](place)
    changed = getattr(changed, "__func__", changed)
    function.__code__ = changed.__code__
    function.__defaults__ = changed.__defaults__
    function.__kwdefaults__ = changed.__kwdefaults__


def _first_failing(session: pytest.Session, items: list[pytest.Item]) -> str:
    watch = _Watch()
    _listen_instead(session, watch)
    session.items = items
    session.config.option.maxfail = 1
    with suppress(session.Failed):
        run_tests(session)
    return watch.failed


def _listen_instead(session: pytest.Session, listener: object) -> None:
    """Tell a listener of the tests, and not the terminal, which is the parent's."""
    manager = session.config.pluginmanager
    manager.unregister(name="terminalreporter")
    manager.register(listener)


class _Watch:
    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def _looked(session: pytest.Session, files: dict[str, str]) -> dict[str, Looked]:
    look = _Look(files)
    _listen_instead(session, look)
    session.config.option.maxfail = 0
    run_tests(session)
    return look.found


class _Look:
    """Notes which lines of the files each test runs."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files
        self._lines: set[tuple[str, int]] = set()
        self.found: dict[str, Looked] = {}
        events = sys.monitoring
        events.use_tool_id(_FREE, "tools.mutation")
        events.register_callback(_FREE, events.events.LINE, self._line)
        events.set_events(_FREE, events.events.LINE)

    def _line(self, code: CodeType, line: int) -> object:
        if file := self._files.get(code.co_filename):
            self._lines.add((file, line))
        return sys.monitoring.DISABLE

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._lines.clear()
        sys.monitoring.restart_events()
        started = time.process_time()
        answer = yield
        taken = time.process_time() - started
        self.found[item.nodeid] = Looked(frozenset(self._lines), taken)
        return answer


def run(
    changes: list[Change],
    tests: Iterable[str],
    jobs: int,
    longest: float,
    examples: int | None = None,
) -> list[Tried]:
    """Try changes against tests. Raises: RuntimeError when the tests fail without them.

    `longest`: seconds of a test worth running. `examples`: of a property test, if fewer than its
    own.
    """
    campaign = Campaign(changes, jobs, longest, examples)
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"]
    code = pytest.main([*options, *tests], plugins=[campaign])
    if len(campaign.tried) != len(changes):
        raise RuntimeError(f"The tests could not be run (pytest ended with {code})")
    return campaign.tried
