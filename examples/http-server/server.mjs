/**
 * An HTTP server whose every request makes a process that leaves an orphan behind, as careless programs do. On TERM it
 * takes no more requests, answers those that it has, and ends with the last of them.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";

let isStopping = false;
/** The connections that have no request. closeIdleConnections() leaves those alone that have not had any yet. */
const idle = new Set();

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  idle.delete(request.socket);
  response.on("close", () => (server.listening ? idle.add(request.socket) : request.socket.end()));
  if (pathname === "/health") {
    response.writeHead(isStopping ? 503 : 200).end();
    return;
  }
  const seconds = Number(searchParams.get("seconds") ?? 0);
  // the shell ends before its child, and nobody waits for that
  const worker = spawn("sh", ["-c", `sleep ${seconds + 0.2} & sleep ${seconds}; echo done`]);
  worker.stdout.pipe(response);
});

server.on("connection", (socket) => {
  idle.add(socket);
  socket.on("close", () => idle.delete(socket));
});

server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  console.log(`listening on ${server.address().port}`);
});

// the init's sign that TERM will follow: whoever asks whether to send more requests here is told not to
process.on("SIGUSR2", () => {
  isStopping = true;
});

process.on("SIGTERM", () => {
  isStopping = true;
  console.log("draining");
  server.close(() => console.log("drained"));
  // a client that keeps its connection and asks nothing would keep the server
  for (const socket of idle) socket.destroy();
});
