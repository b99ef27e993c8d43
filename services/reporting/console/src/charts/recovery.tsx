/** Recovery curves: one line for each month's debts, from the due day on; only windows that have passed for the whole month. */
import { useCallback, type JSX } from "react";
import type { Cohort } from "../api/queries.ts";
import { amount, month, percent } from "../lib/format.ts";
import { useLanguage } from "../lib/session.ts";
import { useText } from "../text/index.ts";
import { Detail } from "../ui/detail.tsx";
import { Scroll } from "../ui/parts.tsx";
import { Chart, type Colours, type Option } from "./chart.tsx";

const WINDOWS = [0, 7, 15, 30, 60, 90] as const;

/** The newest months that can be told apart by eye; the table has them all. */
const DRAWN = 6;

export function RecoveryChart({
  cohorts,
  currency,
  asOf,
}: {
  readonly cohorts: readonly Cohort[];
  readonly currency: string;
  readonly asOf: string;
}): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const drawn = cohorts.filter((cohort) => cohort.points.some((point) => point.complete)).slice(-DRAWN);
  const option = useCallback(
    (colours: Colours): Option => ({
      grid: { left: 44, right: 16, top: 12, bottom: 38 },
      xAxis: {
        type: "value",
        min: 0,
        max: 90,
        interval: 15,
        name: t.overview.daysAxis,
        nameLocation: "middle",
        nameGap: 24,
        nameTextStyle: { color: colours.muted },
        axisLabel: { color: colours.muted },
        splitLine: { show: false },
        axisLine: { lineStyle: { color: colours.line } },
      },
      yAxis: {
        type: "value",
        min: 0,
        max: 1,
        axisLabel: { color: colours.muted, formatter: (value: number) => percent(value, language, 0) },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: drawn.map((cohort, index) => ({
        type: "line" as const,
        name: month(cohort.month, language),
        data: cohort.points.flatMap((point) =>
          point.complete && point.rate.ratio !== null ? [[point.days, point.rate.ratio]] : [],
        ),
        symbolSize: 6,
        symbol: "circle",
        emphasis: { focus: "series" as const },
        lineStyle: { width: index === drawn.length - 1 ? 3 : 1.75, color: shade(colours, index, drawn.length) },
        itemStyle: { color: shade(colours, index, drawn.length) },
      })),
    }),
    [drawn, language, t],
  );
  const tip = useCallback(
    (index: number, series: number) => {
      const cohort = drawn[series];
      const point = cohort?.points.filter((one) => one.complete && one.rate.ratio !== null)[index];
      return cohort === undefined || point === undefined
        ? null
        : {
            title: `${t.overview.cohort} ${month(cohort.month, language)} · ${t.overview.days(point.days)}`,
            rows: [
              [t.overview.rate, percent(point.rate.ratio, language)],
              [t.numerator, `${currency} ${amount(point.rate.numerator, language)}`],
              [t.denominator, `${currency} ${amount(point.rate.denominator, language)}`],
              [t.asOf, asOf],
            ] as const,
          };
    },
    [drawn, language, currency, asOf, t],
  );
  const table = (
    <Scroll label={t.overview.recoveryTitle} className="chart-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.overview.cohort}</th>
            <th scope="col" className="num">
              {t.denominator}
            </th>
            {WINDOWS.map((days) => (
              <th key={days} scope="col" className="num">
                {t.overview.days(days)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <tr key={cohort.month}>
              <th scope="row">{month(cohort.month, language)}</th>
              <td className="num">{amount(cohort.points[0]?.rate.denominator ?? cohort.invoiced, language)}</td>
              {cohort.points.map((point) => (
                <td key={point.days} className="num">
                  <Detail
                    title={`${t.overview.cohort} ${month(cohort.month, language)} · ${t.overview.days(point.days)}`}
                    rows={[
                      [t.numerator, `${currency} ${amount(point.rate.numerator, language)}`],
                      [t.denominator, `${currency} ${amount(point.rate.denominator, language)}`],
                      [t.formula, t.overview.recoveryFormula],
                      [t.asOf, asOf],
                    ]}
                  >
                    <span className={point.complete ? "" : "muted"}>
                      {percent(point.rate.ratio, language)}
                      {point.complete ? "" : " …"}
                    </span>
                  </Detail>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
  const legend = (
    <ul className="legend">
      {drawn.map((cohort, index) => (
        <li key={cohort.month}>
          <span className={`swatch cohort-${index + DRAWN - drawn.length}`} />
          {month(cohort.month, language)}
        </li>
      ))}
    </ul>
  );
  return <Chart label={t.overview.recoveryTitle} option={option} tip={tip} byItem table={table} legend={legend} />;
}

/** Older months fade, the newest stands out: time reads from pale to strong. */
function shade(colours: Colours, index: number, of: number): string {
  return colours.cohorts[index + DRAWN - of] ?? colours.accent;
}
