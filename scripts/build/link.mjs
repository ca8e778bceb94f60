/** C -> one executable, laid out so that as little of it as possible is ever in memory. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { coldTexts } from "../cold.mjs";
import { addressOf, largestPage, section, sectionsFrom, symbolsOf } from "./binary.mjs";
import { compiler, isLittleEndian } from "./compiler.mjs";
import { sharedNumbers } from "./numbers.mjs";
import { preloadMemory } from "./preload.mjs";
import { root, run } from "./run.mjs";

/** How C becomes the binary; what each flag is worth: docs/decisions/size.md. */
export const FLAGS = [
  ..."-std=gnu11 -Oz -flto -flto-partition=one -ffunction-sections -fno-asynchronous-unwind-tables".split(" "),
  ..."-fno-unwind-tables -fno-stack-protector -fno-pie -fno-ipa-icf".split(" "),
];
/** -static, never -static-pie: musl-gcc would silently make a dynamic executable of that. */
export const LINK_FLAGS = [
  ..."-static -no-pie -Wl,--gc-sections -Wl,--sort-section=name".split(" "),
  ..."-Wl,-z,noseparate-code -Wl,-z,norelro -Wl,--build-id=none".split(" "),
];
/** The host, beside core.c: what the addon has too, and its own. */
export const HOST_SOURCES = sourcesIn("native", "native/binary");
/** The same of tsinit-runtime, which has no events and no children. */
export const RUNTIME_SOURCES = [
  ...sourcesIn("native", "native/runtime"),
  "native/binary/imports.c",
  "native/binary/memory.c",
];
/** Shown here, refused in scripts/check.mjs: a compiler that isn't out yet must not break the build with a new one. */
export const WARNINGS = "-Wall -Wextra -Wconversion -Wshadow".split(" ");

/**
 * Where the functions of scripts/cold.mjs lie, away from all else: what only options need ends here, and the cold ones follow.
 * Nothing is mapped around what is touched beyond a multiple of 64 kB (fault_around_bytes), so they are one segment.
 */
const RARE_FUNCTIONS = 0x2000000;
/** What is mapped at once. Where pages are larger there is nothing to be won. */
const PAGE = 4096;
/** What a page table of the lowest level maps. Nothing beyond its end is mapped around what is touched. */
const PAGE_TABLE = 512 * 4096;

/**
 * The heap begins where the data end, in a page that execve(2) has touched, since it puts zeros behind them. What a start needs
 * of the heap fits into that page if they end in its first quarter. They are moved there where so many bytes are enough for it.
 */
const MOST_PADDING = 1024;

/** After so many the layout is as good as it gets: what is wrong then is some padding, or a page more in memory. */
const MOST_LINKS = 5;

function sourcesIn(...folders) {
  return folders.flatMap((folder) =>
    readdirSync(`${root}/${folder}`)
      .filter((name) => name.endsWith(".c"))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
}

/** The flags with which the host finds the core that generate() made. */
export function hostFlags(name) {
  return [`-Ibuild/${name}`, "-Inative", "-Inative/binary"];
}

/** build/NAME/core.c and native -> one executable. The defaults make the release; checks and measurements have others. */
export function compile(
  name,
  {
    output = `dist/${name}`,
    cc = compiler(),
    flags = FLAGS,
    link = LINK_FLAGS,
    preload = isLittleEndian(cc),
    sources = HOST_SOURCES,
  } = {},
) {
  const folder = `build/${name}`;
  const all = [...flags, ...hostFlags(name), ...words(process.env.CFLAGS)];
  const linkCore = (core, ...more) => {
    run(cc, ...all, "-w", "-c", core, "-o", `${folder}/core.o`);
    run(cc, ...all, ...WARNINGS, ...link, ...more, ...sources, `${folder}/core.o`, "-lm", "-o", output);
  };
  mkdirSync(`${root}/dist`, { recursive: true });
  // Preloading needs musl's plain data section; glibc's static libraries put variables of theirs in between.
  if (preload) {
    const core = `${folder}/core-without-data.c`;
    preloadMemory(folder, core);
    const preloaded = [
      // with its quotes: in a bare path a word could be a macro, as linux and i386 are
      `-DPRELOADED_MEMORY="${folder}/memory.bin"`,
      "native/binary/memory.S",
      "-Wl,--undefined=linear_rest",
      "-Wl,-Tnative/binary/cold.ld",
    ];
    const apart = (start) => `-Wl,--section-start=.options=${hex(start)}`;
    const padded = (size) => `-Wl,--defsym=padding=${hex(size)}`;
    const texts = coldTexts(readFileSync(`${root}/${folder}/memory.bin`));
    let start = 0x400000;
    let functions = RARE_FUNCTIONS;
    let padding = 0;
    // Again and again, because the linker lets its choice of padding depend on the addresses: most often it takes three links.
    for (let links = 0; links < MOST_LINKS; links++) {
      linkCore(core, ...preloaded, `-Wl,-Ttext-segment=${hex(start)}`, apart(functions), padded(padding));
      const page = largestPage(output);
      const ending = addressOf("_edata", output) % PAGE;
      const missing = ending > PAGE / 4 && PAGE - ending <= MOST_PADDING ? PAGE - ending : 0;
      // the cold texts begin where a page table does, or less than a page before
      const beyond = alignedUp(addressOf("linear_memory", output) + texts, page) % PAGE_TABLE;
      // and the options' functions end in the last page before their border, and begin where the file goes on: a segment's
      // address and place in the file agree within a page
      const { size, alignment } = section(".options", output);
      const end = alignedUp(addressOf("_edata", output), alignment) + size;
      const wanted = RARE_FUNCTIONS - page + (end % page) - size;
      if (beyond === 0 && wanted === functions && missing === 0) break;
      padding += missing;
      if (beyond > 0) start += PAGE_TABLE - beyond;
      functions = wanted;
    }
  }
  if (!preload || !isContiguous(output)) linkCore(`${folder}/core.c`);
  return output;
}

/** Whether no variable and no other section lies where the preloaded linear memory is: see native/binary/memory.S. */
function isContiguous(output) {
  const [start, end] = [addressOf("linear_memory", output), addressOf("linear_memory_end", output)];
  const between = symbolsOf(output, "-n").filter((line) => {
    const [at, type, name] = line.split(" ");
    const isVariable =
      /^[bd]$/i.test(type) && !/^(linear_|__bss_start|_edata|__TMC_END__|__SDATA_BEGIN__|\.TOC\.)/.test(name);
    return isVariable && Number(`0x${at}`) >= start && Number(`0x${at}`) < end;
  });
  const others = sectionsFrom(start, end, output).filter((name) => name !== ".bss");
  return between.length === 0 && others.length === 0 && end - start >= sharedNumbers().LINEAR_MEMORY;
}

const hex = (number) => `0x${number.toString(16)}`;

function alignedUp(address, unit) {
  return Math.ceil(address / unit) * unit;
}

function words(text = "") {
  return text.split(" ").filter((word) => word !== "");
}
