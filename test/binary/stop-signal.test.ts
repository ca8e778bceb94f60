/** Which signal reaches whom when a stop signal does not end the program, or ends nothing but a script. */
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { descendants } from "../support/processes";
import { roles } from "../support/tsinit";

const { SIGINT, SIGTERM, SIGURG, SIGUSR1, SIGWINCH } = constants.signals;

/** A program that has a child, the rest of the command line, and does nothing: `setting` is perl. */
const above = (setting: string, ...child: string[]) => [
  ...["--", "perl", "-e", `${setting}; fork or exec @ARGV; sleep 100 while getppid`],
  ...child,
];
const wchan = (pid: number) => readFileSync(`/proc/${pid}/wchan`, "latin1");
/** Prints the number of each signal it gets, until the last. */
const receive = (last: number) => [fixture("receive"), String(last)];
/** Ends on each of the signals, and says on which. */
const handling = (...names: string[]) => [
  ...["perl", "-e", '$| = 1; $SIG{$_} = sub { print "$_[0]\\n"; exit } for @ARGV; print "ready\\n"; sleep 1 while 1'],
  ...names,
];

describe.each(roles)("%s", (role) => {
  async function stopped(signo: number, command: string[], options: string[] = []) {
    const tsinit = await role.start([...options, ...command]);
    await tsinit.namespace.shows("ready");
    send(tsinit.pid, signo);
    return tsinit.namespace.ended;
  }

  test("who is left gets the signal that the program was stopped with, if it handles that and TERM", async () => {
    const { code, stdout } = await stopped(SIGINT, above("", ...handling("INT", "TERM")));
    expect({ code, stdout }).toEqual({ code: 130, stdout: "ready\nINT\n" });
  });

  test("so does who waits for both in sigwait(3), which the kernel does not show as handled", async () => {
    const script =
      "import signal\nboth = [2, 15]\nsignal.signal(2, signal.SIG_DFL)\nsignal.pthread_sigmask(signal.SIG_BLOCK, both)\n" +
      "print('ready', flush=True)\nprint(int(signal.sigwait(both)), flush=True)";
    const { namespace, pid } = await role.start(above("", "python3", "-c", script));
    await namespace.shows("ready");
    await namespace.until("sigwait(3)", () => descendants(pid).some((one) => wchan(one).includes("sigtimedwait")));
    send(pid, SIGINT);
    const { code, stdout } = await namespace.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: `ready\n${SIGINT}\n` });
  });

  test("who handles only that one gets TERM", async () => {
    const { code, stdout } = await stopped(SIGINT, above("", ...handling("INT")));
    expect({ code, stdout }).toEqual({ code: 130, stdout: "ready\n" });
  });

  test("after a signal to all, who is left gets TERM", async () => {
    const command = above('$SIG{CHLD} = "IGNORE"', ...receive(SIGTERM));
    const { code, stdout } = await stopped(SIGINT, command, ["--all", "--stop-signal", "INT"]);
    expect({ code, stdout }).toEqual({ code: 130, stdout: `ready\n${SIGINT}\n${SIGTERM}\n` });
  });

  test("TERM that the program blocks, and does not take, is passed on to its children after a while", async () => {
    const blocking = "use POSIX; sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGTERM)); $SIG{CHLD} = sub { exit 3 }";
    const { code, stdout, stderr } = await stopped(
      SIGTERM,
      above(
        blocking,
        "perl",
        "-e",
        "use POSIX; sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV",
        ...receive(15),
      ),
      ["-v"],
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: `ready\n${SIGTERM}\n` });
    expect(stderr).toMatch(/The program blocks SIGTERM; its children have got it: \d+ \(\w+\)\n/);
  });

  test("WINCH that a program does not handle is passed on where there is no terminal", async () => {
    const { code, stdout } = await stopped(SIGWINCH, above("$SIG{CHLD} = sub { exit 4 }", ...receive(SIGWINCH)));
    expect({ code, stdout }).toEqual({ code: 4, stdout: `ready\n${SIGWINCH}\n` });
  });

  test("INT, which a shell leaves to its command, gets there", async () => {
    const script = `trap 'echo shell' INT; ${fixture("receive")} ${SIGINT}; exit 8`;
    const { code, stdout } = await stopped(SIGINT, ["--", "sh", "-c", script]);
    expect({ code, stdout }).toEqual({ code: 8, stdout: `ready\n${SIGINT}\nshell\n` });
  });

  test("by another init's name nothing is passed on", async () => {
    const program =
      '$| = 1; $SIG{TERM} = "IGNORE"; $SIG{CHLD} = sub { exit 3 }; $SIG{URG} = sub { kill "USR1", $child }; ' +
      '$child = fork or exec @ARGV; print "forked\\n"; sleep 100 while 1';
    const tsinit = await role.start(["--as", "tini", "--", "perl", "-e", program, ...receive(SIGUSR1)]);
    await tsinit.namespace.shows("ready");
    await tsinit.namespace.shows("forked");
    send(tsinit.pid, SIGTERM);
    send(tsinit.pid, SIGURG); // has a higher number, and so comes after TERM
    const { code, stdout } = await tsinit.namespace.ended;
    expect({ code, received: stdout.replace("forked\n", "") }).toEqual({ code: 3, received: `ready\n${SIGUSR1}\n` });
  });

  test("a shell that waits for its command is warned of, with the option that tells the command too", async () => {
    const script = "trap 'echo late' TERM; echo ready; sleep 4; exit 5";
    const { code, stdout, stderr } = await stopped(SIGTERM, ["--", "sh", "-c", script]);
    expect({ code, stdout }).toEqual({ code: 5, stdout: "ready\nlate\n" });
    expect(stderr).toMatch(
      /^\[WARN {2}tsinit \(\d+\)\] The program, a shell, has not ended on SIGTERM: .*; if nobody .*--group does: \d+ \(sleep\)\n$/i,
    );
  });

  test("no shell is warned of that ends, or is sent the signal with its command", async () => {
    const script = "trap 'exit 6' TERM; echo ready; sleep 4";
    const { code, stderr } = await stopped(SIGTERM, ["-g", "--", "sh", "-c", script]);
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.not.stringContaining("shell") });
  });
});
