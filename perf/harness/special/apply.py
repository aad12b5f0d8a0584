"""How soon a change serves: a write to the admin API, and requests until one sees it."""
import base64
import http.client
import json
import re
import ssl
import threading
import time
import urllib.parse

from .. import statistics
from ..backend import Backend
from ..candidates.sluice import Installation, document
from ..processes import Failed, wait_until

WRITES = 30
SERVICES = (1_000, 10_000)
WATCHERS = (0, 50)
PROBE = "/apis/networking.istio.io/v1/namespaces/default/virtualservices"
WATCH = "/apis/sluice.dev/v1alpha1/configuration?watch=1"


class Api:
    """The admin API as a kubeconfig tells of it."""

    def __init__(self, places, kubeconfig):
        text = kubeconfig.read_text()
        def field(name):
            return re.search(rf'{name}["\']?:\s*["\']?([^\s"\',}}]+)', text).group(1)
        self.address = urllib.parse.urlparse(field("server"))
        files = [places.run / f"{kubeconfig.parent.name}-{kubeconfig.name}.{part}" for part in ("crt", "key")]
        for file, name in zip(files, ("client-certificate-data", "client-key-data")):
            file.touch(mode=0o600)
            file.write_bytes(base64.b64decode(field(name)))
        self.tls = ssl.create_default_context(cadata=base64.b64decode(field("certificate-authority-data")).decode())
        self.tls.load_cert_chain(*files)
        self.connection = self.connect()

    def connect(self):
        return http.client.HTTPSConnection(self.address.hostname, self.address.port, context=self.tls, timeout=120)

    def send(self, method, path, body, kind="application/json"):
        self.connection.request(method, path, json.dumps(body), {"Content-Type": kind})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise Failed(f"{method} {path} is answered {answer.status}: {text[:500]!r}")


class Watcher:
    """A node that only listens."""

    def __init__(self, api):
        self.connection, self.marks, self.last = api.connect(), 0, b""
        self.connection.connect()
        self.connection.request("GET", WATCH)
        self.answer = self.connection.getresponse()
        if self.answer.status != 200:
            raise Failed(f"a watch is answered {self.answer.status}: {self.answer.read(500)!r}")
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        try:
            while block := self.answer.read1(1 << 16):
                self.marks += block.count(b'"BOOKMARK"')
        except (OSError, ValueError, http.client.HTTPException):
            pass

    def stop(self):
        try:
            self.connection.sock.close()
        except (OSError, AttributeError):
            pass


def virtual_service(number):
    route = {"match": [{"uri": {"prefix": "/bench/"}}], "route": [{"destination": {"host": "h1.internal"}}],
             "headers": {"response": {"set": {"x-probe": str(number)}}}}
    return document("VirtualService", "probe", {"hosts": ["probe.example.com"], "gateways": ["bench"], "http": [route]})


class Probe:
    """Asks the gateway on one connection what it answers now."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def seen(self):
        self.connection.request("GET", "/bench/small", headers={"Host": "probe.example.com"})
        answer = self.connection.getresponse()
        answer.read()
        return int(answer.getheader("x-probe") or 0)


def write_and_see(api, probe, number):
    """Milliseconds from the write to its answer and to the first request that sees it."""
    said = {}
    started = time.monotonic()

    def write():
        try:
            api.send("PATCH", f"{PROBE}/probe", {"spec": virtual_service(number)["spec"]}, "application/merge-patch+json")
            said["answered"] = time.monotonic()
        except (Failed, OSError, http.client.HTTPException) as failed:
            said["failed"] = failed

    writing = threading.Thread(target=write)
    writing.start()
    while probe.seen() != number:
        if "failed" in said or time.monotonic() - started > 30:
            raise Failed(f"change {number} never served: {said.get('failed')}")
        time.sleep(0.0005)
    served = time.monotonic()
    writing.join()
    return (said["answered"] - started) * 1e3, (served - started) * 1e3


def series(places, services, say):
    """By number of watchers: the times of all writes."""
    installation, watchers, found = Installation(places, services * 10), [], {}
    try:
        installation.start()
        api = Api(places, installation.data / "kubeconfig")
        api.send("POST", PROBE, virtual_service(0))
        node = Api(places, installation.kubeconfig_of("watcher"))
        probe, number = Probe(installation.plain_port), 0
        for count in WATCHERS:
            while len(watchers) < count:
                watchers.append(Watcher(node))
            wait_until(lambda: all(w.marks for w in watchers), 240, "all watchers to have the state", installation.process)
            times = []
            for turn in range(WRITES + 5):
                number += 1
                took = write_and_see(api, probe, number)
                if turn >= 5:
                    times.append(took)
                time.sleep(0.05)
            found[count] = times
            say(f"{services:,} VirtualServices, {count} further watchers: served after {statistics.median([t[1] for t in times]):.1f} ms")
    finally:
        for watcher in watchers:
            watcher.stop()
        installation.stop()
    return found, installation.version()


def measure(places, choice, say):
    backend = Backend(places)
    backend.start()
    rows, found = [], {}
    try:
        for services in SERVICES:
            by_watchers, _ = series(places, services, say)
            for count, times in by_watchers.items():
                answered, served = ([t[i] for t in times] for i in (0, 1))
                rows.append([f"{services:,}", count + 1, f"{statistics.median(answered):.1f}", f"{statistics.median(served):.1f}",
                             f"{sorted(served)[int(len(served) * 0.9)]:.1f}", f"{max(served):.1f}"])
                found[f"{services}/{count}"] = times
    finally:
        backend.stop()
    header = ["VirtualServices (of 10 routes)", "watching nodes", "answered, ms", "served, ms", "served 90%", "served max"]
    return {"tables": [{"header": header, "rows": rows}], "bars": [], "versions": {"sluice": "sluice up"},
            "notes": [f"{WRITES} writes each; admin API, store and node in one process on one core, watchers and requests on the other"], "measured_times": found}
