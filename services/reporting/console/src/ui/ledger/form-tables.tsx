/** The tables of a form: lines that are added, open items to settle, applied money to take back. */
import { Fragment, useState, type JSX } from "react";
import { freshNumber, isFilled, text, type Row, type Table } from "../../actions/action.ts";
import type { Sentences } from "../../actions/form.ts";
import { documentId } from "../../lib/document.ts";
import { amount, compareDecimals, negated, sum } from "../../lib/format.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Icon } from "../icon.tsx";
import { Empty, Money, Scroll } from "../parts.tsx";
import { FormField } from "./form-field.tsx";

interface TableProps {
  readonly table: Table;
  readonly rows: readonly Row[];
  readonly errors: Sentences;
  readonly onChange: (rows: readonly Row[]) => void;
}

const changed = (rows: readonly Row[], index: number, change: Row): readonly Row[] =>
  rows.map((row, at) => (at === index ? { ...row, ...change } : row));

/** Lines of a document, none to begin with. */
export function LineTable({ table, rows, errors, onChange }: TableProps): JSX.Element {
  const t = useLedgerText();
  return (
    <details className="form-more" open={rows.length > 0 || table.name in errors}>
      <summary>{t.fields[table.name]}</summary>
      <p className="form-hint">{t.hints[table.name]}</p>
      <Refusal sentence={errors[table.name]} />
      {rows.map((row, index) => (
        <div key={index} className="form-line" role="group" aria-label={`${t.fields[table.name] ?? ""} ${index + 1}`}>
          {table.columns.map((column) => (
            <FormField
              key={column.name}
              field={column}
              label={t.fields[column.name] ?? column.name}
              value={row[column.name] ?? ""}
              error={errors[`${table.name}/${index}/${column.name}`]}
              onChange={(value) => {
                onChange(changed(rows, index, { [column.name]: value }));
              }}
            />
          ))}
          <button
            type="button"
            className="quiet icon-only"
            aria-label={t.form.removeLine(index + 1)}
            title={t.form.removeLine(index + 1)}
            onClick={() => {
              onChange(rows.filter((_, at) => at !== index));
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button button-small"
        onClick={() => {
          onChange([...rows, {}]);
        }}
      >
        {t.form.addLine}
      </button>
    </details>
  );
}

/**
 * What a payment settles: beside each open item how much of it; below, what is owed in other currencies, where the money
 * may be exchanged, and invoices of others of its group.
 */
export function AllocationTable({
  table,
  rows,
  errors,
  currency,
  available,
  group,
  onChange,
}: TableProps & {
  readonly currency: string;
  /** What can be allocated, where it is known. */
  readonly available: string;
  /** Whether money may settle invoices of other customers of a group. */
  readonly group: boolean;
}): JSX.Element {
  const t = useLedgerText();
  const [opened, setOpened] = useState(false);
  // Nothing stated is written with the decimals of what is open: 0.00 yuan, 0 yen.
  const none = sum(...rows.flatMap(({ open = "0" }) => [open, negated(open)]));
  const stated = sum(none, ...rows.map((row) => row["amount"] ?? "").filter(isAmount));
  const left = isAmount(available) ? sum(available, negated(stated)) : null;
  const placed = rows.map((row, index) => ({ row, index }));
  const isForeign = (row: Row): boolean => row["currency"] !== undefined && row["currency"] !== currency;
  const shown = placed.filter(({ row }) => !isForeign(row));
  const exchanges = table.columns.some((column) => column.exchanged === true);
  const foreign = exchanges ? placed.filter(({ row }) => isForeign(row)) : [];
  const written = foreign.some(
    ({ row, index }) =>
      isFilled(row) || Object.keys(errors).some((place) => place.startsWith(`${table.name}/${index}/`)),
  );
  const most = (row: Row): string => {
    const open = row["open"] ?? "";
    return isForeign(row) ? positive(left ?? "0") : left === null ? open : least(open, left);
  };
  const rowOf = ({ row, index }: (typeof placed)[number]): JSX.Element => (
    <AllocationRow
      key={index}
      table={table}
      row={row}
      place={`${table.name}/${index}`}
      errors={errors}
      currency={isForeign(row) ? currency : null}
      most={most(row)}
      onChange={(change) => {
        onChange(changed(rows, index, change));
      }}
    />
  );
  const sums = (columns: number): JSX.Element => (
    <tfoot>
      <tr>
        <th scope="row" colSpan={columns}>
          {t.form.total}
        </th>
        <td className="num">{amount(stated, t.code)}</td>
      </tr>
      {left !== null && (
        <tr>
          <th scope="row" colSpan={columns}>
            {t.form.left}
          </th>
          <td className={compareDecimals(left, "0") < 0 ? "num form-error" : "num"}>{amount(left, t.code)}</td>
        </tr>
      )}
    </tfoot>
  );
  return (
    <fieldset className="form-table">
      <legend>{t.fields[table.name]}</legend>
      <Refusal sentence={errors[table.name]} />
      {shown.length === 0 && <Empty>{t.form.nothingOpen}</Empty>}
      {shown.length > 0 && (
        <Scroll label={t.fields[table.name] ?? table.name}>
          <table className="allocation-table">
            <thead>
              <tr>
                <th scope="col">{t.fields["invoice"]}</th>
                <th scope="col">{t.columns.due}</th>
                <th scope="col" className="num">
                  {t.columns.open}
                </th>
                <th scope="col" className="num">
                  {t.fields["amount"]}
                </th>
              </tr>
            </thead>
            <tbody>{shown.map(rowOf)}</tbody>
            {!written && sums(3)}
          </table>
        </Scroll>
      )}
      {foreign.length > 0 && (
        <details
          className="form-more"
          open={opened || written}
          onToggle={(event) => {
            setOpened(event.currentTarget.open);
          }}
        >
          <summary>{t.form.otherCurrencies}</summary>
          <p className="form-hint">{t.form.otherCurrenciesNote(currency)}</p>
          <Scroll label={t.form.otherCurrencies}>
            <table className="allocation-table">
              <thead>
                <tr>
                  <th scope="col">{t.fields["invoice"]}</th>
                  <th scope="col">{t.columns.due}</th>
                  <th scope="col" className="num">
                    {t.columns.open}
                  </th>
                  <th scope="col" className="num">
                    {t.fields["settles"]}
                  </th>
                  <th scope="col" className="num">
                    {t.form.amountIn(currency)}
                  </th>
                </tr>
              </thead>
              <tbody>{foreign.map(rowOf)}</tbody>
              {written && sums(4)}
            </table>
          </Scroll>
        </details>
      )}
      {group && (
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            onChange([...rows, { customer: "", invoice: "", deduction_number: freshNumber("D", "") }]);
          }}
        >
          {t.form.addOther}
        </button>
      )}
    </fieldset>
  );
}

const isAmount = (value: string): boolean => /^-?[0-9]+(\.[0-9]+)?$/.test(value);

const positive = (value: string): string => (compareDecimals(value, "0") > 0 ? value : "");

/** The smaller of what is open and what is left, and nothing once nothing is left. */
function least(open: string, left: string): string {
  return positive(compareDecimals(open, left) < 0 ? open : left);
}

interface AllocationRowProps {
  readonly table: Table;
  readonly row: Row;
  readonly place: string;
  readonly errors: Sentences;
  readonly most: string;
  /** That of the money, where the invoice is in another: what it settles is then told beside what it takes. */
  readonly currency: string | null;
  readonly onChange: (change: Row) => void;
}

function AllocationRow({ table, row, place, errors, most, currency, onChange }: AllocationRowProps): JSX.Element {
  const t = useLedgerText();
  const [first, ...all] = table.columns;
  const others = all.filter((column) => column.exchanged !== true);
  const exchanged = currency === null ? [] : all.filter((column) => column.exchanged === true);
  const written = others.some((column) => (row[column.name] ?? "") !== "" || `${place}/${column.name}` in errors);
  const [opened, setOpened] = useState(false);
  // A cell is too narrow for a sentence: it stands below, and is read out with its field.
  const refused = [...exchanged, ...(first === undefined ? [] : [first])].flatMap(
    ({ name }) => errors[`${place}/${name}`] ?? [],
  );
  const own = row["currency"] !== undefined;
  const { number } = documentId(row["invoice"] ?? "");
  const name = own ? `${number} · ${row["instalment"] ?? ""}` : t.form.addOther;
  const input = (column: (typeof table.columns)[number], inTable: boolean): JSX.Element => (
    <FormField
      key={column.name}
      field={column}
      label={inTable ? t.form.rowOf(t.fields[column.name] ?? "", name) : (t.fields[column.name] ?? column.name)}
      value={row[column.name] ?? ""}
      hint={inTable ? undefined : t.hints[column.name]}
      error={errors[`${place}/${column.name}`]}
      inTable={inTable}
      onChange={(value) => {
        onChange({ [column.name]: value });
      }}
    />
  );
  return (
    <Fragment>
      <tr>
        <th scope="row">
          {own ? (
            <>
              {number} <span className="muted">· {row["instalment"]}</span>
              {others.length > 0 && (
                <button
                  type="button"
                  className="link allocation-details"
                  aria-expanded={opened || written}
                  onClick={() => {
                    setOpened(!opened);
                  }}
                >
                  {t.form.withDetails}
                </button>
              )}
            </>
          ) : (
            <span className="form-line">
              {input({ name: "customer", kind: "text" }, false)}
              {input({ name: "invoice", kind: "text" }, false)}
            </span>
          )}
        </th>
        <td className="nowrap">{row["due_on"]}</td>
        <td className="num nowrap">
          {own && (
            <>
              {currency !== null && <span className="muted">{row["currency"]} </span>}
              <Money value={row["open"] ?? "0"} />
            </>
          )}
        </td>
        {exchanged.map((column) => (
          <td key={column.name} className="num">
            <span className="allocation-amount">{input(column, true)}</span>
          </td>
        ))}
        <td className="num">
          <span className="allocation-amount">
            {own && (
              <button
                type="button"
                className="link"
                aria-label={t.form.fillLabel(name)}
                onClick={() => {
                  // What it is worth in the money's currency is for the clerk to say, or all that is left of it.
                  onChange(
                    currency === null
                      ? { amount: most }
                      : { settles: row["open"] ?? "", amount: text(row, "amount") === "" ? most : text(row, "amount") },
                  );
                }}
              >
                {t.form.fill}
              </button>
            )}
            {first !== undefined && input(first, true)}
          </span>
        </td>
      </tr>
      {refused.length > 0 && (
        <tr className="drawer" aria-hidden="true">
          <td colSpan={4 + exchanged.length}>
            {refused.map((sentence) => (
              <p key={sentence} className="form-error">
                {sentence}
              </p>
            ))}
          </td>
        </tr>
      )}
      {(opened || written) && (
        <tr className="drawer">
          <td colSpan={4 + exchanged.length}>
            <div className="form-line">{others.map((column) => input(column, false))}</div>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** What stands applied, each to be taken back or left. */
export function AppliedTable({ table, rows, errors, onChange }: TableProps): JSX.Element {
  const t = useLedgerText();
  return (
    <fieldset className="form-table">
      <legend>{t.fields[table.name]}</legend>
      <Refusal sentence={errors[table.name]} />
      {rows.length === 0 && <Empty>{t.form.nothingApplied}</Empty>}
      {rows.map((row, index) => (
        <label key={row["invoice"]} className="form-check">
          <input
            type="checkbox"
            checked={row["take"] === "yes"}
            onChange={(event) => {
              onChange(changed(rows, index, { take: event.target.checked ? "yes" : "" }));
            }}
          />
          <span>{t.form.takeOff(documentId(row["invoice"] ?? "").number)}</span>
          <span className="num">{amount(row["applied"] ?? "0", t.code)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Refusal({ sentence }: { readonly sentence: string | undefined }): JSX.Element | null {
  return sentence === undefined ? null : <p className="form-error">{sentence}</p>;
}
