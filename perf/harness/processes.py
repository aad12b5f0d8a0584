"""Child processes that are pinned to a core, stopped and continued by turns, and always ended."""
import ctypes
import os
import resource
import signal
import subprocess
import time
from pathlib import Path

_running = []
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Failed(Exception):
    """What the user should read: no stack trace is printed for it."""


class Skipped(Failed):
    """What this machine does not allow to measure, by no fault of a candidate."""


class Process:
    """One child with all its own children, on one core or several. `log` gets its output."""

    def __init__(self, name, command, core, log, env=None, stdout=None, cwd=None, stdin=subprocess.DEVNULL):
        self.name, self.log = name, Path(log)
        self._frozen = False

        def prepare():
            # All that the machine allows: what a process can hold is to be its own affair.
            resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
            os.sched_setaffinity(0, {core} if isinstance(core, int) else core)
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

        with open(self.log, "ab") as out:
            self.child = subprocess.Popen([str(part) for part in command], stdin=stdin, stdout=stdout or out, stderr=out,
                                          start_new_session=True, preexec_fn=prepare, env={**os.environ, **(env or {})}, cwd=cwd)
        _running.append(self)

    @property
    def pid(self):
        return self.child.pid

    def pids(self):
        """Its own process id and those of its descendants."""
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            try:
                todo += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
            except OSError:
                continue
        return found

    def check(self):
        if self.child.poll() is not None:
            raise Failed(f"{self.name} ended with {self.child.returncode}; the end of {self.log}:\n{self.tail()}")

    def tail(self, lines=15):
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def freeze(self):
        if not self._frozen:
            self._signal(signal.SIGSTOP)
            self._frozen = True

    def thaw(self):
        if self._frozen:
            self._signal(signal.SIGCONT)
            self._frozen = False

    def _signal(self, number):
        for pid in self.pids():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def ask_to_end(self):
        if self.child.poll() is None:
            self.thaw()
            self.child.terminate()

    def stop(self, seconds=5):
        self.ask_to_end()
        family = self.pids() if self.child.poll() is None else [self.pid]
        try:
            self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            for pid in family:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self.child.wait()
        if self in _running:
            _running.remove(self)


def stop_all():
    for process in list(_running):
        process.ask_to_end()
    for process in list(_running):
        process.stop()


def end_on_signals():
    """Ctrl-C, SIGTERM and SIGHUP end the run through the `finally` that stops every child; a second one does not interrupt that."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(_number, _frame):
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, interrupt)


def wait_until(condition, seconds, what, process=None, every=0.05):
    deadline = time.monotonic() + seconds
    while True:
        if process is not None:
            process.check()
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            end = "\n" + process.tail() if process is not None else ""
            raise Failed(f"waited {seconds} s in vain for {what}{end}")
        time.sleep(every)
