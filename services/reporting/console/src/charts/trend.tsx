/** What was overdue at the end of each month, stacked by age. */
import { useCallback, type JSX } from "react";
import type { TrendPoint } from "../api/queries.ts";
import { amount, longDate, month, percent, share, short } from "../lib/format.ts";
import { useLanguage } from "../lib/session.ts";
import { useText } from "../text/index.ts";
import { buckets } from "../ui/aging-bar.tsx";
import { Money, Scroll } from "../ui/parts.tsx";
import { Chart, type Colours, type Option } from "./chart.tsx";

const OVERDUE = [1, 2, 3, 4] as const;

export function TrendChart({
  points,
  currency,
}: {
  readonly points: readonly TrendPoint[];
  readonly currency: string;
}): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const option = useCallback(
    (colours: Colours): Option => ({
      grid: { left: 52, right: 12, top: 12, bottom: 24 },
      xAxis: {
        type: "category",
        data: points.map((point, index) => (index === points.length - 1 ? t.today : month(point.on, language))),
        axisLine: { lineStyle: { color: colours.line } },
        axisTick: { show: false },
        axisLabel: { color: colours.muted, hideOverlap: true },
      },
      yAxis: {
        type: "value",
        axisLabel: { color: colours.muted, formatter: (value: number) => short(value, language) },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: OVERDUE.map((bucket) => ({
        type: "bar" as const,
        stack: "overdue",
        name: t.buckets[bucket],
        data: points.map((point) => Number(buckets(point)[bucket])),
        barMaxWidth: 26,
        itemStyle: { color: colours.buckets[bucket] ?? colours.accent },
      })),
    }),
    [points, language, t],
  );
  const tip = useCallback(
    (index: number) => {
      const point = points[index];
      if (point === undefined) {
        return null;
      }
      const money = (value: string): string => `${currency} ${amount(value, language)}`;
      return {
        title: longDate(point.on, language),
        rows: [
          ...OVERDUE.map((bucket) => [t.buckets[bucket], money(buckets(point)[bucket])] as const),
          [`${t.numerator}: ${t.amounts.overdue}`, money(point.overdue)] as const,
          [`${t.denominator}: ${t.amounts.receivable}`, money(point.receivable)] as const,
          [t.amounts.overdueShare, percent(share(point.overdue, point.receivable), language)] as const,
          [t.asOf, longDate(point.on, language)] as const,
        ],
      };
    },
    [points, currency, language, t],
  );
  const table = (
    <Scroll label={t.overview.trendTitle} className="chart-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.asOf}</th>
            {t.bucketsShort.map((name) => (
              <th key={name} scope="col" className="num">
                {name}
              </th>
            ))}
            <th scope="col" className="num">
              {t.amounts.receivable}
            </th>
            <th scope="col" className="num">
              {t.amounts.overdueShare}
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.on}>
              <th scope="row">{longDate(point.on, language)}</th>
              {buckets(point).map((value, index) => (
                <td key={t.bucketsShort[index]} className="num">
                  <Money value={value} />
                </td>
              ))}
              <td className="num">
                <Money value={point.receivable} />
              </td>
              <td className="num">{percent(share(point.overdue, point.receivable), language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
  const legend = (
    <ul className="legend">
      {OVERDUE.map((bucket) => (
        <li key={bucket}>
          <span className={`swatch bucket-${bucket}`} />
          {t.bucketsShort[bucket]}
        </li>
      ))}
    </ul>
  );
  return <Chart label={t.overview.trendTitle} option={option} tip={tip} table={table} legend={legend} />;
}
