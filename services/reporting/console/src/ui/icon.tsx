/** The few pictograms of the console, drawn on a 20 × 20 grid in the colour of the text beside them. */
import type { JSX } from "react";

const PATHS = {
  overview: "M3 16V9m5 7V4m5 12v-5m4 5V7",
  aging: "M3 5h14M3 10h10M3 15h6",
  customers:
    "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 16.5c0-3 2-4.5 5-4.5s5 1.5 5 4.5M13 4a2.7 2.7 0 0 1 0 5.2M14.5 12.2c2 .4 3.2 1.9 3.2 4.3",
  "month-end": "M4 9h12v8H4zM6.5 9V6.5a3.5 3.5 0 0 1 7 0V9M10 12v2",
  work: "M4 4.5h12v12H4zM7 10l2.2 2.2L13.2 8M7 3v3m6-3v3",
  unidentified: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM7.8 8a2.2 2.2 0 1 1 3.2 2c-.7.3-1 .8-1 1.5M10 14h.01",
  mailbox: "M2.5 5h15v10.5h-15zM3 5.5l7 5.5 7-5.5",
  clock: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v4.3l2.8 1.7",
  ledger: "M4 3.5h12v13H4zM8 3.5v13M10.5 7.5h3.5M10.5 11h3.5",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 1.5v2m0 13v2m8.5-8.5h-2m-13 0h-2m14.5-6-1.4 1.4M5.4 14.6 4 16m12 0-1.4-1.4M5.4 5.4 4 4",
  moon: "M16.5 11.5A7 7 0 0 1 8.5 3.5a7 7 0 1 0 8 8Z",
  chevron: "m7 4.5 5.5 5.5L7 15.5",
  search: "M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12Zm4.5-1.5L17.5 17.5",
  key: "M12.5 12a4.5 4.5 0 1 0-4.2-3L2.5 14.8v2.7h3v-2h2v-2h2l1-1.2c.6.3 1.3-.3 2-.3Zm1-5.5h.01",
  leave: "M8 3H4v14h4m4.5-10.5L16 10l-3.5 3.5M7.5 10H16",
  next: "M4 4.5 10 10l-6 5.5zM10.5 4.5 16.5 10l-6 5.5z",
  download: "M10 3v9m-3.5-3.5L10 12l3.5-3.5M4 16.5h12",
  close: "m5 5 10 10M15 5 5 15",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Mark(): JSX.Element {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#1f5f7a" />
      <path
        d="M24 16a8 8 0 1 1-2.6-5.9M22 5.6v5h-5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="16" r="2.6" fill="#f2b54a" />
    </svg>
  );
}
