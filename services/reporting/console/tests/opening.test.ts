/** Opening balances from a file: how it is read, what each row becomes, and what is said of rows that are none. */
import { describe, expect, test } from "vitest";
import { BrokenCsv, csvFile, readCsv } from "../src/lib/csv.ts";
import { COLUMNS, ColumnsMissing, ColumnsTwice, dayOf, readOpening, sums } from "../src/lib/opening-file.ts";
import { LEDGER_TEXTS } from "../src/text/ledger/index.ts";

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const NAMES = Object.values(LEDGER_TEXTS).map((t) => ({ columns: t.opening.columns, kinds: t.kinds }));
const ABOUT = { entity: "CN01", source: "erp", postedOn: "2026-02-01" };
const HEAD = COLUMNS.join(",");
const read = (...rows: string[]) => readOpening(bytes([HEAD, ...rows].join("\n")), ABOUT, NAMES);
const faults = (...rows: string[]) => read(...rows).bad.map(({ line, column, fault }) => [line, column, fault]);

describe("a CSV file", () => {
  test("tells each row with the line it begins on, whatever is quoted or left empty", () => {
    const text = 'a,b\r\n\r\n1,"two\r\nlines"\r\n,\r\n5" pipe,6\r\n"say ""so""",7';
    expect(readCsv(bytes(text))).toEqual([
      { line: 1, cells: ["a", "b"] },
      { line: 3, cells: ["1", "two\nlines"] },
      { line: 6, cells: ['5" pipe', "6"] },
      { line: 7, cells: ['say "so"', "7"] },
    ]);
  });
  test("may be divided by semicolons or tabs, and then commas divide nothing", () => {
    expect(readCsv(bytes("a;b\n1,5;2"))[1]?.cells).toEqual(["1,5", "2"]);
    expect(readCsv(bytes("a\tb\n1;5\t2"))[1]?.cells).toEqual(["1;5", "2"]);
  });
  test("is read as UTF-8, with or without a mark, or as a Chinese Windows writes it", () => {
    expect(readCsv(bytes("\uFEFF类型,b"))[0]?.cells).toEqual(["类型", "b"]);
    // 类型 in GB 18030.
    expect(readCsv(new Uint8Array([0xc0, 0xe0, 0xd0, 0xcd]).buffer)[0]?.cells).toEqual(["类型"]);
  });
  test("whose quotation marks are not closed is not read by halves", () => {
    const broken = (text: string): number | undefined => {
      try {
        readCsv(bytes(text));
      } catch (error) {
        return error instanceof BrokenCsv ? error.line : undefined;
      }
      return undefined;
    };
    expect(broken('a,b\n1,2\n3,"open\n5,6\n')).toBe(3);
    expect(broken('a,b\n1,"bad" quote\n3,4\n')).toBe(2);
  });
  test("that is written opens again as it was", async () => {
    const rows = [
      ["类型", 'say "so"'],
      ["a,b", "two\nlines"],
    ];
    const written = await csvFile(rows).arrayBuffer();
    expect([...new Uint8Array(written).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(readCsv(written).map((row) => row.cells)).toEqual(rows);
  });
});

describe("opening balances", () => {
  test("are documents that keep their dates and are posted on the first day", () => {
    const { good, bad, unread } = read(
      'invoice,C1,OLD-1,CNY,"1,500.00",2025-12-15,2026-01-14,SO-1,PO 7,',
      "payment,C2,OLD-2,USD,40,2025-12-20,,SO-2,thanks,7.1",
      "credit-note,C2,OLD-3,CNY,10.00,2025-12-28,,,damaged,",
    );
    expect([bad, unread]).toEqual([[], []]);
    const common = { entity: "CN01", source: "erp", posted_on: "2026-02-01" };
    expect(good.map(({ line, document }) => [line, document])).toEqual([
      [
        2,
        {
          ...common,
          type: "invoice",
          kind: "opening-balance",
          customer: "C1",
          number: "OLD-1",
          currency: "CNY",
          amount: "1500.00",
          document_date: "2025-12-15",
          due_date: "2026-01-14",
          order: "SO-1",
          reference: "PO 7",
        },
      ],
      [
        3,
        {
          ...common,
          type: "payment",
          opening: true,
          // Money that lay on account is not spent on the invoices beside it in the file.
          allocate: "none",
          customer: "C2",
          number: "OLD-2",
          currency: "USD",
          amount: "40",
          document_date: "2025-12-20",
          order: "SO-2",
          reference: "thanks",
          exchange_rate: "7.1",
        },
      ],
      [
        4,
        {
          ...common,
          type: "credit-note",
          opening: true,
          customer: "C2",
          number: "OLD-3",
          currency: "CNY",
          amount: "10.00",
          document_date: "2025-12-28",
          reason: "damaged",
        },
      ],
    ]);
  });
  test("are read by the names of their columns and kinds in either language, in any order", () => {
    const zh = "未清金额,单据编号,客户编号,类型,币种,单据日期\n7.00,1,C1,红字发票,cny,2025/1/5\n";
    const en = "Amount,Number,Customer,Kind,Currency,Document date\n7.00,1,C1,Credit note,CNY,2025-01-05\n";
    const [one, other] = [zh, en].map((text) => readOpening(bytes(text), ABOUT, NAMES));
    expect(one?.good[0]?.document).toMatchObject({ type: "credit-note", amount: "7.00", document_date: "2025-01-05" });
    expect(one?.good[0]?.document).toEqual(other?.good[0]?.document);
  });
  test("without a column that is needed are not read, and a column nobody knows is named", () => {
    expect(() => readOpening(bytes("kind,customer\ninvoice,C1"), ABOUT, NAMES)).toThrow(ColumnsMissing);
    expect(() => readOpening(bytes(""), ABOUT, NAMES)).toThrow(/document_date/);
    expect(() => readOpening(bytes(`${HEAD},Amount\n`), ABOUT, NAMES)).toThrow(ColumnsTwice);
    const { unread } = readOpening(bytes(`${HEAD},due_dat,\n`), ABOUT, NAMES);
    expect(unread).toEqual(["due_dat"]);
  });
  test("that are none are told with line and column, and the others stay good", () => {
    const rows = [
      "invoice,C1,1,CNY,1.00,2025-12-01,,,,",
      "bill,C1,2,CNY,1.00,2025-12-01,,,,",
      "invoice,,3,CNY,1.00,2025-12-01,,,,",
      "invoice,C1,4,YUAN,1.00,2025-12-01,,,,",
      'invoice,C1,5,CNY,"1.000,00 x",2025-12-01,,,,',
      "invoice,C1,6,CNY,1.00,2025-02-29,,,,",
      "invoice,C1,7,CNY,1.00,2025-12-01,soon,,,",
      "invoice,C1,8,CNY,1.00,2026-02-02,,,,",
      "invoice,C2,1,CNY,9.00,2025-12-01,,,,",
      "payment,C2,1,CNY,9.00,2025-12-01,,,,",
      "invoice,C1",
    ];
    expect(faults(...rows)).toEqual([
      [3, "kind", "kind"],
      [4, "customer", "required"],
      [5, "currency", "currency"],
      [6, "amount", "amount"],
      [7, "document_date", "date"],
      [8, "due_date", "date"],
      [9, "document_date", "late"],
      [10, "number", "twice"],
      [12, "number", "required"],
    ]);
    expect(read(...rows).good.map(({ line }) => line)).toEqual([2, 11]);
  });
  test("come to sums by kind, currency and account, to the cent", () => {
    const documents = read(
      "invoice,C1,1,CNY,0.10,2025-12-01,,,,",
      "invoice,C2,2,CNY,0.20,2025-12-01,,,,",
      "invoice,C2,3,USD,5,2025-12-01,,,,",
      "payment,C2,4,CNY,9.00,2025-12-01,,,,",
      "payment,C2,5,CNY,1.00,2025-12-01,,SO-1,,",
    ).good.map(({ document }) => document);
    expect(
      sums(documents).map((one) => [one.kind, one.currency, one.documents, one.amount, one.debit, one.credit]),
    ).toEqual([
      ["invoice", "CNY", 2, "0.30", "receivable", "opening"],
      ["payment", "CNY", 1, "1.00", "opening", "advances"],
      ["payment", "CNY", 1, "9.00", "opening", "on-account"],
      ["invoice", "USD", 1, "5", "receivable", "opening"],
    ]);
  });
});

describe("a day in a file", () => {
  test.each([
    ["2026-01-05", "2026-01-05"],
    ["2026/1/5", "2026-01-05"],
    ["2026.1.5 0:00", "2026-01-05"],
    ["2026年1月5日", "2026-01-05"],
    ["2026-02-30", null],
    ["05/01/2026", null],
    ["2026-13-01", null],
    ["", null],
  ])("%s is read as %s", (written, day) => {
    expect(dayOf(written)).toBe(day);
  });
});
