"""Our gateway as it ships: started by bin/sluice, one event loop, standalone from files; of this checkout or of a former commit."""
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request

from ..jvm import GcLog
from ..places import HOST, TARGET, TOP, commit, free_port
from ..processes import Failed
from .candidate import Candidate


def document(kind, name, spec, group="networking.istio.io/v1", **more):
    return {"apiVersion": group, "kind": kind, "metadata": {"name": name, "namespace": "default"}, **({"spec": spec} if spec else {}), **more}


def service_entry(name, port, protocol):
    return document("ServiceEntry", name, {"hosts": [f"{name}.internal"], "location": "MESH_INTERNAL", "resolution": "STATIC",
                                           "ports": [{"number": 80, "name": protocol.lower(), "protocol": protocol}],
                                           "endpoints": [{"address": "127.0.0.1", "ports": {protocol.lower(): port}}]})


def virtual_service(name, hosts, prefixes):
    routes = [{"name": prefix, "match": [{"uri": {"prefix": f"/{prefix}/"}}], "route": [{"destination": {"host": f"{backend}.internal"}}]}
              for prefix, backend in prefixes]
    return document("VirtualService", name, {"hosts": hosts, "gateways": ["bench"], "http": routes})


class Sluice(Candidate):
    name = "sluice"
    warm_seconds = 20

    def __init__(self, places, checkout=TOP, name=None, java_options="", transport=None):
        self.name = name or self.name
        self.checkout, self.java_options, self.transport = checkout, java_options, transport
        super().__init__(places)
        self.status_port = free_port()
        self.config, self.data = self.folder / "config", self.folder / "data"
        self.config.mkdir(exist_ok=True)
        self.collections = GcLog(self.folder / "gc.log")

    def version(self):
        more = [f"on {self.transport}" if self.transport else "", self.java_options]
        return " ".join([f"sluice {commit(self.checkout)}", *filter(None, more)])

    def environment(self):
        ours = os.environ.get("SLUICE_JAVA_OPTS", "")
        return {"SLUICE_JAVA_OPTS": f"{ours} {self.java_options} {self.collections.option()}".strip()}

    def pauses(self):
        return self.collections.take()

    def documents(self):
        p = self.places
        servers = [{"port": {"number": 80, "name": "http", "protocol": "HTTP"}, "hosts": ["*"]},
                   {"port": {"number": 443, "name": "https", "protocol": "HTTPS"}, "hosts": ["*"],
                    "tls": {"mode": "SIMPLE", "credentialName": "bench"}}]
        secret = document("Secret", "bench", None, "v1", type="kubernetes.io/tls",
                          stringData={"tls.crt": p.certificate.read_text(), "tls.key": p.key.read_text()})
        return [document("Gateway", "bench", {"selector": {"istio": "ingressgateway"}, "servers": servers}), secret,
                service_entry("h1", p.backend_h1, "HTTP"), service_entry("h2", p.backend_h2, "HTTP2"),
                virtual_service("bench", [HOST], [("bench", "h1"), ("h2", "h2")])]

    def write(self, documents, file="bench.json"):
        """Puts the configuration in place at once. JSON is what the gateway reads fastest, and YAML all the same."""
        hidden = self.config / f".{file}"
        hidden.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": documents}))
        hidden.rename(self.config / file)

    def command(self):
        self.write(self.documents())
        self.config.chmod(0o700)
        return self.command_line()

    def command_line(self):
        return self.invoke("gateway", "--config", self.config)

    def invoke(self, role, *more):
        return [self.checkout / "gateway/bin/sluice", role, *more, "--data", self.data, "--bind", "127.0.0.1",
                "--port-map", f"80={self.plain_port},443={self.tls_port}", "--status-port", self.status_port, "--loops", "1",
                "--access-log", self.log_file, "--drain-delay", "0s", "--drain-deadline", "1s", *(["--transport", self.transport] if self.transport else [])]

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.status_port}/healthz/ready", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def start(self):
        build(self.checkout)
        super().start()


class ManyRoutes(Sluice):
    """Ours with so many routes beside those of every candidate: hosts of ten path prefixes each."""

    ready_seconds = 240

    def __init__(self, places, routes):
        self.routes = routes
        super().__init__(places, name=f"routes-{routes}")

    def version(self):
        return f"{self.routes:,} routes"

    def documents(self):
        prefixes = [(f"p{path}", "h1") for path in range(10)]
        return super().documents() + [virtual_service(f"h{host}", [f"h{host}.example.com"], prefixes) for host in range(max(1, self.routes // 10))]


class Installation(ManyRoutes):
    """`sluice up`: admin API, store and nodes in one process, with routes from files put into the store."""

    def __init__(self, places, routes):
        super().__init__(places, routes)
        self.admin_port = free_port()

    def command_line(self):
        return self.invoke("up", "--config", self.config, "--no-demo", "--admin-port", self.admin_port)

    def kubeconfig_of(self, node):
        """Registers a node and writes its kubeconfig."""
        done = subprocess.run([str(self.checkout / "gateway/bin/sluice"), "admin", "node-config", node, "--data", str(self.data)], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"no credential for a node: {done.stderr}")
        file = self.folder / f"{node}.kubeconfig"
        file.touch(mode=0o600)
        file.write_text(done.stdout)
        return file


def build(checkout):
    """Builds the jar where sources are newer, outside any measurement and on all cores."""
    tried = subprocess.run([str(checkout / "gateway/bin/sluice"), "--version"], capture_output=True, text=True)
    if tried.returncode != 0:
        raise Failed(f"the gateway of {checkout} does not build or start:\n{tried.stderr[-2000:]}")


def former(ref):
    """A git worktree of a former commit under perf/target, made once."""
    named = subprocess.run(["git", "-C", str(TOP), "rev-parse", "--short=10", f"{ref}^{{commit}}"], capture_output=True, text=True)
    if named.returncode != 0:
        raise Failed(f"--former {ref}: git knows no such commit")
    tree = TARGET / "former" / named.stdout.strip()
    if not (tree / "gateway/bin/sluice").exists():
        shutil.rmtree(tree, ignore_errors=True)
        subprocess.run(["git", "-C", str(TOP), "worktree", "prune"], check=True)
        made = subprocess.run(["git", "-C", str(TOP), "worktree", "add", "--detach", str(tree), named.stdout.strip()], capture_output=True, text=True)
        if made.returncode != 0:
            raise Failed(f"git worktree add failed: {made.stderr.strip()}")
    return tree
