"""The proxies that are measured, each started by hand with the same work to do: a host, two path prefixes, two backends, TLS, an access log."""
from .envoy import Envoy
from .haproxy import Haproxy
from .nginx import Nginx
from .sluice import Sluice

PEERS = {"nginx": Nginx, "haproxy": Haproxy, "envoy": Envoy}

__all__ = ["PEERS", "Envoy", "Haproxy", "Nginx", "Sluice"]
