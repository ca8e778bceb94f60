/** A set of signals, as /proc/PID/status has them: 16 hexadecimal digits, the lowest bit for signal 1. */
import { Kernel } from "./kernel";
import { SIGRTMAX, signalName } from "./signals";

export class SignalSet {
  private low: i32 = 0;
  private high: i32 = 0;

  /** Reads the digits. False, and an empty set, if they are not that. */
  read(digits: string): bool {
    this.low = 0;
    this.high = 0;
    let low: i32 = 0;
    let high: i32 = 0;
    if (digits.length !== 16) return false;
    for (let i: i32 = 0; i < digits.length; i++) {
      const value = "0123456789abcdef".indexOf(digits.charAt(i));
      if (value < 0) return false;
      if (i < 8) high = (high << 4) | value;
      else low = (low << 4) | value;
    }
    this.low = low;
    this.high = high;
    return true;
  }

  /** Has the host keep it as two numbers, from `index` on. */
  note(kernel: Kernel, index: i32): void {
    kernel.note(index, this.low);
    kernel.note(index + 1, this.high);
  }

  readNoted(kernel: Kernel, index: i32): void {
    this.low = kernel.noted(index) as i32;
    this.high = kernel.noted(index + 1) as i32;
  }

  add(signo: i32): void {
    if (signo > 32) this.high |= 1 << (signo - 33);
    else this.low |= 1 << (signo - 1);
  }

  has(signo: i32): bool {
    return signo > 32 ? ((this.high >>> (signo - 33)) & 1) === 1 : ((this.low >>> (signo - 1)) & 1) === 1;
  }

  /** The names, in the order of their numbers. */
  names(): string[] {
    const names: string[] = [];
    for (let signo: i32 = 1; signo <= SIGRTMAX; signo++) {
      if (this.has(signo)) names.push(signalName(signo));
    }
    return names;
  }
}
