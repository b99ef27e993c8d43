/** The frame around every page: who we are, where we are, which day it is. */
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, type JSX } from "react";
import { isAbsent, useStatus } from "./api/local.ts";
import { useEntities, type Entity } from "./api/queries.ts";
import { longDate, percent } from "./lib/format.ts";
import { href, useRoute, type Route } from "./lib/router.ts";
import { setKey, setLanguage, setTheme, useKey, useLanguage, useTheme } from "./lib/session.ts";
import { AgingPage } from "./pages/aging.tsx";
import { ClockPage } from "./pages/clock.tsx";
import { CustomerPage } from "./pages/customer.tsx";
import { CustomersPage } from "./pages/customers.tsx";
import { Gate } from "./pages/gate.tsx";
import { MailboxPage } from "./pages/mailbox.tsx";
import { WorkPage } from "./pages/work.tsx";
import { useText } from "./text/index.ts";
import { Waiting } from "./ui/answer.tsx";
import { Icon, Mark, type IconName } from "./ui/icon.tsx";
import { DateText } from "./ui/parts.tsx";
import { ProblemNote } from "./ui/problem.tsx";

// The charts are most of the bundle and only the overview draws any.
const OverviewPage = lazy(async () => ({ default: (await import("./pages/overview.tsx")).OverviewPage }));
// Who keeps the books loads their forms and texts; who only looks at reports does not.
const LedgerPage = lazy(async () => ({ default: (await import("./pages/ledger.tsx")).LedgerPage }));
const UnidentifiedPage = lazy(async () => ({ default: (await import("./pages/unidentified.tsx")).UnidentifiedPage }));
const OpeningPage = lazy(async () => ({ default: (await import("./pages/opening.tsx")).OpeningPage }));
const MonthEndPage = lazy(async () => ({ default: (await import("./pages/month-end.tsx")).MonthEndPage }));

export function App(): JSX.Element {
  const key = useKey();
  const language = useLanguage();
  const theme = useTheme();
  const t = useText();
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset["theme"] = theme;
  }, [language, theme]);
  const page = useRoute().path[0] ?? "overview";
  useEffect(() => {
    const named = PAGES.find((one) => one === page);
    document.title =
      key === null || named === undefined ? `${t.product} · ${t.productLine}` : `${t.pages[named]} · ${t.product}`;
  }, [t, page, key]);
  return key === null ? <Gate /> : <Console />;
}

const PAGES = [
  "overview",
  "aging",
  "customers",
  "work",
  "unidentified",
  "month-end",
  "mailbox",
  "clock",
] as const satisfies readonly IconName[];

type Page = (typeof PAGES)[number];

/** Offered only where the services run on one machine with a demo. */
const LOCAL_PAGES: ReadonlySet<Page> = new Set(["mailbox", "clock"]);

