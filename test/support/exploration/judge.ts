/**
 * Stands between the host and the init, and compares what the init does with what docs/stopping.md promises. What it
 * remembers of the past is part of the state of the world.
 */
import { exitCode } from "../../../src/core/base/exit";
import {
  SIGCHLD,
  SIGCONT,
  SIGINT,
  SIGKILL,
  SIGSTOP,
  SIGTERM,
  SIGTSTP,
  signalName,
} from "../../../src/core/base/signals";
import type { InitLike } from "../host";
import type { Process, Sent } from "../simulated-kernel";
import type { ExploredKernel, Place } from "./world";

/** The init has broken a promise. */
export class Broken extends Error {}

/** A signal that the init has to send now, or may. */
interface Duty {
  signo: number;
  /** `untold`: whoever has not had TERM in this stop. */
  to: "program" | "group" | "everyone" | "untold";
  isOptional?: boolean;
}

/** No deadline. */
const NEVER = -1;
const reached = (time: number, now: number) => time !== NEVER && now >= time;
const KILL_WAIT = 1000;
/** The longest time, in ms, for which it may not notice that the last one from outside has ended. */
const LAST_LOOK = 500;
/** More turns than that without the clock moving are for nothing. */
const MOST_TURNS = 8;

export class Judge implements InitLike {
  /** The program's wait status once it was reaped; -1 before. */
  private waitStatus = -1;
  private stopCame = false;
  /** The stop signal held back; 0 for none. */
  private held = 0;
  private heldUntil = NEVER;
  private stopUntil = NEVER;
  /** The end of the grace period; NEVER before the stages begin. */
  private graceUntil = NEVER;
  private killUntil = NEVER;
  private turns = 0;
  /** Whoever has had TERM, as pid:start. */
  private told: string[] = [];
  /** Those of whom it cannot be known. */
  private perhaps: string[] = [];
  /** Whether the program was stopped when something happened. */
  private wasStopped = false;
  /** Whether half of the grace period is over, and whoever had not been told has been. */
  private isRestTold = false;

  constructor(
    private readonly init: InitLike,
    private readonly kernel: ExploredKernel,
    private readonly place: Place,
  ) {}

  start(): boolean {
    const goesOn = this.init.start();
    if (!goesOn) this.kernel.tell("the init has started");
    return goesOn;
  }

  exitCode(): number {
    return this.init.exitCode();
  }

  deadline(): number {
    return this.init.deadline();
  }

  gatherTime(): number {
    const ms = this.init.gatherTime();
    if (ms > 0) throw new Broken("it lets few ends gather");
    return ms;
  }

  onSignal(signo: number): void {
    const now = this.kernel.time;
    this.call(
      `the init gets ${signalName(signo)}`,
      () => this.init.onSignal(signo),
      () => this.dutiesOnSignal(signo, now),
    );
  }

  onExit(pid: number, waitStatus: number): void {
    const isMain = pid === this.kernel.main && this.waitStatus < 0;
    this.call(
      `the init reaps process ${pid}, wait status ${waitStatus}`,
      () => this.init.onExit(pid, waitStatus),
      () => {
        if (!isMain) return [];
        this.waitStatus = waitStatus;
        this.held = 0;
        this.stopUntil = NEVER;
        return this.place.name === "dumb-init" ? [{ signo: SIGTERM, to: "group" }] : [];
      },
    );
  }

  onDrained(childrenLeft: boolean): void {
    const now = this.kernel.time;
    const what = `no child has ended${childrenLeft ? "" : ", and none is left"}`;
    const before = this.call(
      what,
      () => this.init.onDrained(childrenLeft),
      () => (this.hasEnded() && this.graceUntil === NEVER && this.init.exitCode() < 0 ? this.stages(now) : []),
    );
    this.checkExit(before);
  }

  onTimer(): void {
    if (++this.turns > MOST_TURNS) throw new Broken("its deadline has passed, and it does nothing");
    const now = this.kernel.time;
    const before = this.call(
      "the init's deadline has come",
      () => this.init.onTimer(),
      () => this.dutiesOnTimer(now),
    );
    this.checkExit(before);
  }

  /** The clock moves. */
  onClock(): void {
    this.turns = 0;
  }

