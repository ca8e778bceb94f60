// A program as there are many: it starts helpers that leave a process behind each, and has never heard of SIGTERM.
import { spawn } from "node:child_process";

for (let i = 0; i < 4; i++) spawn("sh", ["-c", "sleep 2 &"]);
setInterval(() => {}, 60_000);
