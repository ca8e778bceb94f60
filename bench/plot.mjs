/** The plots, drawn by Vega to SVG. */
import * as vega from "vega";
import * as vegaLite from "vega-lite";

const OURS = "#1b6ca8";
const THEIRS = "#b8c4cc";
const FIGURES = [
  ["size", "file, kB", (row) => row.size / 1e3],
  ["peak", "peak memory, kB", (row) => row.peak],
  ["start", "start to exit, µs", (row) => row.start],
  ["latency", "signal to program, µs", (row) => row.latency],
  ["reapCpu", "CPU per reaped orphan, µs", (row) => row.reapCpu],
  ["wakeups", "wake-ups in 10 idle s", (row) => row.wakeups],
];

/** Small multiples: one panel for each figure, one bar for each init. Less is better in all. */
export function plot(rows) {
  const order = rows.map(({ name }) => name);
  const panels = FIGURES.map(([, title, value]) => ({
    title: { text: title, anchor: "start", fontSize: 12 },
    width: 190,
    height: { step: 18 },
    data: { values: rows.map((row) => ({ name: row.name, value: value(row), label: label(value(row)) })) },
    encoding: {
      y: { field: "name", type: "nominal", sort: order, title: null, axis: { ticks: false, domain: false } },
      x: { field: "value", type: "quantitative", title: null, axis: null },
    },
    layer: [
      {
        mark: { type: "bar", height: 12 },
        encoding: { color: { condition: { test: "datum.name === 'tsinit'", value: OURS }, value: THEIRS } },
      },
      { mark: { type: "text", align: "left", dx: 4 }, encoding: { text: { field: "label" } } },
    ],
  }));
  return draw({ concat: panels, columns: 3 });
}

/** CPU time of stopping against the number of processes left, both axes logarithmic: a straight line is linear growth. */
export function plotStopping(costs) {
  return draw({
    title: { text: "CPU time that tsinit spends on stopping N processes", anchor: "start" },
    width: 420,
    height: 260,
    data: { values: costs },
    mark: { type: "line", point: true },
    encoding: {
      x: {
        field: "count",
        type: "quantitative",
        scale: { type: "log" },
        title: "processes left",
        axis: { values: [10, 100, 1000, 5000] },
      },
      y: { field: "ms", type: "quantitative", scale: { type: "log" }, title: "ms" },
      color: { field: "scope", type: "nominal", title: "scope" },
    },
  });
}

function draw(spec) {
  const config = { background: "white", font: "sans-serif", view: { stroke: null }, axis: { grid: false } };
  const { spec: compiled } = vegaLite.compile({ ...spec, padding: 12, config });
  return new vega.View(vega.parse(compiled), { renderer: "none" }).toSVG();
}

function label(value) {
  return value >= 10 || Number.isInteger(value) ? Math.round(value).toLocaleString("en") : value.toFixed(1);
}
