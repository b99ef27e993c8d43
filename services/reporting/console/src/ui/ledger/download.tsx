/** Buttons that save a file, and what went wrong if it did. */
import type { JSX } from "react";
import { useDownload, type File } from "../../api/download.ts";
import { Icon } from "../icon.tsx";
import { ProblemNote } from "../problem.tsx";

export interface Offered {
  readonly label: string;
  /** What it is when the label is only short for it. */
  readonly title?: string;
  readonly file: File;
}

export function Downloads({
  label,
  files,
}: {
  readonly label: string;
  readonly files: readonly Offered[];
}): JSX.Element {
  const download = useDownload();
  return (
    <div className="downloads" role="group" aria-label={label}>
      {files.map((one) => (
        <button
          key={one.label}
          type="button"
          className="button button-small"
          disabled={download.isPending}
          title={one.title}
          aria-label={one.title}
          onClick={() => {
            download.mutate(one.file);
          }}
        >
          <Icon name="download" />
          {one.label}
        </button>
      ))}
      {download.error !== null && <ProblemNote error={download.error} />}
    </div>
  );
}
