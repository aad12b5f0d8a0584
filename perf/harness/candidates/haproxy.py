"""HAProxy of the distribution: one thread. It can log to a file only through its standard output, one write a line."""
import resource
import shutil
import subprocess

from ..places import HOST
from .candidate import Candidate

CONFIG = """
global
  nbthread 1
  maxconn {connections}
  log stdout len 2048 format raw local0
  ssl-default-bind-options ssl-min-ver TLSv1.3
  ssl-default-bind-curves {groups}
  tune.ssl.cachesize 0
defaults
  mode http
  log global
  log-format '{{"start_time":"%[date,utime(%Y-%m-%dT%H:%M:%SZ)]","method":"%HM","path":"%HPO","protocol":"%HV","response_code":%ST,"response_flags":"%tsc","bytes_received":%U,"bytes_sent":%B,"duration":%Ta,"upstream_service_time":%Tr,"x_forwarded_for":"%[capture.req.hdr(0)]","user_agent":"%[capture.req.hdr(1)]","authority":"%[capture.req.hdr(2)]","upstream_host":"%si:%sp","upstream_cluster":"%b","downstream_remote_address":"%ci:%cp","requested_server_name":"%[ssl_fc_sni]","listener":"%ft"}}'
  timeout connect 5s
  timeout client 3600s
  timeout server 3600s
  timeout tunnel 3600s
  timeout http-keep-alive 3600s
  option http-keep-alive
  http-reuse always
frontend front
  bind 127.0.0.1:{plain} backlog 4096
  bind 127.0.0.1:{tls} backlog 4096 ssl crt {pair} alpn h2,http/1.1
  capture request header X-Forwarded-For len 64
  capture request header User-Agent len 64
  capture request header Host len 64
  option forwardfor
  acl here hdr(host),host_only -i {host}
  acl h1 path_beg /bench/
  acl h2 path_beg /h2/
  http-request return status 404 if !here || !h1 !h2
  use_backend h1 if h1
  use_backend h2 if h2
backend h1
  server s 127.0.0.1:{backend_h1} pool-max-conn 2000
backend h2
  server s 127.0.0.1:{backend_h2} pool-max-conn 2000 proto h2
"""


class Haproxy(Candidate):
    name = "haproxy"

    def version(self):
        lines = subprocess.run([self.binary(), "-vv"], capture_output=True, text=True).stdout.splitlines()
        tls = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("Running on OpenSSL version")), "?")
        return lines[0].split(" - ")[0] + ", " + " ".join(tls.split()[:2])

    def knows(self, group):
        return self.openssl_knows(group)

    def binary(self):
        return self.need(shutil.which("haproxy", path="/usr/sbin:/usr/bin:/usr/local/sbin"), "haproxy")

    def command(self):
        p = self.places
        config = self.folder / "haproxy.cfg"
        # HAProxy wants two descriptors for each connection that it may have, and will not start with fewer.
        connections = min(p.connections, (resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 200) // 2)
        config.write_text(CONFIG.format(connections=connections, groups=":".join(p.groups), plain=self.plain_port, tls=self.tls_port, pair=p.pair, host=HOST,
                                        backend_h1=p.backend_h1, backend_h2=p.backend_h2))
        return [self.binary(), "-db", "-f", config]

    def output(self):
        return open(self.log_file, "ab")