  /** The init waits, and there is nothing that it could do now. */
  onWait(): void {
    const { kernel, place } = this;
    const deadline = this.init.deadline();
    if (deadline !== NEVER && deadline <= kernel.time) throw new Broken("it waits for what has passed");
    const runs = !this.hasEnded();
    const zombie = [...kernel.processes.values()].find(
      ({ parent, state }) => parent === kernel.pid() && state === "zombie",
    );
    if (zombie !== undefined) throw new Broken(`process ${zombie.pid} has ended and is not reaped`);
    if (this.held > 0 && reached(this.heldUntil, kernel.time)) throw new Broken("it still holds a signal back");
    if (reached(this.stopUntil, kernel.time))
      throw new Broken("the stop timeout is over, and the program has not been told");
    if (!runs && this.graceUntil === NEVER)
      throw new Broken("the program has ended, and those who are left are not told");
    if (this.killUntil === NEVER && reached(this.graceUntil, kernel.time))
      throw new Broken("the grace period is over, and nobody is killed");
    if (reached(this.killUntil, kernel.time)) throw new Broken("it waits for longer than a second after KILL");
    const mustWake = !runs || this.held > 0 || this.stopUntil !== NEVER || this.graceUntil !== NEVER;
    if (mustWake && deadline === NEVER) throw new Broken("it waits for ever");
    const isRound = this.graceUntil !== NEVER && this.killUntil === NEVER && !place.isBlind;
    const orphan = [...kernel.processes.values()].find(
      (process) => isRound && process.parent === kernel.pid() && process.state !== "zombie" && !this.isTold(process),
    );
    if (orphan !== undefined) throw new Broken(`process ${orphan.pid} is an orphan, and is not told`);
    if (!runs && this.inScope().every(({ state }) => state === "zombie")) {
      const mayNotKnow = kernel.pid() === 1 && !place.isBlind && deadline <= kernel.time + LAST_LOOK;
      if (!mayNotKnow) throw new Broken("nobody is left, and it waits");
    }
  }

  // What it has to do

  private dutiesOnSignal(signo: number, now: number): Duty[] {
    const { place } = this;
    if (signo === SIGCHLD) return [];
    const hasEnded = this.hasEnded();
    if (place.pause && !hasEnded) {
      this.stopCame = signo === SIGTERM || signo === SIGINT;
      return [];
    }
    const isStop = signo === SIGTERM;
    if (isStop) {
      const isFirst = !this.stopCame && !hasEnded;
      this.stopCame = true;
      this.held = 0;
      if (isFirst) {
        if (place.stopTimeout !== undefined) this.stopUntil = now + place.stopTimeout;
        if ((place.termDelay ?? 0) > 0) {
          this.held = signo;
          this.heldUntil = now + (place.termDelay ?? 0);
          return [];
        }
      }
    }
    return this.forward(signo);
  }

  private dutiesOnTimer(now: number): Duty[] {
    const duties: Duty[] = [];
    // of several that were passed at once, the stages come instead of what was held back
    const isStop = reached(this.stopUntil, now) && this.graceUntil === NEVER;
    if (this.held > 0 && reached(this.heldUntil, now) && !isStop) {
      duties.push(...this.forward(this.held));
      this.held = 0;
    }
    if (isStop) duties.push(...this.stages(now));
    const half = this.graceUntil - this.grace() / 2;
    const isRound = this.graceUntil !== NEVER && this.killUntil === NEVER && !reached(this.graceUntil, now);
    if (isRound && !isStop && now >= half && !this.isRestTold) {
      this.isRestTold = true;
      duties.push({ signo: SIGTERM, to: "untold" });
    }
    if (reached(this.graceUntil, now)) duties.push(...this.kills(now));
    // three seconds after a stop signal it looks why the program is slow
    if (this.stopCame) duties.push(...this.continues().map((duty) => ({ ...duty, isOptional: true })));
    return duties;
  }

  private forward(received: number): Duty[] {
    const { place } = this;
    const isRound = this.graceUntil !== NEVER && this.killUntil === NEVER && this.hasEnded() && !place.isBlind;
    if (isRound && received === SIGTERM) return [{ signo: SIGTERM, to: "untold" }];
    // what comes from the terminal only stops; a session of its own would not be stopped by it: kill(2)
    const signo = place.name === "dumb-init" && received === SIGTSTP ? SIGSTOP : received;
    const duties = received === SIGTERM ? this.continues() : [];
    if (place.all) return [{ signo, to: "everyone" }, ...duties];
    if (place.pause || this.waitStatus >= 0) return signo === SIGTERM ? [{ signo, to: "everyone" }] : [];
    return [{ signo, to: place.group || place.name === "dumb-init" ? "group" : "program" }, ...duties];
  }

  /** A stopped program cannot act on TERM, nor can others who get it. */
  private continues(): Duty[] {
    return [
      { signo: SIGCONT, to: "program", isOptional: !this.wasStopped },
      { signo: SIGCONT, to: this.place.all ? "everyone" : "group", isOptional: true },
    ];
  }

  private stages(now: number): Duty[] {
    this.held = 0;
    this.stopUntil = NEVER;
    this.graceUntil = now + this.grace();
    const { place, kernel } = this;
    const blindly: Duty[] =
      kernel.pid() === 1
        ? [
            { signo: SIGTERM, to: "everyone" },
            { signo: SIGCONT, to: "everyone" },
          ]
        : [{ signo: SIGTERM, to: "untold", isOptional: true }];
    const duties = place.isBlind ? blindly : [];
    return this.grace() === 0 ? [...duties, ...this.kills(now)] : duties;
  }

  private kills(now: number): Duty[] {
    const isFirst = this.killUntil === NEVER;
    if (isFirst) this.killUntil = now + KILL_WAIT;
    return [{ signo: SIGKILL, to: "everyone", isOptional: !isFirst }];
  }

  // Whether it has done it

