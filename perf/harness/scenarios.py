"""The scenarios that compare CPU per request, with the bars that the product is held to."""
from dataclasses import dataclass, field

from .loads import H2load, Load, Own, Wrk


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    load: Load
    #: Highest CPU per request against each peer; a peer without a bar is only reported.
    bars: dict = field(default_factory=dict)
    peers: tuple = ("nginx", "haproxy", "envoy")
    note: str = ""


def bars(nginx, haproxy, envoy):
    return {"nginx": nginx, "haproxy": haproxy, "envoy": envoy}


TABLE = [
    Scenario("h1-small", "small HTTP/1.1 keep-alive: 64 connections, 200 bytes", Wrk(connections=64), bars(0.95, 0.95, 0.33)),
    Scenario("tls-h1", "TLS 1.3 HTTP/1.1 keep-alive: 64 connections, 200 bytes", Wrk(connections=64, tls=True), bars(0.85, 0.85, 0.38)),
    Scenario("h2-small", "HTTP/2 over TLS 1.3 to HTTP/1.1: 16 connections x 32 streams, 200 bytes", H2load(), bars(0.75, 1.0, 0.3)),
    Scenario("h1-100k", "100 KiB bodies over HTTP/1.1: 32 connections, nginx's buffers tuned", Wrk(connections=32, path="/bench/100k"), bars(1.03, 0.95, 0.5)),
    Scenario("tls-handshake", "full TLS 1.3 handshakes, ECDSA P-256, X25519, one request each: 32 at a time",
             Own(program="handshakes", options=("--connections=32",), tls=True), bars(0.8, 0.95, 1.0)),
]

MORE = []

ALL = {scenario.name: scenario for scenario in TABLE + MORE}
