/** The completions in the shells that they are for: what becomes of a line when the Tab key is pressed at its end. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { optionTable } from "../src/core/options/table";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What each shell makes of each line. */
const SHELLS: Record<string, (lines: string[]) => string[]> = {
  bash: (lines) => {
    const typed = lines.map((line) => `${line}\t\n`).join("");
    const input = `source completions/tsinit.bash\ntsinit() { echo "<tsinit $*>"; }\n${typed}exit\n`;
    return [...run(["bash", "--norc", "--noprofile", "-i"], input).matchAll(/<(.*)>/g)].map(([, line]) => line);
  },
  // in a shell on a terminal of its own, with a key that prints the line
  zsh: (lines) => {
    const script = String.raw`
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell 'fpath=(completions $fpath); autoload -Uz compinit; compinit -u -D; PS1='
      zpty -w shell 'show() { print -r -- "<$BUFFER>"; BUFFER=; zle accept-line; }; zle -N show; bindkey "^X" show'
      zpty -w shell 'print rea""dy'
      zpty -r -m shell output '*ready*'
      for line in $@; do
        zpty -n -w shell "$line"$'\t\x18'
        zpty -r -m shell output '*<*>*'
        print -r -- "$output"
      done`;
    const output = run(["zsh", "-f", "-c", script, "zsh", ...lines]);
    return [...output.matchAll(/<(.*)>/g)].map(([, line]) => line);
  },
  fish: (lines) => {
    const script =
      "source completions/tsinit.fish; for line in $argv; echo (complete -C $line | string split -f1 \\t); end";
    const words = run(["fish", "--no-config", "-c", script, ...lines])
      .trimEnd()
      .split("\n");
    return lines.map((line, i) => line.replace(/[^ ]*$/, words[i]));
  },
};

function run([command, ...args]: string[], input = ""): string {
  const { stdout, error } = spawnSync(command, args, { cwd: root, input, encoding: "utf8", timeout: 30_000 });
  if (error) throw error;
  return stdout;
}

const LINES = [
  ["tsinit --gra", "tsinit --grace"],
  ["tsinit -g --log-format=j", "tsinit -g --log-format=json"],
  ["tsinit --log-format t", "tsinit --log-format text"],
  ["tsinit --as ca", "tsinit --as catatonit"],
  ["tsinit -p WIN", "tsinit -p WINCH"],
  ["tsinit --stop-signal=INT,WIN", "tsinit --stop-signal=INT,WINCH"],
  ["tsinit --rewrite TER", "tsinit --rewrite TERM:"],
  ["tsinit --rewrite=TERM:QUI", "tsinit --rewrite=TERM:QUIT"],
  ["tsinit -gr TERM:QUIT,HUP:WIN", "tsinit -gr TERM:QUIT,HUP:WINCH"],
  ["tsinit --termination-log=LICEN", "tsinit --termination-log=LICENSE"],
  ["tsinit unshar", "tsinit unshare"],
  ["tsinit --grace 5s -- unshar", "tsinit --grace 5s -- unshare"],
  ["tsinit -g ls LICEN", "tsinit -g ls LICENSE"],
];

/** Every option, and of those that have choices one, each without its last letter, where only one thing can be meant. */
function everyOption(): string[][] {
  const options = optionTable();
  const isOnly = (beginning: string, all: string[]) => all.filter((one) => one.startsWith(beginning)).length === 1;
  const names = options.map(({ long }) => `--${long}`);
  const lines = names.filter((name) => isOnly(name.slice(0, -1), names));
  const values = options.flatMap((option) => {
    const choices = option.choices().split(" ").filter(Boolean);
    const choice = choices.find((one) => isOnly(one.slice(0, -1), choices));
    return choice === undefined ? [] : [`--${option.long}=${choice}`];
  });
  return [...lines, ...values].map((word) => [`tsinit ${word.slice(0, -1)}`, `tsinit ${word}`]);
}

describe.each(Object.entries(SHELLS))("%s", (shell, complete) => {
  const isMissing = spawnSync(shell, ["-c", ":"]).status !== 0;

  test("completes options, their values, and the program with its arguments", ({ skip }) => {
    skip(isMissing, `there is no ${shell} here`);
    // zsh goes on with the = that a value may come after
    const completed = complete(LINES.map(([line]) => line)).map((line) => line.replace(/[ =]+$/, ""));
    expect(completed).toEqual(LINES.map(([, whole]) => whole));
  });

  test("knows every option", ({ skip }) => {
    skip(isMissing, `there is no ${shell} here`);
    const lines = everyOption();
    const completed = complete(lines.map(([line]) => line)).map((line) => line.replace(/[ =:]+$/, ""));
    expect(completed).toEqual(lines.map(([, whole]) => whole));
  });
});
