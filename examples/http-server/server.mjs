/**
 * An HTTP server whose every request makes a process that leaves an orphan behind, as careless programs do. On TERM it
 * takes no more requests, answers those that it has, and ends.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const seconds = Number(new URL(request.url, "http://localhost").searchParams.get("seconds") ?? 0);
  // the shell ends before its child, and nobody waits for that
  const worker = spawn("sh", ["-c", `sleep ${seconds + 0.2} & sleep ${seconds}; echo done`]);
  response.setHeader("Connection", "close");
  worker.stdout.pipe(response);
});

server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  console.log(`listening on ${server.address().port}`);
});

process.on("SIGTERM", () => {
  console.log("draining");
  server.close(() => console.log("drained"));
});
