/** The configuration of an nginx that serves the file of download.ts. */
import { PORT, RATE } from "./download";

export const nginxConf = (directory: string) => `
user root;
worker_processes 2;
pid ${directory}/nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  client_body_temp_path ${directory}/t1; proxy_temp_path ${directory}/t2; fastcgi_temp_path ${directory}/t3;
  uwsgi_temp_path ${directory}/t4; scgi_temp_path ${directory}/t5;
  server { listen 127.0.0.1:${PORT}; root ${directory}/www; limit_rate ${RATE}; sendfile_max_chunk 16k; }
}
`;
