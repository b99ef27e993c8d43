/** A figure that explains itself: pointing at it, focusing it or pressing it shows what it is made of. */
import { useId, useLayoutEffect, useRef, useState, type JSX, type ReactNode } from "react";

export type DetailRow = readonly [label: string, value: ReactNode];

interface DetailProps {
  readonly children: ReactNode;
  readonly rows: readonly DetailRow[];
  readonly title?: string;
  readonly note?: string;
  readonly className?: string;
}

const GAP = 6;
const MARGIN = 8;
/** Below this width there is room for one panel only, from edge to edge. */
const NARROW = 480;

export function Detail({ children, rows, title, note, className }: DetailProps): JSX.Element {
  const id = useId();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  // Placed by hand, because a table that scrolls sideways would cut off a panel placed within it.
  useLayoutEffect(() => {
    const button = trigger.current;
    const box = panel.current;
    if (!open || button === null || box === null) {
      return;
    }
    const at = button.getBoundingClientRect();
    const height = box.getBoundingClientRect().height;
    const width = document.documentElement.clientWidth;
    const middle = (at.left + at.right) / 2;
    if (width < NARROW) {
      box.style.left = `${MARGIN}px`;
      box.style.right = `${MARGIN}px`;
    } else if (middle > width / 2) {
      box.style.right = `${Math.max(MARGIN, width - at.right)}px`;
    } else {
      box.style.left = `${Math.max(MARGIN, at.left)}px`;
    }
    const below = at.bottom + GAP + height < window.innerHeight;
    box.style.top = `${below ? at.bottom + GAP : Math.max(MARGIN, at.top - GAP - height)}px`;
  }, [open]);

  const show = (): void => {
    setOpen(true);
  };
  const hide = (): void => {
    setOpen(false);
  };
  return (
    <span role="presentation" className={`detail ${className ?? ""}`} onMouseEnter={show} onMouseLeave={hide}>
      <button
        ref={trigger}
        type="button"
        className="detail-trigger"
        aria-describedby={open ? id : undefined}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            hide();
          }
        }}
      >
        {children}
      </button>
      {open && (
        <div ref={panel} id={id} role="tooltip" className="detail-panel">
          {title !== undefined && <p className="detail-title">{title}</p>}
          <dl>
            {rows.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {note !== undefined && <p className="muted">{note}</p>}
        </div>
      )}
    </span>
  );
}
