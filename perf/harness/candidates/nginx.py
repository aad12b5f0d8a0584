"""nginx of the distribution: one worker, proxy buffers tuned for large bodies, access log buffered."""
import re
import resource
import shutil
import subprocess

from ..places import HOST
from .candidate import Candidate

CONFIG = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; worker_rlimit_nofile {descriptors}; error_log {folder}/error.log crit;
events {{ worker_connections {connections}; multi_accept on; }}
http {{
  log_format like escape=json '{{"start_time":"$time_iso8601","method":"$request_method","path":"$request_uri","protocol":"$server_protocol",'
    '"response_code":$status,"bytes_received":$request_length,"bytes_sent":$body_bytes_sent,"duration":$request_time,'
    '"upstream_service_time":"$upstream_response_time","x_forwarded_for":"$http_x_forwarded_for","user_agent":"$http_user_agent",'
    '"authority":"$http_host","upstream_host":"$upstream_addr","downstream_remote_address":"$remote_addr:$remote_port",'
    '"requested_server_name":"$ssl_server_name","host":"$server_name"}}';
  access_log {log} like buffer=64k flush=1s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  sendfile on; tcp_nodelay on; keepalive_requests 1000000000; keepalive_timeout 3600s; client_max_body_size 0; client_body_buffer_size 128k;
  upstream h1 {{ server 127.0.0.1:{backend_h1}; keepalive 512; keepalive_requests 1000000000; keepalive_timeout 3600s; }}
  upstream h2 {{ server 127.0.0.1:{backend_h2}; keepalive 512; keepalive_requests 1000000000; keepalive_timeout 3600s; }}
  proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header Connection $upgraded;
  proxy_set_header Upgrade $http_upgrade; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_buffer_size 16k; proxy_buffers 16 16k; proxy_busy_buffers_size 128k; proxy_max_temp_file_size 0; proxy_read_timeout 3600s;
  proxy_request_buffering off;
  grpc_set_header Host $http_host; grpc_set_header X-Forwarded-For $proxy_add_x_forwarded_for; grpc_buffer_size 16k;
  map $http_upgrade $upgraded {{ default upgrade; '' ''; }}
  ssl_protocols TLSv1.3; ssl_ecdh_curve {groups}; ssl_session_tickets on; ssl_session_cache off;
  ssl_certificate {certificate}; ssl_certificate_key {key};
  server {{ listen 127.0.0.1:{plain} default_server backlog=4096; listen 127.0.0.1:{tls} ssl http2 default_server backlog=4096; return 404; }}
  server {{
    listen 127.0.0.1:{plain}; listen 127.0.0.1:{tls} ssl http2; server_name {host}; http2_max_requests 1000000000;
    location /bench/ {{ proxy_pass http://h1; }}
    location /h2/ {{ grpc_pass grpc://h2; }}
  }}
}}
"""


class Nginx(Candidate):
    name = "nginx"

    def version(self):
        text = subprocess.run([self.binary(), "-V"], capture_output=True, text=True).stderr
        return "nginx " + re.search(r"nginx/(\S+)", text).group(1) + ", " + re.search(r"built with (OpenSSL \S+)", text).group(1)

    def knows(self, group):
        return self.openssl_knows(group)

    def binary(self):
        return self.need(shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin"), "nginx")

    def command(self):
        p = self.places
        config = self.folder / "nginx.conf"
        descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        config.write_text(CONFIG.format(descriptors=descriptors, groups=":".join(p.groups), connections=min(p.connections, descriptors - 100), folder=self.folder, log=self.log_file, backend_h1=p.backend_h1, backend_h2=p.backend_h2, host=HOST,
                                        certificate=p.certificate, key=p.key, plain=self.plain_port, tls=self.tls_port))
        return [self.binary(), "-p", self.folder, "-c", config, "-e", self.folder / "error.log"]
