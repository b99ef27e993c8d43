/** Files that the console saved, read as another program would: CSV by RFC 4180, and the first sheet of a workbook. */
import { inflateRawSync } from "node:zlib";

/** Rows of a CSV file as objects by the names of its first row. */
export function readCsv(content) {
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  const rows = [[]];
  for (const [whole, quoted, plain, end] of content
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .matchAll(cells)) {
    if (whole === "") {
      break;
    }
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") {
      rows.push([]);
    }
  }
  return byName(rows.filter((row) => row.length > 0));
}

/** Rows of the first sheet of an XLSX workbook, as texts by the names of its first row. */
export function readXlsx(content) {
  const files = unzipped(content);
  const shared = [...(files.get("xl/sharedStrings.xml") ?? "").matchAll(/<si>(.*?)<\/si>/gs)].map(([, si]) =>
    textOf(si),
  );
  const sheet = files.get("xl/worksheets/sheet1.xml");
  const rows = [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) => {
    const found = [];
    for (const [, column, attributes, inner] of row.matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const value = /<v>(.*?)<\/v>/s.exec(inner ?? "")?.[1] ?? textOf(inner ?? "");
      found[columnNumber(column)] = attributes.includes('t="s"') ? shared[Number(value)] : value;
    }
    return Array.from(found, (value) => value ?? "");
  });
  return byName(rows);
}

const byName = ([names, ...rows]) =>
  rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ""])));

const columnNumber = (letters) =>
  [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&" };

const textOf = (xml) =>
  [...xml.matchAll(/<t(?: [^>]*)?>(.*?)<\/t>/gs)]
    .map(([, text]) => text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity]))
    .join("");

/** The files of a ZIP archive, by the directory at its end. */
function unzipped(archive) {
  const files = new Map();
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place));
    const local = archive.readUInt32LE(at + 42);
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(begin, begin + size);
    const content = method === 0 ? packed : inflateRawSync(packed);
    files.set(archive.toString("utf8", at + 46, at + 46 + name), content.toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return files;
}
