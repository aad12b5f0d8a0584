"""Does a change of configuration harm requests that have nothing to do with it?"""
import http.client
import os
import signal
import threading
import time

from .. import outcome, rounds, statistics
from ..backend import Backend
from ..candidates.sluice import ManyRoutes, document
from ..loads import Wrk
from ..processes import wait_until
from .latency import SHARES, at_rate, pause_table

EVERY = 0.2
ROUTES = 1_000


class Churner:
    """Rewrites one VirtualService and tells the process, five times a second, each time with a number that its answers bear."""

    def __init__(self, candidate):
        self.candidate, self.number, self.on = candidate, 0, False
        self.thread = None

    def write(self):
        self.number += 1
        route = {"match": [{"uri": {"prefix": "/bench/"}}], "route": [{"destination": {"host": "h1.internal"}}],
                 "headers": {"response": {"set": {"x-churn": str(self.number)}}}}
        self.candidate.write([document("VirtualService", "churn", {"hosts": ["churn.example.com"], "gateways": ["bench"], "http": [route]})], "churn.json")
        os.kill(self.candidate.process.pid, signal.SIGHUP)

    def run(self):
        while self.on:
            started = time.monotonic()
            self.write()
            time.sleep(max(0.0, EVERY - (time.monotonic() - started)))

    def start(self):
        self.on, self.thread = True, threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def stop(self):
        self.on = False
        if self.thread is not None:
            self.thread.join()

    def seen(self):
        """The number that the gateway answers with now."""
        connection = http.client.HTTPConnection("127.0.0.1", self.candidate.plain_port, timeout=5)
        try:
            connection.request("GET", "/bench/small", headers={"Host": "churn.example.com"})
            answer = connection.getresponse()
            answer.read()
            return int(answer.getheader("x-churn") or 0)
        finally:
            connection.close()


def measure(places, choice, say):
    backend = Backend(places)
    backend.start()
    candidate, churner, found = ManyRoutes(places, ROUTES), None, {"quiet": [], "churn": []}
    try:
        candidate.start()
        churner = Churner(candidate)
        rounds.warm(candidate, Wrk(), backend, places, max(1, round(candidate.warm_seconds * choice.warm)))
        candidate.thaw()
        churner.start()
        at_rate(places, candidate, 5 * choice.warm)
        churner.stop()
        seconds, changes = max(5, choice.seconds), 0
        for number in range(choice.rounds):
            for kind in ("quiet", "churn") if number % 2 == 0 else ("churn", "quiet"):
                before = churner.number
                if kind == "churn":
                    churner.start()
                found[kind].append(at_rate(places, candidate, seconds))
                churner.stop()
                changes += churner.number - before
                if kind == "churn":
                    wait_until(lambda: churner.seen() == churner.number, 5, f"change {churner.number} to be in force", candidate.process)
            say(f"round {number + 1} of {choice.rounds}: p99.9 {found['quiet'][-1]['p999']:.0f} us, with changes {found['churn'][-1]['p999']:.0f} us")
            candidate.take_log_lines()
        version = candidate.version()
    finally:
        if churner is not None:
            churner.stop()
        candidate.stop()
        backend.stop()
    rows = [[kind, *(f"{statistics.median([r[share] for r in of]):,.0f}" for share in SHARES), sum(r["errors"] for r in of)] for kind, of in found.items()]
    if any(r["errors"] for r in found["churn"]):
        say("requests failed while configuration changed")
    bars = [outcome.bar(f"{share} with changes over without", statistics.ratios(*([r[share] for r in found[kind]] for kind in ("churn", "quiet"))),
                        1.5 if share == "p999" else None, rounds=choice.rounds) for share in ("p50", "p99", "p999")]
    return {"tables": [{"header": ["latency, us", *SHARES, "errors"], "rows": rows}, pause_table(found)], "bars": bars, "versions": {"sluice": version},
            "notes": [f"{changes} changes, each through a file and SIGHUP, which also reopens the access log; the last of each round was seen in answers"],
            "measured_latency": found}
