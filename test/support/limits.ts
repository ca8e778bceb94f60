/** What a host cannot do of the contract that test/binary holds it to. */
export interface Limit {
  /** `idle`: of idle.test.ts. */
  file: string;
  /** The name of a test, or a part of it. */
  test: string;
  /** Why, a sentence. */
  reason: string;
}

/** Why a test of a file (`idle.test.ts`) cannot pass with these limits; undefined if it must. */
export function reasonIn(limits: Limit[], file: string, test: string): string | undefined {
  return limits.find((limit) => `${limit.file}.test.ts` === file && test.includes(limit.test))?.reason;
}
