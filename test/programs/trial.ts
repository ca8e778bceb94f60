/** One trial: a program is started under an init, has work in flight, is stopped, and is looked at. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Command, CommandOptions } from "../support/command";
import { Box } from "./box";
import { Killable } from "./killable";
import type { Program } from "./program";

export interface Init {
  name: string;
  /** What comes before the program. */
  argv: string[];
}

/** What a stop came to. */
export interface Stopped {
  /** The init's exit code. */
  code: number | null;
  /** From the signal to the end of the last process, in seconds. */
  seconds: number;
  /** Whether the time was over and the init was killed, as `docker stop` does. */
  atDeadline: boolean;
  /** The names of those whom KILL ended: the init's, the runtime's, the kernel's at the init's end, their own parent's. */
  killed: string[];
}

export interface Result extends Stopped {
  program: string;
  way: string;
  init: string;
  /** What was lost; "nothing" is what is hoped for. */
  lost: string;
  /** What the init has said. */
  said: string[];
}

/** Takes its time: other trials run beside it. In seconds, for each command. */
const TIME_LIMIT = 60;

/** As an image has it: the programs are Debian's, whatever else is installed. */
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin", LANG: "C.UTF-8" };

export class Trial {
  /** For the files of this trial, open to every user, at the same place inside and outside. */
  readonly directory = mkdtempSync(`${tmpdir()}/tsinit-program-`);
  private readonly commands: Killable[] = [];

  constructor(
    private readonly program: Program,
    private readonly way: string,
    private readonly init: Init,
  ) {}

  /** Runs it. `signal`: in place of the one that stops the program in its image. Throws if it did not come as far as the stop. */
  async run(signal = this.program.stopSignal ?? "TERM"): Promise<Result> {
    try {
      await this.must("chmod 755 . && mkdir -m 1777 tmp");
      await this.program.prepare?.(this);
      const box = await this.start();
      const lost = await this.program.work(box, this);
      const stopped = await box.stop(signal);
      const result = { program: this.program.name, way: this.way, init: this.init.name, ...stopped };
      const said = box.stderr.match(/^\[\w+ +tsinit.*$/gm) ?? [];
      return { ...result, lost: await lost(stopped), said };
    } finally {
      await Promise.all(this.commands.map((command) => command.kill()));
      rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  /** Starts the program in a new box, and waits until it is ready. */
  async start(): Promise<Box> {
    const { directory, init, program, way } = this;
    const argv = [...init.argv, ...program.ways(directory)[way]];
    const box = new Box(argv, `${directory}/accounts`, program.setup?.(directory) ?? "", this.options());
    this.commands.push(box);
    await program.ready(box, this);
    return box;
  }

  /** A shell command outside of every box: what prepares the program, what runs beside it. */
  sh(command: string): Command {
    return this.watched(new Killable(["sh", "-c", command], this.options()));
  }

  /** Runs a shell command that must succeed, to its end. Returns what it wrote to stdout. */
  async must(command: string): Promise<string> {
    const { code, stdout, stderr } = await this.sh(command).ended;
    if (code !== 0) throw new Error(`${command}: exit code ${code}\n${stdout}\n${stderr}`);
    return stdout.trim();
  }

  /** A shell command of somebody elsewhere: with the box's network and files, in another PID namespace. */
  async client(box: Box, command: string): Promise<Command> {
    return this.watched(
      new Killable([...(await box.enter("--net")), "sh", "-c", `cd ${this.directory}; ${command}`], this.options()),
    );
  }

  /** A command in the box, as `docker exec` starts it. */
  async exec(box: Box, argv: string[], before: string[] = []): Promise<Command> {
    return this.watched(new Killable([...before, ...(await box.enter("--net", "--pid")), ...argv], this.options()));
  }

  /** Runs a client's command to its end. Returns what it wrote to stdout. */
  async ask(box: Box, command: string): Promise<string> {
    return (await (await this.client(box, command)).ended).stdout.trim();
  }

  /** Waits until a client's command succeeds. */
  async answers(box: Box, command: string): Promise<void> {
    const client = await this.client(box, `until ${command}; do sleep .1; done >/dev/null`);
    const tooEarly = box.ended.then(() => Promise.reject(new Error("it has ended")));
    await Promise.race([client.ended, tooEarly]).catch((error) => {
      throw new Error(`not ready: ${error.message}\n${box.stdout}\n${box.stderr}`);
    });
  }

  private options(): CommandOptions {
    return {
      cwd: this.directory,
      env: { ...ENVIRONMENT, HOME: this.directory, TMPDIR: `${this.directory}/tmp` },
      timeLimit: TIME_LIMIT,
    };
  }

  private watched(command: Killable): Command {
    this.commands.push(command);
    return command;
  }
}
