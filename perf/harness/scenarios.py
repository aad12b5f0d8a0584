"""The scenarios that compare CPU per request, with the bars that the product is held to."""
from dataclasses import dataclass, field

from .backend import MESSAGE, Backend, EchoBackend, StreamBackend
from .candidates.sluice import ManyRoutes
from .loads import H2load, Hybrid, Load, Own, RouteWrk, Streams, Wrk


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    load: Load
    #: Highest CPU per request against each peer; a peer without a bar is only reported.
    bars: dict = field(default_factory=dict)
    peers: tuple = ("nginx", "haproxy", "envoy")
    note: str = ""
    #: Whose CPU the bars are for.
    subject: str = "sluice"
    backend: type = Backend
    #: True if each request leaves a line in the access log.
    logged: bool = True
    #: The certificate's key.
    key: str = "ecdsa"
    #: The group that the load offers for the key exchange, if not X25519; who does not know it is left out.
    group: str = None
    #: Instead of ours and the peers: candidates made from `places`.
    make: object = None


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

GRPC = ("content-type: application/grpc", "te: trailers")
ROUTES = (10, 1_000, 10_000, 100_000)

MORE = [
    Scenario("tls-handshake-rsa", "full TLS 1.3 handshakes, RSA of 2048 bits, X25519, one request each: 32 at a time",
             Own(program="handshakes", options=("--connections=32",), tls=True), key="rsa"),
    Scenario("tls-handshake-hybrid", "full TLS 1.3 handshakes, ECDSA P-256, X25519MLKEM768, one request each: 32 at a time", Hybrid(), group="X25519MLKEM768",
             note="only reported; the client is of Java, because the distribution's OpenSSL may not know the group"),
    Scenario("tls-resumed", "TLS 1.3 handshakes that resume a session, X25519, one request each: 32 at a time",
             Own(program="handshakes", options=("--connections=32", "--resume"), tls=True),
             note="the first 32 connections of a round have no session yet to show; `resumed` is of the others"),
    Scenario("post-64k", "POST of 64 KiB over HTTP/1.1: 32 connections", Wrk(connections=32, path="/bench/taken", script="post.lua", method="POST", body=b"x" * 65536)),
    Scenario("h2-h2", "HTTP/2 over TLS 1.3 to HTTP/2: 16 connections x 32 streams, 200 bytes", H2load(path="/h2/small"),
             note="nginx has no HTTP/2 upstream but grpc_pass, which gives each request in flight a connection of its own"),
    Scenario("grpc-unary", "gRPC unary calls, HTTP/2 over TLS 1.3 to HTTP/2: 16 connections x 32 streams, 100 bytes each way",
             H2load(path="/h2/bench.Echo/Unary", method="POST", body=MESSAGE, fields=GRPC)),
    Scenario("grpc-stream", "gRPC streams of 1,000 messages of 100 bytes each way, one under way on each: 16 TLS connections x 4 streams",
             Streams(path="/h2/bench.Echo/Stream", body=MESSAGE, fields=GRPC), backend=StreamBackend, logged=False,
             note="requests are messages; nginx gives each stream a backend connection of its own"),
    Scenario("websocket", "WebSocket messages of 100 bytes, there and back, one at a time on each of 64 connections",
             Own(program="messages", options=("--connections=64",), path="/bench/ws", checked="/bench/small"), backend=EchoBackend, logged=False,
             note="requests are messages; the backend's nginx passes them on to the server that echoes and counts them"),
    Scenario("routes", "HTTP/1.1 over 10 to 100,000 routes, ten a host, asked at random: 64 connections", RouteWrk(connections=64, script="routes.lua"),
             {"routes-10": 1.05}, subject="routes-100000", make=lambda places: [ManyRoutes(places, n) for n in ROUTES]),
]

ALL = {scenario.name: scenario for scenario in TABLE + MORE}
