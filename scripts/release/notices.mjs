/** THIRD-PARTY: what the licences of others want to be said in each package. */

const RULE = `\n${"-".repeat(80)}\n\n`;

/** The text for a list of components (components.mjs). A licence that several have stands once. */
export function notices(components) {
  const lines = components.map(
    ({ name, version, what, license }) => `- ${name} ${version} (${what})\n  License: ${license}\n`,
  );
  const list = [...new Set(lines)];
  const texts = new Map();
  for (const { name, texts: own } of components)
    for (const text of own) texts.set(tidy(text), new Set([...(texts.get(tidy(text)) ?? []), name]));
  const sections = [...texts].map(([text, names]) => `${RULE}Of ${[...names].join(" and ")}:\n\n${text}\n`);
  return `tsinit's own license is MIT. Inside of it is the work of others:\n\n${list.join("")}${sections.join("")}`;
}

/** Without blanks at ends of lines or empty lines around. */
function tidy(text) {
  return text.replaceAll(/[ \t\r]+$/gm, "").replace(/^\n+|\n+$/g, "");
}
