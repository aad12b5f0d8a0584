"""Paired rounds: all candidates in turn, forwards and backwards, the others stopped meanwhile."""
import time

from . import accounting
from .processes import Failed

LEAD = 0.35
TAIL = 0.1


def measure(candidate, load, backend, places, seconds):
    """One round of one candidate. The window lies within the tool's run, so that connecting and its handshakes stay outside."""
    candidate.thaw()
    planned, whole = max(0.1, seconds - LEAD - TAIL), seconds + load.lead
    process = load.start(places, candidate, whole)
    try:
        time.sleep(LEAD + load.lead)
        pids = candidate.pids()
        counting = accounting.start_counting(pids, planned - TAIL)
        busy, _ = accounting.core_busy_ticks(places.proxy_core)
        candidate.pauses()
        before, asked, started = accounting.read_cpu(pids), backend.requests(), time.monotonic()
        time.sleep(planned)
        after, answered, ended = accounting.read_cpu(pids), backend.requests(), time.monotonic()
        pauses = candidate.pauses()
        busy = (accounting.core_busy_ticks(places.proxy_core)[0] - busy) * 1e7
        instructions = accounting.parse_instructions(counting.communicate(timeout=10)[1]) if counting else None
        done = load.end(process, whole, candidate)
    finally:
        process.stop()
    candidate.process.check()
    check(candidate, done, answered - asked)
    # Lines are counted once the writer has had time to write what the round left.
    time.sleep(0.15)
    result = figures(after.since(before), answered - asked, (ended - started) * 1e9, busy)
    result |= {"tool_requests": done.requests, "tool_errors": done.errors, "resident_bytes": candidate.resident(), **done.more}
    if pauses is not None:
        result["gc_pauses_ms"] = pauses
    if instructions is not None:
        result["kinstructions"] = instructions / (answered - asked) / 1e3 * (ended - started) / (planned - TAIL)
    candidate.freeze()
    return result


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
        for candidate in order:
            found[candidate.name].append(measure(candidate, load, backend, places, seconds))
            if number % 5 == 4 or number == rounds - 1:
                since = 5 * (number // 5) if number % 5 == 4 else number - number % 5
                logged[candidate.name].append(count_lines(candidate, found[candidate.name][since:]))
        say(f"round {number + 1} of {rounds}: " + ", ".join(f"{c.name} {found[c.name][-1]['cpu_ms_per_1k']:.2f}" for c in candidates) + " ms/1k")
    return found, {name: min(shares) for name, shares in logged.items()}
