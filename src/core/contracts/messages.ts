/** What is said of the program and its signals, in the words of whose name it is: scripts look for some of them. */
import { endingSignal, exitCode } from "../base/exit";
import { Kernel } from "../base/kernel";
import { shown } from "../base/printable";
import { SIGCHLD, SIGCONT, SIGHUP, signalName } from "../base/signals";
import { DEBUG, INFO, Log, TRACE, WARN } from "../log/log";
import { CATATONIT, DUMB_INIT, PAUSE, TINI } from "./persona";

/** What dumb-init says of its variables. */
export function sayMode(kernel: Kernel, log: Log): void {
  if (log.persona !== DUMB_INIT) return;
  if (kernel.variable("DUMB_INIT_DEBUG") === "1") log.say(DEBUG, "mode", "Running in debug mode.");
  if (kernel.variable("DUMB_INIT_SETSID") === "0") log.say(DEBUG, "mode", "Not running in setsid mode.");
}

/** The program has been started, perhaps in a session of its own. */
export function saySpawned(log: Log, pid: i32, program: string, session: bool): void {
  log.number("child", pid);
  if (log.persona === DUMB_INIT) {
    log.say(DEBUG, "spawned", `Child spawned with PID ${pid}.`);
    if (session) log.say(DEBUG, "spawned", "setsid complete.");
  } else if (log.persona === CATATONIT) log.say(DEBUG, "spawned", `pid1 (${pid}) spawned: ${shown(program)}`);
  else log.say(INFO, "spawned", `Spawned child process '${shown(program)}' with pid '${pid}'`);
}

/** A signal has come, perhaps CHLD. */
export function sayReceived(log: Log, signo: i32): void {
  if (log.persona === DUMB_INIT) log.say(DEBUG, "signal-received", `Received signal ${signo}.`);
  else if (log.persona === TINI && signo === SIGCHLD) log.say(DEBUG, "signal-received", "Received SIGCHLD");
}

/** dumb-init's hand-over of the terminal has made the kernel send two signals, which are for nobody. */
export function sayHandOver(log: Log): void {
  log.say(DEBUG, "signal-dropped", `Ignoring tty hand-off signal ${SIGHUP}.`);
  log.say(DEBUG, "signal-dropped", `Ignoring tty hand-off signal ${SIGCONT}.`);
}

export function saySuspending(log: Log): void {
  log.say(DEBUG, "suspending", "Suspending self due to TTY signal.");
}

/** No child is left to be reaped now. */
export function sayDrained(log: Log, childrenLeft: bool): void {
  log.say(TRACE, "drained", childrenLeft ? "No child to reap" : "No child to wait");
}

/** `received` is dropped. */
export function sayDropped(log: Log, received: i32): void {
  if (log.persona === DUMB_INIT) {
    log.say(DEBUG, "signal-dropped", `Translating signal ${received} to 0.`);
    log.say(DEBUG, "signal-dropped", "Not forwarding signal 0 to children (ignored).");
  } else log.say(DEBUG, "signal-dropped", `Dropping signal: ${nameFor(log, received)}`);
}

/** `received` is forwarded as `signo`. */
export function sayForwarding(log: Log, received: i32, signo: i32): void {
  if (log.persona === DUMB_INIT) {
    if (signo !== received) log.say(DEBUG, "signal-forwarded", `Translating signal ${received} to ${signo}.`);
    log.say(DEBUG, "signal-forwarded", `Forwarded signal ${signo} to children.`);
    return;
  }
  log.text("signal", signalName(signo));
  const name = log.persona === TINI ? `'${signalText(signo)}'` : signalName(signo);
  log.say(DEBUG, "signal-forwarded", `Passing signal: ${name}`);
}

