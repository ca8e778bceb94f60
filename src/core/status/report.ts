/** What --status prints, in pieces: for people (status-text.ts) or as JSON (status-json.ts). */
export abstract class Report {
  /** All but the lists and, in the text, the findings. */
  abstract begin(): void;
  /** One zombie, as its index in the table. */
  abstract zombie(index: i32, isFirst: bool): void;
  /** From the zombies to the processes. */
  abstract beginProcesses(): void;
  /** One process, as its index in the table; `depth`: how many of its ancestors are there. */
  abstract process(index: i32, depth: i32, isFirst: bool): void;
  abstract end(): void;
}
