/** A JVM whose shutdown hook needs a second. */
import { existsSync, writeFileSync } from "node:fs";
import { NOTHING, type Program, usual } from "../program";

const source = (directory: string) => `
import java.nio.file.*;
public class Hook {
  static void say(String word) { try { Files.createFile(Path.of("${directory}", word)); } catch (Exception e) { } }
  public static void main(String[] args) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try { Thread.sleep(1000); } catch (InterruptedException e) { }
      say("finished");
    }));
    say("ready");
    Thread.sleep(1000000);
  }
}
`;

export const programs: Program[] = [
  {
    name: "JVM",
    // its compiler is part of the program that runs a source file
    needs: { java: "default-jdk-headless", javac: "default-jdk-headless" },
    ways: (directory) => usual(`java -Xshare:auto -XX:TieredStopAtLevel=1 ${directory}/Hook.java`),
    async prepare(trial) {
      writeFileSync(`${trial.directory}/Hook.java`, source(trial.directory));
    },
    ready: async (box, trial) => void (await box.until("the JVM", () => existsSync(`${trial.directory}/ready`))),
    work: async (_, trial) => () => (existsSync(`${trial.directory}/finished`) ? NOTHING : "shutdown hook"),
  },
];