/** A child has been reaped: the program, if `isMain`, or an orphan. */
export function sayReaped(log: Log, pid: i32, status: i32, isMain: bool): void {
  if (log.persona === CATATONIT && isMain) return;
  const signo = endingSignal(status);
  log.number("child", pid);
  if (log.persona === TINI) log.say(DEBUG, "reaped", `Reaped child with pid: '${pid}'`);
  else if (log.persona === CATATONIT) {
    const how = signo > 0 ? `due to signal ${signo}` : `with code ${exitCode(status)}`;
    log.say(DEBUG, "reaped", `child process ${pid} exited ${how}`);
  } else if (log.persona !== DUMB_INIT) log.say(DEBUG, "reaped", `Reaped child with pid: ${pid}`);
  else if (signo > 0) log.say(DEBUG, "reaped", `A child with PID ${pid} was terminated by signal ${signo}.`);
  else log.say(DEBUG, "reaped", `A child with PID ${pid} exited with exit status ${exitCode(status)}.`);
}

/** The program has ended. */
export function sayExited(log: Log, pid: i32, status: i32): void {
  const signo = endingSignal(status);
  log.number("child", pid);
  log.number("code", exitCode(status));
  if (log.persona === DUMB_INIT) log.say(DEBUG, "exited", `Child exited with status ${exitCode(status)}. Goodbye.`);
  else if (log.persona === CATATONIT) log.say(DEBUG, "exited", `pid1 (${pid}) exited with code ${exitCode(status)}`);
  else if (signo > 0) log.say(INFO, "exited", `Main child exited with signal (with signal '${nameFor(log, signo)}')`);
  else log.say(INFO, "exited", `Main child exited normally (with status '${exitCode(status)}')`);
}

/** The name after --as. */
export function sayUnknownName(log: Log, name: string): void {
  log.say(WARN, "unknown-name", `--as: '${shown(name)}' is no name that tsinit knows; it stays tsinit`);
}

/** It could not become a subreaper. */
export function sayNotAdopting(log: Log, reason: string): void {
  log.say(WARN, "no-subreaper", `Orphans will not be reaped: no child subreaper: ${reason}`);
}

/** The init isn't PID 1, and will not become a subreaper. */
export function sayNotFirst(kernel: Kernel, log: Log): void {
  if (log.persona === PAUSE) kernel.log(2, "Warning: pause should be the first process\n");
  if (log.persona !== TINI || kernel.isSubreaper()) return;
  log.sayAsIs(
    WARN,
    "no-subreaper",
    `Tini is not running as PID 1 and isn't registered as a child subreaper.
Zombie processes will not be re-parented to Tini, so zombie reaping won't work.
To fix the problem, use the -s option or set the environment variable TINI_SUBREAPER to register Tini as a child subreaper, or run Tini as PID 1.`,
  );
}

/** There is no program, and the init has been told to stop. */
export function sayStopping(kernel: Kernel, log: Log, signo: i32): void {
  if (log.persona === PAUSE) kernel.log(2, `Shutting down, got signal: ${signalText(signo)}\n`);
  else log.say(INFO, "stopping", `Stopping on ${signalName(signo)}`);
}

function nameFor(log: Log, signo: i32): string {
  return log.persona === TINI ? signalText(signo) : signalName(signo);
}

/** The signal in words, as glibc's strsignal(3) has them. */
export function signalText(signo: i32): string {
  if (signo > 31) return signo < 34 ? `Unknown signal ${signo}` : `Real-time signal ${signo - 34}`;
  const texts = `
Hangup
Interrupt
Quit
Illegal instruction
Trace/breakpoint trap
Aborted
Bus error
Floating point exception
Killed
User defined signal 1
Segmentation fault
User defined signal 2
Broken pipe
Alarm clock
Terminated
Stack fault
Child exited
Continued
Stopped (signal)
Stopped
Stopped (tty input)
Stopped (tty output)
Urgent I/O condition
CPU time limit exceeded
File size limit exceeded
Virtual timer expired
Profiling timer expired
Window changed
I/O possible
Power failure
Bad system call
`;
  let start: i32 = 0;
  for (let i: i32 = 0; i < signo; i++) start = texts.indexOf("\n", start) + 1;
  return texts.substring(start, texts.indexOf("\n", start));
}
