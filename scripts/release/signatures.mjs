/**
 * The signatures of a release, by keys that variables name, each optional:
 *
 * - TSINIT_MINISIGN_KEY: a file of `minisign -G -W` (a secret key without a password); it signs SHA256SUMS.
 * - TSINIT_ATTESTATION_KEY: an Ed25519 key in PEM; it signs the statement of how the release was made.
 */
import { spawnSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { isMissing } from "../setup.mjs";
import { Failure, failureOf, UNFIT } from "./failure.mjs";

const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** Whether a file of a release is a signature, which only who has the key can make again. */
export const isSignature = (name) => /\.(minisig|intoto\.jsonl)$/.test(name);

/** The keys of the environment. Throws a Failure if one cannot be read, or used. */
export function keysOf(env) {
  const { TSINIT_MINISIGN_KEY: minisign = "", TSINIT_ATTESTATION_KEY: attestation = "" } = env;
  if (minisign !== "" && isMissing("minisign"))
    throw new Failure("There is no minisign: apt-get install minisign", UNFIT);
  try {
    if (minisign !== "") readFileSync(minisign);
    return { minisign, attestation: attestation === "" ? undefined : createPrivateKey(readFileSync(attestation)) };
  } catch (error) {
    throw new Failure(`A key to sign with cannot be read: ${error.message}`, UNFIT);
  }
}

/** Writes PATH.minisig. The same bytes each time: the comment, which is signed too, has no date in it. */
export function minisign(key, path, comment) {
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  const { status, stderr, error } = spawnSync("minisign", ["-S", "-s", key, "-m", path, "-t", comment], options);
  if (status !== 0) throw new Failure(failureOf("minisign", error?.message ?? stderr));
}

/** A DSSE envelope around a statement, a line. https://github.com/secure-systems-lab/dsse */
export function envelope(key, statement) {
  const payload = Buffer.from(statement);
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
  const keyid = createHash("sha256").update(publicKey).digest("hex");
  const sig = sign(null, preAuthenticated(payload), key).toString("base64");
  return `${JSON.stringify({ payload: payload.toString("base64"), payloadType: PAYLOAD_TYPE, signatures: [{ keyid, sig }] })}\n`;
}

/** What is signed: DSSE's PAE of the type and the payload. */
export function preAuthenticated(payload) {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}
