/** A drawing with its figures: ECharts on a canvas, its tooltip made of elements, and the same numbers as a table beside it. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use as register, type ComposeOption, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import { useEffect, useRef, useState, type JSX, type ReactNode } from "react";
import { useTheme } from "../lib/session.ts";
import { useText } from "../text/index.ts";

register([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

export type Option = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption>;

/** The colours of the page, read from the style sheet so that a chart follows the theme. */
export interface Colours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly buckets: readonly string[];
  readonly series: readonly string[];
  /** From the oldest to the newest month. */
  readonly cohorts: readonly string[];
}

function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const named = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: named("text"),
    muted: named("muted"),
    line: named("line"),
    surface: named("surface"),
    accent: named("accent"),
    buckets: [0, 1, 2, 3, 4].map((index) => named(`bucket-${index}`)),
    series: [1, 2, 3, 4, 5].map((index) => named(`series-${index}`)),
    cohorts: [0, 1, 2, 3, 4, 5].map((index) => named(`cohort-${index}`)),
  };
}

interface ChartProps {
  /** What the drawing shows, for those who cannot see it. */
  readonly label: string;
  readonly option: (colours: Colours) => Option;
  /** Rows for the tooltip of one category; written as text, never as markup. */
  readonly tip: (index: number, series: number) => Tip | null;
  readonly byItem?: boolean;
  readonly table: ReactNode;
  readonly legend?: ReactNode;
}

export interface Tip {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

/** What ECharts says of the point under the pointer; of an axis, one for each series. */
interface Pointed {
  readonly dataIndex: number;
  readonly seriesIndex?: number;
}

export function Chart({ label, option, tip, byItem = false, table, legend }: ChartProps): JSX.Element {
  const t = useText();
  const theme = useTheme();
  const [asTable, setAsTable] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);

  useEffect(() => {
    const element = holder.current;
    if (element === null || asTable) {
      return;
    }
    const drawn = init(element, null, { renderer: "canvas" });
    chart.current = drawn;
    const observer = new ResizeObserver(() => {
      drawn.resize();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, [asTable]);

  useEffect(() => {
    const current = colours();
    chart.current?.setOption(
      {
        animationDuration: 250,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: current.text },
        ...option(current),
        tooltip: {
          trigger: byItem ? "item" : "axis",
          className: "chart-tip",
          backgroundColor: current.surface,
          borderColor: current.line,
          textStyle: { color: current.text, fontSize: 12 },
          confine: true,
          axisPointer: { type: "line", lineStyle: { color: current.muted, type: "dotted" } },
          formatter: (params: Pointed | readonly Pointed[]) => {
            const one = "dataIndex" in params ? params : params[0];
            const shown = one === undefined ? null : tip(one.dataIndex, one.seriesIndex ?? 0);
            return shown === null ? "" : tipElement(shown);
          },
        },
      },
      { notMerge: true },
    );
  }, [option, tip, byItem, theme, asTable]);

  return (
    <figure className="chart">
      {asTable ? table : <div ref={holder} className="chart-canvas" role="img" aria-label={label} />}
      <figcaption>
        {legend}
        <button
          type="button"
          className="link chart-switch"
          aria-pressed={asTable}
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          {asTable ? t.showChart : t.showTable}
        </button>
      </figcaption>
    </figure>
  );
}

/** Built from elements because markup as text would need inline styles, and because names come from data. */
function tipElement(tip: Tip): HTMLElement {
  const box = document.createElement("div");
  const title = document.createElement("p");
  title.textContent = tip.title;
  const list = document.createElement("dl");
  for (const [label, value] of tip.rows) {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const said = document.createElement("dd");
    term.textContent = label;
    said.textContent = value;
    row.append(term, said);
    list.append(row);
  }
  box.append(title, list);
  return box;
}
