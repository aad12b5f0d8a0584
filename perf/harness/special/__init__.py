"""Scenarios that are not a comparison of CPU: latency, memory, start, change."""
from dataclasses import dataclass
from functools import partial
from typing import Callable

from . import apply, churn, idle, latency, slow, startup


@dataclass(frozen=True)
class Special:
    name: str
    title: str
    #: (places, choice, say) -> a result's tables, bars, notes and versions
    measure: Callable


ALL = {special.name: special for special in [
    Special("latency", "latency at 4,000 requests/s over HTTP/1.1, 40 connections, from the time each was due", latency.measure),
    Special("idle", "memory of 10,000 idle connections, plain and TLS, each after one request", idle.measure),
    Special("idle-50k", "memory of 50,000 idle connections, plain and TLS, each after one request", partial(idle.measure, count=50_000)),
    Special("slow-clients", "latency at 4,000 requests/s beside 2,000 slow clients, and what these cost", slow.measure),
    Special("startup", "from exec to the first 200, on both cores", startup.measure),
    Special("churn", "latency at 4,000 requests/s among 1,000 routes while one changes every 200 ms", churn.measure),
    Special("apply", "from a write to the admin API to the first request that sees it, 1,000 and 10,000 VirtualServices", apply.measure),
]}
