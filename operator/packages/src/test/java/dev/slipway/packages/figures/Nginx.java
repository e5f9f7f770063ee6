package dev.slipway.packages.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's nginx, which serves the files of a folder as fast as it can. */
final class Nginx extends OtherServer {

  Nginx(Path work, Path files) throws IOException {
    super(work);
    var configuration =
        Files.writeString(
            work.resolve("nginx.conf"),
            """
            daemon off;
            user root;
            worker_processes 2;
            pid %1$s/pid;
            error_log %1$s/error.log;
            events {worker_connections 1024;}
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              open_file_cache max=10000;
              keepalive_requests 1000000000;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              types {text/html html;}
              default_type application/octet-stream;
              server {listen 127.0.0.1:%2$d; root %3$s;}
            }
            """
                .formatted(work, port(), files));
    start("nginx", "-p", work.toString(), "-c", configuration.toString());
  }
}
