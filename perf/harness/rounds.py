"""Paired rounds: all candidates take many short turns beside one another, everybody else stopped meanwhile."""
import math
import time

from . import accounting
from .processes import Failed

LEAD = 0.35
#: Seconds of a turn. What a shared machine takes from a proxy lasts for seconds, so that those who take turns within one share it.
SLICE = 0.2
#: Seconds in which a proxy answers what is under way when its load has been stopped.
SETTLE = 0.004


class Turns:
    """One candidate's part of a round: its load tool runs all along, and both are stopped while it is not their turn."""

    def __init__(self, candidate, load, backend, places, whole):
        self.candidate, self.load, self.backend, self.places, self.whole = candidate, load, backend, places, whole
        self.window = self.requests = self.busy = 0
        candidate.thaw()
        self.tool, self.counting = load.start(places, candidate, whole), None

    def begin(self):
        # Connecting and its handshakes stay outside what is measured.
        time.sleep(LEAD + self.load.lead)
        self.pause()
        self.candidate.pauses()
        self.before = self.candidate.cpu()
        self.counting = accounting.start_counting(self.candidate.pids())

    def pause(self):
        self.tool.freeze()
        time.sleep(SETTLE)
        self.candidate.freeze()

    def take(self, seconds):
        asked, (busy, _) = self.backend.requests(), accounting.core_busy_ticks(self.places.proxy_core)
        began = time.monotonic_ns()
        self.candidate.thaw()
        self.tool.thaw()
        time.sleep(seconds)
        self.pause()
        self.window += time.monotonic_ns() - began
        self.busy += accounting.core_busy_ticks(self.places.proxy_core)[0] - busy
        self.requests += self.backend.requests() - asked

    def count(self):
        """Ends what is measured. Everything is still stopped."""
        self.used = self.candidate.cpu().since(self.before)
        self.instructions = accounting.end_counting(self.counting)
        self.pauses = self.candidate.pauses()
        if self.tool.child.poll() is not None:
            raise Failed(f"{self.candidate.name}: its load ended before its turns did:\n{self.tool.tail()}")

    def thaw(self):
        self.candidate.thaw()
        self.tool.thaw()

    def end(self):
        """The figures, once the tool has ended by itself."""
        done = self.load.end(self.tool, self.whole, self.candidate)
        self.candidate.process.check()
        check(self.candidate, done, self.requests)
        # Lines are counted once the writer has had time to write what the round left.
        time.sleep(0.15)
        result = figures(self.used, self.requests, self.window, self.busy * 1e7)
        result |= {"tool_requests": done.requests, "tool_errors": done.errors, "resident_bytes": self.candidate.resident(), **done.more}
        if self.pauses is not None:
            result["gc_pauses_ms"] = self.pauses
        if self.instructions is not None:
            result["kinstructions"] = self.instructions / self.requests / 1e3
        self.candidate.freeze()
        return result


def measure(order, load, backend, places, seconds):
    """One round: figures by candidate name, of `seconds` of each, in turns that go forwards and backwards. Everybody must be frozen."""
    each = max(1, round(seconds / SLICE))
    whole = math.ceil(len(order) * (LEAD + load.lead + each * (SLICE * 1.1 + SETTLE)) + 0.5)
    turns = []
    try:
        for candidate in order:
            turns.append(Turns(candidate, load, backend, places, whole))
            turns[-1].begin()
        for number in range(each):
            for turn in turns if number % 2 == 0 else reversed(turns):
                turn.take(SLICE)
        for turn in turns:
            turn.count()
        for turn in turns:
            turn.thaw()
        return {turn.candidate.name: turn.end() for turn in turns}
    finally:
        for turn in turns:
            turn.tool.stop()
            accounting.end_counting(turn.counting)


def check(candidate, done, requests):
    """Enough was asked for to be a round, and all but a few answered well."""
    if requests < 10 or done.requests < 10:
        raise Failed(f"{candidate.name}: only {requests} requests reached the backend, {done.requests} were answered:\n{done.text[-800:]}")
    if done.errors > done.requests / 100:
        raise Failed(f"{candidate.name}: {done.errors} requests failed or were not answered 2xx:\n{done.text[-800:]}")


def figures(used, requests, window, busy):
    """Of what threads used in a window of nanoseconds, and of all that kept the core busy meanwhile."""
    kinds, names = used
    return {"requests_per_second": requests / window * 1e9, "cpu_ms_per_1k": (kinds["work"] + kinds["gc"]) / requests / 1e3,
            "gc_ms_per_1k": kinds["gc"] / requests / 1e3, "jit_ms_per_1k": kinds["jit"] / requests / 1e3,
            "core_share": sum(kinds.values()) / window, "others_share": max(0.0, (busy - sum(kinds.values())) / window),
            "threads_ms_per_1k": {name: round(nanos / requests / 1e3, 3) for name, nanos in names.items() if nanos > window / 1000}}


def count_lines(candidate, rounds):
    """Lines that reached the access log for each request of the rounds since it was last emptied. The file is taken while the candidate runs, as logs are."""
    candidate.thaw()
    time.sleep(1.2)
    lines = candidate.take_log_lines()
    candidate.freeze()
    return lines / max(1, sum(r["tool_requests"] for r in rounds))


def warm(candidate, load, backend, places, seconds):
    candidate.thaw()
    process = load.start(places, candidate, seconds)
    load.end(process, seconds, candidate)
    time.sleep(1.2)
    candidate.take_log_lines()
    candidate.freeze()


def run(candidates, load, backend, places, rounds, seconds, say, warm_factor=1.0):
    """All rounds by candidate name, and the share of requests that were logged. Every candidate must be frozen before."""
    for candidate in candidates:
        spell = max(1, round(candidate.warm_seconds * warm_factor))
        say(f"warming {candidate.name} for {spell} s")
        warm(candidate, load, backend, places, spell)
    found = {candidate.name: [] for candidate in candidates}
    logged = {candidate.name: [] for candidate in candidates}
    for number in range(rounds):
        order = candidates if number % 2 == 0 else list(reversed(candidates))
        for name, result in measure(order, load, backend, places, seconds).items():
            found[name].append(result)
        for candidate in order:
            if number % 5 == 4 or number == rounds - 1:
                since = 5 * (number // 5) if number % 5 == 4 else number - number % 5
                logged[candidate.name].append(count_lines(candidate, found[candidate.name][since:]))
        say(f"round {number + 1} of {rounds}: " + ", ".join(f"{c.name} {found[c.name][-1]['cpu_ms_per_1k']:.2f}" for c in candidates) + " ms/1k")
    return found, {name: min(shares) for name, shares in logged.items()}
