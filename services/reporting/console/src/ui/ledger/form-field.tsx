/** One field of a form with its label, what an empty one means, and what was refused about it. */
import { useDeferredValue, useId, type JSX } from "react";
import type { Field, Option } from "../../actions/action.ts";
import { useCustomers } from "../../api/queries.ts";
import { documentId } from "../../lib/document.ts";
import { useLedgerText } from "../../text/ledger/index.ts";

interface FormFieldProps {
  readonly field: Field;
  readonly label: string;
  readonly value: string;
  readonly options?: readonly Option[];
  /** Whose customers are offered, where a customer is asked for. */
  readonly entity?: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** In a table the column says what the field is; its label is then for the ear only. */
  readonly inTable?: boolean;
  readonly onChange: (value: string) => void;
}

export function FormField(props: FormFieldProps): JSX.Element {
  const { field, label, hint, error, inTable = false } = props;
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const described = [errorId, hintId].filter((one) => one !== undefined).join(" ");
  return (
    <div className={field.wide === true ? "form-field form-wide" : "form-field"}>
      <label htmlFor={id} className={inTable ? "hidden" : ""}>
        {label}
      </label>
      <Input {...props} id={id} described={described === "" ? undefined : described} />
      {error !== undefined && (
        <span id={errorId} className="form-error">
          {error}
        </span>
      )}
      {hint !== undefined && (
        <span id={hintId} className="form-hint">
          {hint}
        </span>
      )}
    </div>
  );
}

const TYPES = { text: "text", amount: "text", date: "date", number: "number", customer: "text" } as const;

function Input({
  field,
  value,
  options,
  error,
  entity,
  onChange,
  id,
  described,
}: FormFieldProps & { readonly id: string; readonly described: string | undefined }): JSX.Element {
  const t = useLedgerText();
  const shared = {
    id,
    value,
    "aria-invalid": error !== undefined,
    "aria-describedby": described,
    "aria-required": field.optional !== true,
  };
  if (field.kind === "choice") {
    const offered = options ?? [];
    return (
      <select
        {...shared}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      >
        {(field.optional === true || value === "") && (
          <option value="">
            {offered.length === 0 ? t.form.nothingToChoose : field.optional === true ? t.form.none : t.form.choose}
          </option>
        )}
        {/* What was chosen can be gone by now, for it was posted just then. */}
        {value !== "" && !offered.some(([code]) => code === value) && (
          <option value={value}>{documentId(value).number || value}</option>
        )}
        {offered.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    );
  }
  if (field.kind === "customer" && entity !== undefined) {
    return <CustomerInput {...shared} entity={entity} onChange={onChange} />;
  }
  return (
    <input
      {...shared}
      type={TYPES[field.kind]}
      className={field.kind === "amount" ? "amount-input" : ""}
      inputMode={field.kind === "amount" ? "decimal" : undefined}
      autoComplete="off"
      onChange={(event) => {
        // Amounts are often copied from where they are grouped: 1,130.00 or 1 130.00.
        onChange(field.kind === "amount" ? event.target.value.replace(/[,，\s]/g, "") : event.target.value);
      }}
    />
  );
}

/** A customer by number; while one writes, customers are offered whose number or name fits. */
function CustomerInput({
  entity,
  value,
  onChange,
  ...shared
}: {
  readonly id: string;
  readonly entity: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const list = useId();
  const found = useCustomers(entity, useDeferredValue(value));
  return (
    <>
      <input
        {...shared}
        type="text"
        list={list}
        value={value}
        autoComplete="off"
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
      <datalist id={list}>
        {(found.data?.pages[0]?.customers ?? []).slice(0, 20).map((one) => (
          <option key={one.customer} value={one.customer}>
            {one.name}
          </option>
        ))}
      </datalist>
    </>
  );
}