  /** One call of the init: what it sends is compared with what it has to send, which is asked for afterwards. */
  private call(what: string, act: () => void, duties: () => Duty[]): Process[] {
    const { kernel } = this;
    kernel.tell(what);
    const before = this.inScope();
    this.wasStopped = kernel.processes.get(kernel.main)?.state === "stopped";
    const first = kernel.sent.length;
    act();
    const wasKilled = this.killUntil !== NEVER;
    const asked = duties();
    const isRound = this.graceUntil !== NEVER && !wasKilled;
    // one after the other: who becomes an orphan when its parent ends of it is told next
    if (isRound)
      asked.push(
        { signo: SIGTERM, to: "untold", isOptional: true },
        { signo: SIGCONT, to: "everyone", isOptional: true },
      );
    const sent = kernel.sent.slice(first);
    this.compare(asked, sent, before);
    for (const one of sent) if (one.signo === SIGTERM) this.tellOf(one);
    // who was forked in that moment may have got it or not
    const toMany = sent.find(({ signo, by }) => signo === SIGTERM && (by === "killGroup" || by === "killNamespace"));
    const isNew = (process: Process) => toMany !== undefined && !before.includes(process);
    this.perhaps = [...new Set([...this.perhaps, ...this.inScope().filter(isNew).map(nameOf)])].sort();
    return before;
  }

  private compare(duties: Duty[], sent: Sent[], before: Process[]): void {
    const { kernel } = this;
    for (const { pid, start, signo, descends } of sent) {
      if (pid === 1 || pid === kernel.pid() || (kernel.pid() !== 1 && !descends))
        throw new Broken(`process ${pid}, which is none of its business, gets ${signalName(signo)}`);
      const same = sent.filter((other) => other.pid === pid && other.start === start && other.signo === signo);
      const allowed = duties.filter((duty) => duty.signo === signo && this.isMeant(duty, same[0]));
      if (same.length > allowed.length)
        throw new Broken(
          `process ${pid} gets ${signalName(signo)}, which it should not${allowed.length > 0 ? " again" : ""}`,
        );
    }
    for (const process of before) {
      const { pid, start, state } = process;
      if (state === "zombie" || kernel.processes.get(pid) !== process) continue;
      for (const duty of duties) {
        if (duty.isOptional || !this.isFor(duty, process)) continue;
        const isSent = sent.some((one) => one.pid === pid && one.start === start && one.signo === duty.signo);
        if (!isSent) throw new Broken(`process ${pid} does not get ${signalName(duty.signo)}`);
      }
    }
  }

  private isMeant(duty: Duty, sent: Sent): boolean {
    if (duty.to === "untold" && this.told.includes(nameOf(sent))) return false;
    if (duty.to === "everyone" || duty.to === "untold")
      return !this.place.isBlind || this.kernel.pid() === 1 || sent.pid === this.kernel.main;
    return duty.to === "group" ? sent.by === "killGroup" : sent.pid === this.kernel.main;
  }

  private isFor(duty: Duty, process: Process): boolean {
    if (duty.to === "everyone") return true;
    if (duty.to === "untold") return !this.isTold(process);
    return duty.to === "group" ? process.group === this.kernel.main : process.pid === this.kernel.main;
  }

  /** Whether it has had TERM, or may have. */
  private isTold(process: Process): boolean {
    const name = nameOf(process);
    return this.told.includes(name) || this.perhaps.includes(name);
  }

  private tellOf(sent: Sent): void {
    if (!this.told.includes(nameOf(sent))) this.told = [...this.told, nameOf(sent)].sort();
  }

  /** `before`: who was there when it was called. Who comes while it exits comes too late. */
  private checkExit(before: Process[]): void {
    const { kernel, place } = this;
    const code = this.init.exitCode();
    if (code < 0) return;
    kernel.tell(`the init exits with ${code}`);
    const hasGivenUp = reached(this.killUntil, kernel.time);
    if (!this.hasEnded() && !hasGivenUp) throw new Broken("it exits while the program runs");
    const right = place.pause ? 0 : this.waitStatus < 0 ? 137 : exitCode(this.waitStatus);
    if (code !== right) throw new Broken(`it exits with ${code} instead of ${right}`);
    if (hasGivenUp || (this.grace() === 0 && this.graceUntil === NEVER)) return;
    const left = this.inScope().find((process) => process.state !== "zombie" && before.includes(process));
    if (left !== undefined) throw new Broken(`it exits while process ${left.pid} lives`);
  }

  /** Whether the program has ended, as far as the init can know, or a pause is over. */
  private hasEnded(): boolean {
    return this.place.pause ? this.stopCame : this.waitStatus >= 0;
  }

  private grace(): number {
    return this.place.grace ?? ((this.place.name ?? "tsinit") === "tsinit" ? 5000 : 0);
  }

  /** Whoever is to be ended well. */
  private inScope(): Process[] {
    const { kernel, place } = this;
    return [...kernel.processes.values()].filter(({ pid }) => {
      if (pid === 1 || pid === kernel.pid()) return false;
      if (kernel.pid() === 1) return true;
      return place.isBlind ? pid === kernel.main : kernel.descends(pid, kernel.pid());
    });
  }
}

const nameOf = ({ pid, start }: { pid: number; start: number }) => `${pid}:${start}`;
