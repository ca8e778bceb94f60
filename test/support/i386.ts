/** Before each test of test/binary on i386: skips it if there is no binary, and says why. */
import { beforeEach } from "vitest";

const reason = process.env.TSINIT_NO_I386 ?? ""; // set by test/binary/setup.mjs
beforeEach(({ skip }) => skip(reason !== "", reason));
