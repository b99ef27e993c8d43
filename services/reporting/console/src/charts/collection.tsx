/** The collection rate of each month: a line over what was to be collected. */
import type { LineSeriesOption } from "echarts/charts";
import { useCallback, type JSX } from "react";
import type { Period } from "../api/queries.ts";
import { amount, longDate, month, percent, short } from "../lib/format.ts";
import { useLanguage } from "../lib/session.ts";
import { useText } from "../text/index.ts";
import { Money, Scroll } from "../ui/parts.tsx";
import { Chart, type Colours, type Option } from "./chart.tsx";

export function CollectionChart({
  periods,
  currency,
}: {
  readonly periods: readonly Period[];
  readonly currency: string;
}): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const money = useCallback((value: string) => `${currency} ${amount(value, language)}`, [currency, language]);
  const option = useCallback(
    (colours: Colours): Option => ({
      grid: { left: 44, right: 52, top: 12, bottom: 24 },
      xAxis: {
        type: "category",
        data: periods.map((period) => month(period.first_day, language)),
        axisLine: { lineStyle: { color: colours.line } },
        axisTick: { show: false },
        axisLabel: { color: colours.muted, hideOverlap: true },
      },
      yAxis: [
        {
          type: "value",
          min: 0,
          max: 1,
          axisLabel: { color: colours.muted, formatter: (value: number) => percent(value, language, 0) },
          splitLine: { lineStyle: { color: colours.line } },
        },
        {
          type: "value",
          axisLabel: { color: colours.muted, formatter: (value: number) => short(value, language) },
          splitLine: { show: false },
        },
      ],
      series: [
        {
          type: "bar",
          yAxisIndex: 1,
          data: periods.map((period) => Number(period.rate.denominator)),
          barMaxWidth: 26,
          itemStyle: { color: colours.line, borderRadius: [2, 2, 0, 0] },
          barGap: "-100%",
        },
        {
          type: "bar",
          yAxisIndex: 1,
          data: periods.map((period) => Number(period.collected)),
          barMaxWidth: 26,
          itemStyle: { color: colours.buckets[0] ?? colours.accent, borderRadius: [2, 2, 0, 0] },
        },
        line(
          periods.map((period) => (period.complete ? period.rate.ratio : null)),
          "circle",
          colours,
        ),
        // The running month has only begun: a point of its own, so that the line does not seem to fall.
        line(
          periods.map((period) => (period.complete ? null : period.rate.ratio)),
          "emptyCircle",
          colours,
        ),
      ],
    }),
    [periods, language],
  );
  const tip = useCallback(
    (index: number) => {
      const period = periods[index];
      return period === undefined
        ? null
        : {
            title: month(period.first_day, language) + (period.complete ? "" : ` · ${t.overview.running}`),
            rows: [
              [t.overview.rate, percent(period.rate.ratio, language)],
              [`${t.numerator}: ${t.overview.collected}`, money(period.rate.numerator)],
              [t.denominator, money(period.rate.denominator)],
              [t.overview.overdueAtStart, money(period.overdue_at_start)],
              [t.overview.fellDue, money(period.fell_due)],
              [t.overview.credited, money(period.credited)],
              [t.asOf, longDate(period.last_day, language)],
            ] as const,
          };
    },
    [periods, language, money, t],
  );
  const table = (
    <Scroll label={t.overview.rateTitle} className="chart-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.overview.month}</th>
            <th scope="col" className="num">
              {t.overview.overdueAtStart}
            </th>
            <th scope="col" className="num">
              {t.overview.fellDue}
            </th>
            <th scope="col" className="num">
              {t.overview.credited}
            </th>
            <th scope="col" className="num">
              {t.denominator}
            </th>
            <th scope="col" className="num">
              {t.overview.collected}
            </th>
            <th scope="col" className="num">
              {t.overview.rate}
            </th>
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <tr key={period.first_day}>
              <th scope="row">{month(period.first_day, language)}</th>
              <td className="num">
                <Money value={period.overdue_at_start} />
              </td>
              <td className="num">
                <Money value={period.fell_due} />
              </td>
              <td className="num">
                <Money value={period.credited} deducted />
              </td>
              <td className="num">
                <Money value={period.rate.denominator} />
              </td>
              <td className="num">
                <Money value={period.rate.numerator} />
              </td>
              <td className="num">{percent(period.rate.ratio, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
  return <Chart label={t.overview.rateTitle} option={option} tip={tip} table={table} legend={<CollectionLegend />} />;
}

function line(data: (number | null)[], symbol: string, colours: Colours): LineSeriesOption {
  const colour = colours.series[1] ?? colours.accent;
  return {
    type: "line",
    data,
    symbol,
    symbolSize: 7,
    lineStyle: { width: 2, color: colour },
    itemStyle: { color: colour },
  };
}

function CollectionLegend(): JSX.Element {
  const t = useText();
  return (
    <ul className="legend">
      <li>
        <span className="swatch series-rate" />
        {t.overview.rate}
      </li>
      <li>
        <span className="swatch bucket-0" />
        {t.overview.collected}
      </li>
      <li>
        <span className="swatch series-rest" />
        {t.denominator}
      </li>
    </ul>
  );
}
