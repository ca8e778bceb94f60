/** What qemu-user cannot do of the contract, by the names of the tests (a part of each), and why. */
interface Limit {
  file: string;
  test: string;
  reason: string;
}

export const EMULATOR_LIMITS: Limit[] = [];

/** Why a test of a file (`idle.test.ts`) cannot pass under an emulator; undefined if it must. */
export function emulatorLimit(file: string, test: string): string | undefined {
  return EMULATOR_LIMITS.find((limit) => `${limit.file}.test.ts` === file && test.includes(limit.test))?.reason;
}
