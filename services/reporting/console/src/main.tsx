/** The console starts here: the key leaves the address bar first, then the page is drawn. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "./api/problem.ts";
import { App } from "./app.tsx";
import { takeKeyFromAddress } from "./lib/session.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/pages.css";
import "./styles/ledger.css";

takeKeyFromAddress();
// The printed address pasted into an open tab changes only the fragment; with another key everything is read anew.
window.addEventListener("hashchange", () => {
  if (takeKeyFromAddress()) {
    window.location.reload();
  }
});

/** Only what may pass by itself is asked again: a server that restarts or is busy. */
function worthRetrying(failures: number, error: Error): boolean {
  return (
    failures < 2 && error instanceof Problem && (error.status === 0 || error.status === 503 || error.status === 429)
  );
}

const client = new QueryClient({
  defaultOptions: { queries: { retry: worthRetrying, staleTime: 30_000, refetchOnWindowFocus: false } },
});

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
