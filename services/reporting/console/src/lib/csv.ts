/** CSV files as spreadsheets write them: read with the line each row begins on, and written so that they open again. */
import { parse } from "csv-parse/browser/esm/sync";

export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** From some line on nobody can say where a cell ends. */
export class BrokenCsv extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`The file cannot be read from line ${line} on.`);
    this.name = "BrokenCsv";
    this.line = line;
  }
}

/** All rows in which something stands. The comma, semicolon or tab divides them, whichever the first line has most of. */
export function readCsv(content: ArrayBuffer): readonly CsvRow[] {
  // One kind of line break: the parser counts the other one twice where it stands in quotes.
  const text = decoded(content).replaceAll(/\r\n?/g, "\n");
  const first = text.split("\n", 1)[0] ?? "";
  const often = (delimiter: string): number => first.split(delimiter).length;
  const delimiter = [",", ";", "\t"].reduce((best, one) => (often(one) > often(best) ? one : best));
  const rows: CsvRow[] = [];
  // Where the last good row ended: a row may hold line breaks in quotes.
  let ended = 0;
  try {
    parse(text, {
      delimiter,
      bom: true,
      trim: true,
      // 5" pipe is what it says; only a cell that begins with a quotation mark ends with one.
      relax_quotes: true,
      relax_column_count: true,
      on_record: (cells: string[], { lines }) => {
        const breaks = cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
        ended = lines;
        if (cells.some((cell) => cell !== "")) {
          rows.push({ line: lines - breaks, cells });
        }
        return null;
      },
    });
  } catch {
    throw new BrokenCsv(ended + 1);
  }
  return rows;
}

/** UTF-8, or what spreadsheets of a Chinese Windows write when they are not told otherwise. */
function decoded(content: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return new TextDecoder("gb18030").decode(content);
  }
}

/** A file that Excel opens with its Chinese intact. */
export function csvFile(rows: readonly (readonly string[])[]): Blob {
  const lines = rows.map((row) => row.map(quoted).join(","));
  return new Blob([`\uFEFF${lines.join("\r\n")}\r\n`], { type: "text/csv" });
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
