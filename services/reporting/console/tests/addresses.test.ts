/** Addresses, keys and refusals: what comes from outside is read with care. */
import { describe, expect, test } from "vitest";
import { problemFrom } from "../src/api/problem.ts";
import { href, parse } from "../src/lib/router.ts";
import { keyInFragment, languageOf } from "../src/lib/session.ts";
import { advice } from "../src/ui/problem.tsx";
import { en } from "../src/text/en.ts";

describe("an address", () => {
  test("leads back to what it was made from, also with strange numbers", () => {
    const made = href(["customers", "CN01", "C/1 %#?客"], { tab: "events", empty: undefined });
    const route = parse(made);
    expect(route.path).toEqual(["customers", "CN01", "C/1 %#?客"]);
    expect([...route.params]).toEqual([["tab", "events"]]);
  });
  test("that is broken is a page that does not exist, not a crash", () => {
    expect(parse("#/customers/%E0%A4%A/x").path).toEqual(["customers", "%E0%A4%A", "x"]);
    expect(parse("").path).toEqual([]);
  });
});

describe("the key in the fragment", () => {
  test("is taken only where it stands first", () => {
    expect(keyInFragment("#key=hk_demo_1")).toBe("hk_demo_1");
    expect(keyInFragment("#key=hk%2Bx&go=/aging")).toBe("hk+x");
    expect(keyInFragment("#/aging?key=hk_demo_1")).toBeNull();
  });
});

describe("the language", () => {
  test("is the one chosen, else the browser's", () => {
    expect(languageOf("en", ["zh-CN"])).toBe("en");
    expect(languageOf(null, ["zh-TW", "en"])).toBe("zh");
    expect(languageOf("fr", ["de"])).toBe("en");
    expect(languageOf(null, [])).toBe("en");
  });
});

describe("a refusal", () => {
  test("names the fields it is about", () => {
    const problem = problemFrom(422, {
      title: "Invalid",
      detail: "Two fields",
      errors: [{ field: "as_of", detail: "not a date" }],
    });
    expect(problem.errors).toEqual([{ field: "as_of", detail: "not a date" }]);
    expect(advice(problem, en).title).toBe(en.problem.invalid);
  });
  test("that is no problem document still says something true", () => {
    expect(problemFrom(502, "<html>Bad gateway</html>").status).toBe(502);
    expect(advice(problemFrom(502, null), en).title).toBe(en.problem.failed);
    expect(advice(problemFrom(503, null, "7"), en).hint).toContain("7 seconds");
    expect(advice(problemFrom(403, undefined), en).title).toBe(en.problem.forbidden);
  });
});