function Console(): JSX.Element {
  const t = useText();
  const route = useRoute();
  const entities = useEntities();
  const status = useStatus();
  const local = !isAbsent(status.error);
  useFreshness(entities.data?.positions);
  useSearchKey();
  const main = useRef<HTMLElement>(null);
  const place = route.path.join("/");
  useEffect(() => {
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [place]);
  const current = (route.path[0] ?? "overview") as Page;
  return (
    <div className="shell">
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t.skip}
      </a>
      <nav className="sidebar" aria-label={t.menu}>
        <a className="brand" href={href([])}>
          <Mark />
          <span>{t.product}</span>
        </a>
        <ul>
          {PAGES.filter((page) => local || !LOCAL_PAGES.has(page)).map((page) => (
            <li key={page}>
              <a
                href={href(page === "overview" ? [] : [page])}
                title={t.pages[page]}
                aria-current={page === current ? "page" : undefined}
              >
                <Icon name={page} />
                <span>{t.pages[page]}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <TopBar entities={entities.data?.entities ?? []} />
      <main ref={main} id="main" tabIndex={-1}>
        {entities.data !== undefined ? (
          <Suspense fallback={<Waiting lines={8} />}>
            <PageOf route={route} entities={entities.data.entities} />
          </Suspense>
        ) : entities.error !== null ? (
          <ProblemNote error={entities.error} retry={() => void entities.refetch()} />
        ) : (
          <Waiting lines={8} />
        )}
      </main>
    </div>
  );
}

function PageOf({ route, entities }: { readonly route: Route; readonly entities: readonly Entity[] }): JSX.Element {
  const [page, entity, customer, view, ...place] = route.path;
  switch (page) {
    case undefined:
    case "overview":
      return <OverviewPage entities={entities} params={route.params} />;
    case "aging":
      return <AgingPage entities={entities} params={route.params} />;
    case "customers":
      if (entity !== undefined && customer !== undefined && view === "ledger") {
        return (
          <LedgerPage
            key={`${entity}/${customer}`}
            account={{ entity, customer }}
            entity={entities.find((one) => one.entity === entity)}
            place={place}
            params={route.params}
          />
        );
      }
      return entity !== undefined && customer !== undefined ? (
        <CustomerPage
          key={`${entity}/${customer}`}
          entity={entity}
          customer={customer}
          params={route.params}
          timeZone={entities.find((one) => one.entity === entity)?.time_zone}
        />
      ) : (
        <CustomersPage entities={entities} params={route.params} />
      );
    case "work":
      return <WorkPage entities={entities} params={route.params} />;
    case "unidentified":
      return <UnidentifiedPage entities={entities} action={entity} params={route.params} />;
    case "month-end":
      // Its second word is no entity, but what a year begins with.
      return entity === "opening" ? (
        <OpeningPage entities={entities} params={route.params} />
      ) : (
        <MonthEndPage entities={entities} params={route.params} />
      );
    case "mailbox":
      return <MailboxPage id={entity} params={route.params} timeZone={entities[0]?.time_zone} />;
    case "clock":
      return <ClockPage />;
    default:
      return <Lost />;
  }
}

function Lost(): JSX.Element {
  const t = useText();
  return (
    <div className="note">
      <p className="note-title">{t.notFound.title}</p>
      <p>{t.notFound.detail}</p>
      <a className="button" href={href([])}>
        {t.notFound.back}
      </a>
    </div>
  );
}

/** When the services have read further, what is on the page is asked for again. */
function useFreshness(positions: readonly string[] | undefined): void {
  const client = useQueryClient();
  const seen = useRef<string | null>(null);
  const now = positions?.join() ?? null;
  useEffect(() => {
    if (seen.current !== null && now !== null && seen.current !== now) {
      void client.invalidateQueries({ queryKey: ["report"] });
      void client.invalidateQueries({ queryKey: ["work"] });
      void client.invalidateQueries({ queryKey: ["local"] });
    }
    seen.current = now ?? seen.current;
  }, [client, now]);
}

/** "/" goes to the page's search, as on many sites. */
function useSearchKey(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
      const search = document.querySelector<HTMLInputElement>("[data-search]");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && search !== null) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    };
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("keydown", pressed);
    };
  }, []);
}

function DemoProgress(): JSX.Element | null {
  const t = useText();
  const language = useLanguage();
  const { data } = useStatus();
  if (data === undefined || data.phase === "ready") {
    return null;
  }
  const share = data.total === 0 ? 0 : data.done / data.total;
  const done = percent(share, language, 0);
  // Once the history is loaded, the message names the day that is being lived through.
  const day = /\d{4}-\d{2}-\d{2}/.exec(data.message)?.[0];
  const said =
    data.total === 0
      ? t.demo.starting
      : day === undefined
        ? t.demo.loading(done)
        : t.demo.living(longDate(day, language), done);
  return (
    <div className="demo-progress" role="status" title={said}>
      <span>{said}</span>
      <progress value={share} max={1} aria-label={said} />
    </div>
  );
}

function TopBar({ entities }: { readonly entities: readonly Entity[] }): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const theme = useTheme();
  const day = entities.map((entity) => entity.day).sort()[0];
  return (
    <header className="topbar">
      <a className="brand brand-small" href={href([])} aria-label={t.product}>
        <Mark />
      </a>
      <p className="day">{day !== undefined && <DateText date={day} withWeekday />}</p>
      <DemoProgress />
      <div className="topbar-actions">
        <button
          type="button"
          className="quiet"
          title={t.languageLabel}
          lang={language === "zh" ? "en" : "zh-CN"}
          onClick={() => {
            setLanguage(language === "zh" ? "en" : "zh");
          }}
        >
          {t.language}
        </button>
        <button
          type="button"
          className="quiet icon-only"
          title={theme === "dark" ? t.toLight : t.toDark}
          aria-label={theme === "dark" ? t.toLight : t.toDark}
          onClick={() => {
            setTheme(theme === "dark" ? "light" : "dark");
          }}
        >
          <Icon name={theme === "dark" ? "sun" : "moon"} />
        </button>
        <button
          type="button"
          className="quiet icon-only"
          title={t.leave}
          aria-label={t.leave}
          onClick={() => {
            setKey(null);
          }}
        >
          <Icon name="leave" />
        </button>
      </div>
    </header>
  );
}
