/**
 * An init of one's own, as a container's ENTRYPOINT: runs the HTTP server beside it (server.mjs), and, before the server is
 * told to stop, takes it out of the service registry and has its health route fail, so that no new request is sent to a server
 * that is about to end.
 *
 * Run by hand: node examples/http-server/init.mjs, then kill -TERM its pid. In your own project: from "@tsinit/tsinit".
 */
import { fileURLToPath } from "node:url";
import { start } from "../../dist/node/index.mjs";

const registry = process.env.REGISTRY_URL; // where instances are registered, if anywhere

async function tellRegistry(method) {
  if (registry) await fetch(registry, { method, signal: AbortSignal.timeout(2000) });
}

const init = start({
  command: [process.execPath, fileURLToPath(new URL("server.mjs", import.meta.url))],
  stopTimeout: "20s",
  grace: "3s",
  // TERM is the server's sign to drain; it comes when the registry knows
  beforeStop: () => {
    init.kill("USR2");
    return tellRegistry("DELETE");
  },
  onStart: () => tellRegistry("PUT"),
  onReap: ({ pid, signal }) => {
    if (signal) console.error(`orphan ${pid} was ended by ${signal}`);
  },
  hookTimeout: "3s",
});

process.exit((await init.exited).exitCode);
