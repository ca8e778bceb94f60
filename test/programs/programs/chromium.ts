/** A headless Chromium with a page open: whether its profile says that it ended well. */
import { readFileSync, writeFileSync } from "node:fs";
import { NOTHING, type Program, usual } from "../program";

const OPTIONS = [
  "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking",
  "--disable-component-update --disable-sync --disable-dev-shm-usage --remote-debugging-port=9222",
].join(" ");

function exitType(directory: string): string {
  try {
    return JSON.parse(readFileSync(`${directory}/profile/Default/Preferences`, "utf8")).profile.exit_type ?? "";
  } catch {
    return ""; // not yet there, or half of it
  }
}

export const programs: Program[] = [
  {
    name: "chromium",
    needs: { chromium: "chromium", curl: "curl" },
    ways: (directory) =>
      usual(`chromium ${OPTIONS} --user-data-dir=${directory}/profile file://${directory}/page.html`),
    async prepare(trial) {
      writeFileSync(`${trial.directory}/page.html`, "<title>here</title>");
    },
    ready: (box, trial) => trial.answers(box, "curl --silent http://127.0.0.1:9222/json/list | grep -q page.html"),
    async work(box, trial) {
      // while it runs it says so in its profile, in case that it crashes
      await box.until("the profile", () => exitType(trial.directory) === "Crashed");
      return () => (exitType(trial.directory) !== "Crashed" ? NOTHING : "profile says crashed");
    },
  },
];
