/** A vitest reporter that says at the end which tests did not run on this machine, and why. */
export default class SkippedTests {
  onTestRunEnd(testModules) {
    for (const module of testModules) {
      for (const test of module.children.allTests("skipped")) {
        console.log(`skipped: ${test.fullName}: ${test.result().note ?? "no reason given"}`);
      }
    }
  }
}
