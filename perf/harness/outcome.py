"""The result of a scenario that has its own figures: tables, and bars with verdicts."""
import time

from . import machine, statistics
from .places import commit

AT_LEAST = 3


def bar(what, values, limit, unit="", rounds=None):
    """A figure that was measured several times, against its limit, by the same rule as ratios. Of paired rounds say how many; three direct
    measurements (bytes, start times) decide as they are."""
    low, high = statistics.interval(values)
    if rounds is None:
        rounds = statistics.ENOUGH if len(values) >= AT_LEAST else len(values)
    return {"what": what, "median": statistics.median(values), "low": low, "high": high, "limit": limit, "unit": unit,
            "verdict": statistics.verdict(low, high, limit, rounds), "values": values}


def run(special, places, choice, say):
    started, measured_commit = time.time(), commit()
    before = machine.describe()
    found = special.measure(places, choice, say)
    return {"scenario": special.name, "title": special.title, "commit": measured_commit, "started": started, "took_seconds": time.time() - started,
            "rounds": choice.rounds, "seconds": choice.seconds, "machine": before, **found}
