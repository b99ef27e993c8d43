/** How the console is built: one page, no inline script or style, nothing fetched from elsewhere. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The address of a running Huikuan for `npm run dev`, for example that of `make run`.
const backend = process.env["HUIKUAN_URL"] ?? "http://127.0.0.1:8200";

export default defineConfig({
  plugins: [react()],
  base: "./",
  build: {
    target: "es2023",
    // The content security policy knows 'self' only, so small files are files, not data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 800,
  },
  test: {
    include: ["tests/**/*.test.ts"],
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/v1": backend, "/local": backend },
  },
});
