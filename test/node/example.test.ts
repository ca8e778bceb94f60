/** examples/http-server: no request is lost when it is stopped, and no zombie is left while it runs. */
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { send, start } from "../support/namespace";
import { needsNodeHost } from "../support/node-host";
import { children, state } from "../support/processes";

needsNodeHost();

const init = fileURLToPath(new URL("../../examples/http-server/init.mjs", import.meta.url));

/** A service registry that keeps the methods of the requests it gets, and answers when it is told to. */
async function registry() {
  const seen: string[] = [];
  const answers: (() => void)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.method as string);
    if (request.method === "PUT") response.end();
    else answers.push(() => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { seen, answers, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("the HTTP server is drained and stopped well", async () => {
  const { seen, answers, url } = await registry();
  const namespace = start([process.execPath, init], { env: { PORT: "0", REGISTRY_URL: url } });
  const pid1 = await namespace.pid1();
  await namespace.shows(/listening on \d+\n/);
  const port = /listening on (\d+)/.exec(namespace.stdout)?.[1];
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();

  // forty orphans, and none of them stays a zombie
  expect(await Promise.all(Array.from({ length: 40 }, () => get("/")))).toEqual(Array(40).fill("done\n"));
  await namespace.until("the server is the only child", () => children(pid1).length === 1);

  const slow = get("/?seconds=1.5");
  await namespace.until("the slow request's worker", () => children(children(pid1)[0]).length > 0);
  const idle = connect(Number(port), "127.0.0.1"); // a client that asks nothing
  onTestFinished(() => void idle.destroy());
  await new Promise((resolve) => idle.on("connect", resolve));
  const idleEnds = new Promise((resolve) => idle.on("close", resolve));
  const health = async () => (await fetch(`http://127.0.0.1:${port}/health`)).status;
  expect(await health()).toBe(200);
  send(pid1, constants.signals.SIGTERM);
  await namespace.until("the registry hears of it", () => seen.join() === "PUT,DELETE");
  expect(namespace.stdout).not.toContain("draining");
  await namespace.until("the health route fails", async () => (await health()) === 503);
  expect(await get("/")).toBe("done\n"); // a request that was on its way is still served
  for (const answer of answers) answer();
  await namespace.shows("draining");
  await expect(get("/")).rejects.toThrow("fetch failed");
  await idleEnds;
  expect(await slow).toBe("done\n");
  const answered = performance.now();
  const { code, stdout, stderr } = await namespace.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(performance.now() - answered).toBeLessThan(3000); // the end waits for no timeout of the connections
  expect(stdout).toMatch(/draining\ndrained\n$/);
  expect(state(pid1)).toBe("");
});
