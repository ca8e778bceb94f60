/** The functions that native/binary/imports.c gives to the core. Strings cross as a pointer and a length in UTF-16 units, one for each byte. */
export declare function argumentCount(): i32;
export declare function argumentLength(index: i32): i32;
export declare function argumentText(index: i32, to: usize): void;
/** Looks a variable up; its length, or -1. */
export declare function variableLength(name: usize, length: i32): i32;
export declare function hasVariables(prefix: usize, length: i32): bool;
/** Copies the value of the variable that was last looked up. */
export declare function variableText(to: usize): void;
export declare function pid(): i32;
export declare function parentPid(): i32;
export declare function becomeSubreaper(): i32;
export declare function isSubreaper(): bool;
export declare function setParentDeathSignal(signo: i32): i32;
export declare function foregroundTerminal(): i32;
export declare function leaveTerminal(): bool;
export declare function suspend(): void;
/** The pid, or -errno. */
export declare function spawn(program: i32, place: i32, terminal: i32, deathSignal: i32, listenPid: bool, skipped: i32): i32;
/** The step of the start that failed; failedErrno() is what it answered. */
export declare function failedStep(): i32;
export declare function failedErrno(): i32;
export declare function letGo(): void;
export declare function kill(pid: i32, signo: i32): i32;
export declare function killGroup(pgid: i32, signo: i32): i32;
export declare function killNamespace(signo: i32): i32;
export declare function processLimitNear(percent: i32): i32;
export declare function openProcesses(): i32;
export declare function openDescriptors(pid: i32): i32;
export declare function nextProcess(): i32;
export declare function readStat(pid: i32): i32;
export declare function holdProcess(pid: i32): i32;
export declare function killHeld(handle: i32, signo: i32): i32;
export declare function releaseProcess(handle: i32): void;
export declare function now(): f64;
export declare function sinceBoot(): f64;
export declare function wallClock(): f64;
export declare function print(text: usize, length: i32): i32;
export declare function log(descriptor: i32, text: usize, length: i32): void;
export declare function isTerminal(descriptor: i32): bool;
export declare function read(path: usize, length: i32, offset: i32): i32;
export declare function lists(path: usize, length: i32, number: i32): bool;
export declare function append(path: usize, length: i32, text: usize, size: i32): i32;
export declare function byte(index: i32): i32;
/** The length of the working directory's path, or -errno; variableText() copies it. */
export declare function workingDirectory(): i32;
/** The same of the file that is executed. */
export declare function executable(): i32;
export declare function isSecure(): bool;
export declare function signalsTaken(): i32;
export declare function trapped(): i32;
export declare function program(): i32;
export declare function programStatus(): i32;
export declare function note(index: i32, value: f64): void;
export declare function noted(index: i32): f64;
