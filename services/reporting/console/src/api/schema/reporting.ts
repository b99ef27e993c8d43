/** Generated from the OpenAPI document of reporting; `make client` writes it anew. */
export interface paths {
    "/v1/reports/aging": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is owed, by how long it is overdue */
        get: operations["read_aging_v1_reports_aging_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/aging-trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same aging at the end of each past month, and at the as-of day */
        get: operations["read_aging_trend_v1_reports_aging_trend_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/collection-rate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of what was to be collected came in, month by month */
        get: operations["read_collection_rate_v1_reports_collection_rate_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The customer page: profile, credit, aging and payment behaviour */
        get: operations["read_customer_v1_reports_customer_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers by entity and id */
        get: operations["read_customers_v1_reports_customers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The customer's documents, newest first */
        get: operations["read_documents_v1_reports_documents_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The entities this key may see, with the day their books stand at */
        get: operations["read_entities_v1_reports_entities_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one item came to its balance: every event, in the order of recording */
        get: operations["read_movements_v1_reports_movements_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/open-items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The items behind a balance, oldest due first */
        get: operations["read_open_items_v1_reports_open_items_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/recovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Of what fell due in a month, how much was paid within T days after its due date */
        get: operations["read_recovery_v1_reports_recovery_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that happened about a customer, newest recorded first */
        get: operations["read_timeline_v1_reports_timeline_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/top-overdue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The customers with the most overdue money */
        get: operations["read_top_overdue_v1_reports_top_overdue_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What dunning decided day by day, and what became of it */
        get: operations["read_work_v1_reports_work_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AgingAnswer
         * @description Rows by customer, entity or currency; currencies are never netted.
         */
        AgingAnswer: {
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /**
             * By
             * @enum {string}
             */
            by: "customer" | "entity" | "currency";
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /**
             * Next
             * @description Pass it as `cursor` for the next page; null on the last.
             * @example null
             */
            next: string | null;
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
            /** Rows */
            rows: components["schemas"]["AgingRow"][];
            /** Totals */
            totals: components["schemas"]["AgingTotal"][];
        };
        /**
         * AgingRow
         * @description One line of the report.
         */
        AgingRow: {
            /**
             * Advances
             * @description Paid in advance for orders 预收, as a positive amount; outside control, no part of the balance.
             * @example 0.00
             */
            advances: string;
            /**
             * Balance
             * @description receivable − on_account − open_credits: the balance of the control account.
             * @example 173000.50
             */
            balance: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Customer
             * @description Null unless grouped by customer.
             * @example C-0100
             */
            customer: string | null;
            /**
             * Customer Name
             * @example 江苏恒力机械有限公司
             */
            customer_name: string | null;
            /**
             * Days 1 30
             * @description 1 to 30 days past due.
             * @example 35000.00
             */
            days_1_30: string;
            /**
             * Days 31 60
             * @description 31 to 60 days past due.
             * @example 8000.00
             */
            days_31_60: string;
            /**
             * Days 61 90
             * @description 61 to 90 days past due.
             * @example 0.00
             */
            days_61_90: string;
            /**
             * Days Over 90
             * @description More than 90 days past due.
             * @example 12500.50
             */
            days_over_90: string;
            /**
             * Disputed
             * @description Of which of the receivable: under an open dispute.
             * @example 8000.00
             */
            disputed: string;
            /**
             * Disputed Overdue
             * @description Of which of the overdue: under an open dispute.
             * @example 8000.00
             */
            disputed_overdue: string;
            /**
             * Entity
             * @description Null when grouped by currency only.
             * @example CN01
             */
            entity: string | null;
            /**
             * Not Due
             * @description Due on the as-of day or later.
             * @example 120000.00
             */
            not_due: string;
            /**
             * On Account
             * @description Payments not allocated to an invoice, as a positive amount.
             * @example 2000.00
             */
            on_account: string;
            /**
             * Open Credits
             * @description Credit notes not applied to an invoice, as a positive amount.
             * @example 500.00
             */
            open_credits: string;
            /**
             * Overdue
             * @description The four buckets past due together.
             * @example 55500.50
             */
            overdue: string;
            /**
             * Receivable
             * @description The five buckets together.
             * @example 175500.50
             */
            receivable: string;
            /**
             * Unidentified
             * @description Money of nobody known yet 待认领, as a positive amount; outside control, no part of the balance.
             * @example 0.00
             */
            unidentified: string;
        };
        /**
         * AgingTotal
         * @description All lines of one currency together, also those on other pages.
         */
        AgingTotal: {
            /**
             * Advances
             * @description Paid in advance for orders 预收, as a positive amount; outside control, no part of the balance.
             * @example 0.00
             */
            advances: string;
            /**
             * Balance
             * @description receivable − on_account − open_credits: the balance of the control account.
             * @example 173000.50
             */
            balance: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Customers
             * @description Customers with anything open in this currency.
             * @example 57
             */
            customers: number;
            /**
             * Days 1 30
             * @description 1 to 30 days past due.
             * @example 35000.00
             */
            days_1_30: string;
            /**
             * Days 31 60
             * @description 31 to 60 days past due.
             * @example 8000.00
             */
            days_31_60: string;
            /**
             * Days 61 90
             * @description 61 to 90 days past due.
             * @example 0.00
             */
            days_61_90: string;
            /**
             * Days Over 90
             * @description More than 90 days past due.
             * @example 12500.50
             */
            days_over_90: string;
            /**
             * Disputed
             * @description Of which of the receivable: under an open dispute.
             * @example 8000.00
             */
            disputed: string;
            /**
             * Disputed Overdue
             * @description Of which of the overdue: under an open dispute.
             * @example 8000.00
             */
            disputed_overdue: string;
            /**
             * Not Due
             * @description Due on the as-of day or later.
             * @example 120000.00
             */
            not_due: string;
            /**
             * On Account
             * @description Payments not allocated to an invoice, as a positive amount.
             * @example 2000.00
             */
            on_account: string;
            /**
             * Open Credits
             * @description Credit notes not applied to an invoice, as a positive amount.
             * @example 500.00
             */
            open_credits: string;
            /**
             * Overdue
             * @description The four buckets past due together.
             * @example 55500.50
             */
            overdue: string;
            /**
             * Receivable
             * @description The five buckets together.
             * @example 175500.50
             */
            receivable: string;
            /**
             * Unidentified
             * @description Money of nobody known yet 待认领, as a positive amount; outside control, no part of the balance.
             * @example 0.00
             */
            unidentified: string;
        };
        /**
         * AgingTrendAnswer
         * @description The same aging at the end of each past month and at the as-of day, as known at one instant.
         */
        AgingTrendAnswer: {
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /** Points */
            points: components["schemas"]["TrendPoint"][];
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
        };
        /**
         * Cohort
         * @description The instalments due in one month, in one currency.
         */
        Cohort: {
            /**
             * Credited
             * @description Credit notes applied to them and discounts taken.
             * @example 20000.00
             */
            credited: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Instalments
             * @example 212
             */
            instalments: number;
            /**
             * Invoiced
             * @description Less cancellations.
             * @example 1500000.00
             */
            invoiced: string;
            /**
             * Month
             * Format: date
             * @description First day of the month they are due in.
             * @example 2025-03-01
             */
            month: string;
            /** Points */
            points: components["schemas"]["RecoveryPoint"][];
        };
        /**
         * CollectionAnswer
         * @description One or more periods, oldest first, per currency.
         */
        CollectionAnswer: {
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /** Periods */
            periods: components["schemas"]["CollectionPeriod"][];
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
        };
        /**
         * CollectionPeriod
         * @description What was to be collected in a period and what was, in one currency.
         */
        CollectionPeriod: {
            /**
             * Collected
             * @description Cash applied in the period to these items, less what was unapplied.
             * @example 812400.00
             */
            collected: string;
            /**
             * Complete
             * @description False while the period is still running at the as-of day.
             * @example true
             */
            complete: boolean;
            /**
             * Credited
             * @description Of both, taken back by credit note, cancellation or agreement in the period.
             * @example 30000.00
             */
            credited: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Fell Due
             * @description Open at the start or issued in the period, and due in the period or (issued late) before it.
             * @example 740000.00
             */
            fell_due: string;
            /**
             * First Day
             * Format: date
             * @example 2025-06-01
             */
            first_day: string;
            /**
             * Invoiced
             * @description Invoices posted in the period, less cancellations; for charts.
             * @example 905000.00
             */
            invoiced: string;
            /**
             * Last Day
             * Format: date
             * @example 2025-06-30
             */
            last_day: string;
            /**
             * Overdue At Start
             * @description Open and past due before the first day.
             * @example 310000.00
             */
            overdue_at_start: string;
            /** @description collected / (overdue_at_start + fell_due − credited) */
            rate: components["schemas"]["Figure"];
            /**
             * Received
             * @description Payments posted in the period, allocated or not; for charts.
             * @example 820000.00
             */
            received: string;
            /**
             * Still Open
             * @description overdue_at_start + fell_due − credited − written_off − collected: open at the end of the period.
             * @example 207600.00
             */
            still_open: string;
            /**
             * Written Off
             * @description Of both, written off in the period: it did not come in.
             * @example 0.00
             */
            written_off: string;
        };
        /**
         * Credit
         * @description The customer's credit as last graded.
         */
        Credit: {
            /**
             * Available
             * @description limit − exposure, not below 0.
             * @example 306999.50
             */
            available: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Event
             * @description Position of the grading.
             * @example huikuan.credit:1.3.12
             */
            event: string;
            /**
             * Exposure
             * @description Control balance in the limit's currency + reserved (exposure.v1).
             * @example 193000.50
             */
            exposure: string;
            /**
             * Grade
             * @example B
             */
            grade: string;
            /**
             * Graded At
             * Format: date-time
             */
            graded_at: string;
            /**
             * Limit
             * @example 500000.00
             */
            limit: string;
            /**
             * Reserved
             * @description Orders approved and not invoiced yet, in the limit's currency.
             * @example 20000.00
             */
            reserved: string;
            /**
             * Score
             * @example 71
             */
            score: number;
            /**
             * Terms Days
             * @example 30
             */
            terms_days: number;
        };
        /**
         * CurrencyAging
         * @description The customer's aging in one currency.
         */
        CurrencyAging: {
            /**
             * Advances
             * @description Paid in advance for orders 预收, as a positive amount; outside control, no part of the balance.
             * @example 0.00
             */
            advances: string;
            /**
             * Balance
             * @description receivable − on_account − open_credits: the balance of the control account.
             * @example 173000.50
             */
            balance: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Days 1 30
             * @description 1 to 30 days past due.
             * @example 35000.00
             */
            days_1_30: string;
            /**
             * Days 31 60
             * @description 31 to 60 days past due.
             * @example 8000.00
             */
            days_31_60: string;
            /**
             * Days 61 90
             * @description 61 to 90 days past due.
             * @example 0.00
             */
            days_61_90: string;
            /**
             * Days Over 90
             * @description More than 90 days past due.
             * @example 12500.50
             */
            days_over_90: string;
            /**
             * Disputed
             * @description Of which of the receivable: under an open dispute.
             * @example 8000.00
             */
            disputed: string;
            /**
             * Disputed Overdue
             * @description Of which of the overdue: under an open dispute.
             * @example 8000.00
             */
            disputed_overdue: string;
            /**
             * Not Due
             * @description Due on the as-of day or later.
             * @example 120000.00
             */
            not_due: string;
            /**
             * On Account
             * @description Payments not allocated to an invoice, as a positive amount.
             * @example 2000.00
             */
            on_account: string;
            /**
             * Open Credits
             * @description Credit notes not applied to an invoice, as a positive amount.
             * @example 500.00
             */
            open_credits: string;
            /**
             * Overdue
             * @description The four buckets past due together.
             * @example 55500.50
             */
            overdue: string;
            /**
             * Receivable
             * @description The five buckets together.
             * @example 175500.50
             */
            receivable: string;
            /**
             * Unidentified
             * @description Money of nobody known yet 待认领, as a positive amount; outside control, no part of the balance.
             * @example 0.00
             */
            unidentified: string;
        };
        /**
         * CustomerAnswer
         * @description The customer page in one answer; items, documents and timeline have routes of their own.
         */
        CustomerAnswer: {
            /** Aging */
            aging: components["schemas"]["CurrencyAging"][];
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /** Behaviour */
            behaviour: components["schemas"]["PaymentBehaviour"][];
            credit: components["schemas"]["Credit"] | null;
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
            profile: components["schemas"]["CustomerProfile"];
        };
        /**
         * CustomerProfile
         * @description Master data of one customer.
         */
        CustomerProfile: {
            /**
             * Country
             * @example CN
             */
            country: string;
            /** Credit Stopped */
            credit_stopped: boolean;
            /**
             * Currency
             * @description Default of new documents.
             * @example CNY
             */
            currency: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Grade
             * @example B
             */
            grade: string | null;
            /**
             * Industry
             * @example machinery
             */
            industry: string;
            /** Insolvent */
            insolvent: boolean;
            /**
             * Insolvent Since
             * @example null
             */
            insolvent_since: string | null;
            /**
             * Language
             * @example zh
             */
            language: string;
            /**
             * Name
             * @example 江苏恒力机械有限公司
             */
            name: string;
            /**
             * Parent
             * @example null
             */
            parent: string | null;
            /**
             * Region
             * @example 华东
             */
            region: string;
            /**
             * Salesperson
             * @example s-07
             */
            salesperson: string;
            /**
             * Size
             * @example mid
             */
            size: string;
            /**
             * Terms Days
             * @example 30
             */
            terms_days: number;
        };
        /**
         * CustomersAnswer
         * @description Customers by entity and id.
         */
        CustomersAnswer: {
            /** Customers */
            customers: components["schemas"]["CustomerSummary"][];
            /**
             * Next
             * @description Pass it as `cursor` for the next page; null on the last.
             * @example null
             */
            next: string | null;
            /** Positions */
            positions: string[];
        };
        /**
         * CustomerSummary
         * @description One customer of a list.
         */
        CustomerSummary: {
            /**
             * Country
             * @example CN
             */
            country: string;
            /** Credit Stopped */
            credit_stopped: boolean;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Grade
             * @example B
             */
            grade: string | null;
            /**
             * Industry
             * @example machinery
             */
            industry: string;
            /** Insolvent */
            insolvent: boolean;
            /**
             * Name
             * @example 江苏恒力机械有限公司
             */
            name: string;
            /**
             * Region
             * @example 华东
             */
            region: string;
            /**
             * Salesperson
             * @example s-07
             */
            salesperson: string;
            /**
             * Size
             * @example mid
             */
            size: string;
        };
        /**
         * Document
         * @description One document of the customer.
         */
        Document: {
            /**
             * Amount
             * @description Gross.
             * @example 10000.00
             */
            amount: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Document
             * @example CN01/invoice/erp/4711
             */
            document: string;
            /**
             * Document Date
             * @description Of a dispute: the day it was opened.
             * @example 2025-04-30
             */
            document_date: string | null;
            /**
             * Due On
             * @description Last instalment.
             * @example 2025-05-30
             */
            due_on: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "invoice" | "payment" | "credit-note" | "dispute";
            /**
             * Number
             * @example 4711
             */
            number: string;
            /**
             * Open
             * @example 8000.00
             */
            open: string;
            /**
             * Posted On
             * @example 2025-04-30
             */
            posted_on: string | null;
            /**
             * Reference
             * @description Reference of the sender, or the reason given.
             * @example PO 2025-118
             */
            reference: string | null;
            /**
             * Related
             * @description Credit note: against which invoice; dispute: of which invoice.
             * @example null
             */
            related: string | null;
            /**
             * Source
             * @example erp
             */
            source: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "settled" | "cancelled" | "resolved";
        };
        /**
         * DocumentsAnswer
         * @description Documents, newest first.
         */
        DocumentsAnswer: {
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /** Documents */
            documents: components["schemas"]["Document"][];
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /**
             * Next
             * @description Pass it as `cursor` for the next page; null on the last.
             * @example null
             */
            next: string | null;
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
        };
        /**
         * EntitiesAnswer
         * @description The entities visible with this key.
         */
        EntitiesAnswer: {
            /** Entities */
            entities: components["schemas"]["Entity"][];
            /** Positions */
            positions: string[];
        };
        /**
         * Entity
         * @description A company whose receivables are kept.
         */
        Entity: {
            /**
             * Currencies
             * @example [
             *       "CNY",
             *       "USD"
             *     ]
             */
            currencies: string[];
            /**
             * Customers
             * @example 300
             */
            customers: number;
            /**
             * Day
             * Format: date
             * @description The newest day opened in all its partitions; the default `as_of`.
             * @example 2025-06-30
             */
            day: string;
            /**
             * Day Is Working Day
             * @description Null before the first opening.
             * @example true
             */
            day_is_working_day: boolean | null;
            /**
             * Dunning From
             * Format: date
             * @example 2024-01-01
             */
            dunning_from: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * First Business Day
             * Format: date
             * @example 2024-01-01
             */
            first_business_day: string;
            /**
             * Functional Currency
             * @example CNY
             */
            functional_currency: string;
            /**
             * Language
             * @example zh
             */
            language: string;
            /**
             * Name
             * @example 华东智造有限公司
             */
            name: string;
            /**
             * Time Zone
             * @example Asia/Shanghai
             */
            time_zone: string;
        };
        /**
         * Evaluation
         * @description One day's evaluation by dunning.
         */
        Evaluation: {
            /**
             * Day
             * Format: date
             * @example 2025-06-12
             */
            day: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Partitions
             * @description Partitions evaluated.
             * @example 12
             */
            partitions: number;
            /**
             * Policy Version
             * @example 1
             */
            policy_version: number;
            /**
             * Skipped
             * @description Days caught up by this evaluation.
             * @example []
             */
            skipped: string[];
        };
        /**
         * FieldError
         * @description One thing to mend: `pointer` names it in the body (JSON pointer), `parameter` in the address or the headers.
         */
        FieldError: {
            /**
             * Detail
             * @example 12.345 has 3 decimals; CNY has 2.
             */
            detail: string;
            /**
             * Parameter
             * @example entity
             */
            parameter?: string | null;
            /**
             * Pointer
             * @example /lines/0/net
             */
            pointer?: string | null;
        };
        /**
         * Figure
         * @description A ratio that can be audited: what was divided by what, by which formula.
         */
        Figure: {
            /**
             * Denominator
             * @example 1020000.00
             */
            denominator: string;
            /**
             * Formula
             * @description Name and version of the formula, defined in docs/figures.md.
             * @example collection-rate.v2
             */
            formula: string;
            /**
             * Numerator
             * @example 812400.00
             */
            numerator: string;
            /**
             * Ratio
             * @description numerator / denominator; null when the denominator is 0.
             * @example 0.7964705882352942
             */
            ratio: number | null;
        };
        /**
         * MessageCount
         * @description The messages of one day and channel, by the state they are in.
         */
        MessageCount: {
            /**
             * Channel
             * @example email
             */
            channel: string;
            /**
             * Day
             * Format: date
             * @example 2025-06-12
             */
            day: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Queued
             * @description All of the day, whatever became of them.
             * @example 30
             */
            queued: number;
            /**
             * Sent
             * @example 28
             */
            sent: number;
            /**
             * Undeliverable
             * @example 1
             */
            undeliverable: number;
            /**
             * Unknown
             * @example 0
             */
            unknown: number;
            /**
             * Waiting
             * @description Neither sent nor given up yet.
             * @example 0
             */
            waiting: number;
            /**
             * Withdrawn
             * @example 1
             */
            withdrawn: number;
        };
        /**
         * Movement
         * @description One change of an item's balance, and the event that made it.
         */
        Movement: {
            /**
             * Amount
             * @description Signed change of what is open.
             * @example -2000.00
             */
            amount: string;
            /**
             * Change
             * @enum {string}
             */
            change: "issued" | "cancelled" | "dated" | "received" | "allocated" | "unapplied" | "credited" | "credit-applied" | "credit-unapplied" | "disputed" | "resolved" | "opening-balance" | "opening-balance-cancelled" | "debit-adjustment" | "debit-adjustment-cancelled" | "fee" | "fee-cancelled" | "claim" | "claim-cancelled" | "merged" | "merged-fee" | "merged-claim" | "discount" | "small-difference" | "write-off" | "adjustment" | "offset" | "returned" | "refunded" | "moved-out" | "moved-in";
            /**
             * Counterpart
             * @description The other document: what paid, credited or was paid.
             * @example CN01/payment/bank/990
             */
            counterpart: string | null;
            /**
             * Effective On
             * Format: date
             * @example 2025-06-12
             */
            effective_on: string;
            /**
             * Event
             * @description Position of the event.
             * @example huikuan.ledger:1.3.77
             */
            event: string;
            /**
             * Open After
             * @description By order of recording.
             * @example 8000.00
             */
            open_after: string;
            /**
             * Recorded At
             * Format: date-time
             * @example 2025-06-12T08:15:02Z
             */
            recorded_at: string;
            /**
             * Type
             * @example payment-allocated.v1
             */
            type: string;
        };
        /**
         * MovementsAnswer
         * @description How one item came to its balance: every event, in the order of recording.
         */
        MovementsAnswer: {
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Document
             * @example CN01/invoice/erp/4711
             */
            document: string;
            /**
             * Due On
             * @example 2025-05-30
             */
            due_on: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Instalment
             * @example 1
             */
            instalment: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "receivable" | "on-account" | "open-credit" | "advance" | "unidentified" | "disputed";
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /** Movements */
            movements: components["schemas"]["Movement"][];
            /**
             * Open
             * @example 8000.00
             */
            open: string;
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
        };
        /**
         * OpenItem
         * @description One thing with a balance: an instalment of an invoice, money on account or in advance, a credit not applied.
         */
        OpenItem: {
            /**
             * Amount
             * @description What it was when it was issued or received.
             * @example 10000.00
             */
            amount: string;
            /**
             * Bucket
             * @example 31-60
             */
            bucket: ("not-due" | "1-30" | "31-60" | "61-90" | "over-90") | null;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Customer Name
             * @example 江苏恒力机械有限公司
             */
            customer_name: string | null;
            /**
             * Days Overdue
             * @description as_of − due_on: 0 on the due day, negative before it; null where there is no due date.
             * @example 31
             */
            days_overdue: number | null;
            /**
             * Disputed
             * @description Of which under an open dispute.
             * @example 0.00
             */
            disputed: string;
            /**
             * Document
             * @description Stream id of the document.
             * @example CN01/invoice/erp/4711
             */
            document: string;
            /**
             * Document Date
             * @example 2025-04-30
             */
            document_date: string | null;
            /**
             * Due On
             * @description Null for payments, credit notes, and what waits for an event.
             * @example 2025-05-30
             */
            due_on: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Instalment
             * @description From 1; 0 for payments and credit notes.
             * @example 1
             */
            instalment: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "receivable" | "on-account" | "open-credit" | "advance" | "unidentified";
            /**
             * Number
             * @example 4711
             */
            number: string;
            /**
             * Open
             * @description What is left of it, always positive.
             * @example 8000.00
             */
            open: string;
            /**
             * Posted On
             * @example 2025-04-30
             */
            posted_on: string | null;
            /**
             * Source
             * @example erp
             */
            source: string;
        };
        /**
         * OpenItemsAnswer
         * @description Open items, oldest due first; payments and credits after the receivables.
         */
        OpenItemsAnswer: {
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /** Items */
            items: components["schemas"]["OpenItem"][];
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /**
             * Next
             * @description Pass it as `cursor` for the next page; null on the last.
             * @example null
             */
            next: string | null;
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
        };
        /**
         * PaymentBehaviour
         * @description How the customer paid, in one currency, by money allocated to invoices up to the as-of day.
         */
        PaymentBehaviour: {
            /**
             * Average Days Late
             * @description Days between due date and application, weighted by amount; negative when early (days-late.v1).
             * @example 12.4
             */
            average_days_late: number | null;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Last Payment On
             * @example 2025-06-12
             */
            last_payment_on: string | null;
            /**
             * Paid
             * @example 1200000.00
             */
            paid: string;
            /**
             * Paid In Time Share
             * @description Of the amount paid: applied up to the due date.
             * @example 0.35
             */
            paid_in_time_share: number | null;
        };
        /**
         * Problem
         * @description A refusal (RFC 9457). `type` is stable and meant for programs; `detail` is a sentence meant for people.
         */
        Problem: {
            /**
             * Detail
             * @example Invoice CN01/invoice/erp/4711 has 40.00 CNY open; 50.00 were allocated.
             */
            detail: string;
            /** Errors */
            errors?: components["schemas"]["FieldError"][];
            /**
             * Instance
             * @example urn:huikuan:request:5f0c2a9e4f5b4a6d8a9d2f3f3b0f8f11
             */
            instance?: string | null;
            /**
             * Status
             * @example 409
             */
            status: number;
            /**
             * Title
             * @example Payment exceeds open amount
             */
            title: string;
            /**
             * Type
             * @example urn:huikuan:problem:payment-exceeds-open-amount
             */
            type: string;
        };
        /**
         * RecoveryAnswer
         * @description Cohorts, oldest first, per currency.
         */
        RecoveryAnswer: {
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /** Cohorts */
            cohorts: components["schemas"]["Cohort"][];
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
        };
        /**
         * RecoveryPoint
         * @description R(T) of one cohort.
         */
        RecoveryPoint: {
            /**
             * Complete
             * @description False while some of the cohort's due dates are less than T days before the as-of day.
             */
            complete: boolean;
            /**
             * Days
             * @description T: 0, 7, 15, 30, 60 or 90.
             * @example 30
             */
            days: number;
            /** @description paid within T days after the due date / (invoiced − credited) */
            rate: components["schemas"]["Figure"];
        };
        /**
         * TimelineAnswer
         * @description Everything that happened about a customer in any service, newest recorded first.
         */
        TimelineAnswer: {
            /** Entries */
            entries: components["schemas"]["TimelineEntry"][];
            /**
             * Next
             * @description Pass it as `cursor` for the next page; null on the last.
             * @example null
             */
            next: string | null;
            /** Positions */
            positions: string[];
        };
        /**
         * TimelineEntry
         * @description One event about the customer; `key` names the sentence, `data` fills it.
         */
        TimelineEntry: {
            /**
             * Correlation Id
             * @example 0b7cfa2e3d4c4c0f
             */
            correlation_id: string;
            /**
             * Data
             * @description Fields of the public event for the sentence; an amount `x_minor` is given as decimal string `x`.
             * @example {
             *       "applied_on": "2025-06-12",
             *       "currency": "CNY",
             *       "parts": [
             *         {
             *           "amount": "2000.00",
             *           "due_on": "2025-05-30",
             *           "instalment": 1,
             *           "invoice": "CN01/invoice/erp/4711"
             *         }
             *       ],
             *       "payment": "CN01/payment/bank/990",
             *       "rule": "reference"
             *     }
             */
            data: {
                [key: string]: unknown;
            };
            /**
             * Event
             * @description Its position.
             * @example huikuan.ledger:1.3.77
             */
            event: string;
            /**
             * Key
             * @description Type without version: the key of the sentence.
             * @example payment-allocated
             */
            key: string;
            /**
             * On
             * Format: date
             * @description The business day the event is about.
             * @example 2025-06-12
             */
            on: string;
            /**
             * Recorded At
             * Format: date-time
             * @example 2025-06-12T08:15:02Z
             */
            recorded_at: string;
            /**
             * Stream
             * @example CN01/payment/bank/990
             */
            stream: string;
            /**
             * Topic
             * @enum {string}
             */
            topic: "huikuan.ledger" | "huikuan.credit" | "huikuan.dunning" | "huikuan.notify";
            /**
             * Type
             * @example payment-allocated.v1
             */
            type: string;
        };
        /**
         * TopOverdueAnswer
         * @description The customers with the most overdue money, per currency, largest first.
         */
        TopOverdueAnswer: {
            /**
             * As Of
             * Format: date
             * @description Business day: what was posted or applied up to and including this day counts.
             * @example 2025-06-30
             */
            as_of: string;
            /**
             * Known At
             * @description What had been recorded up to this instant counts; null before the first event. Without a `known_at` in the question: when the newest event read was recorded.
             * @example 2025-07-01T00:00:05.120000Z
             */
            known_at: string | null;
            /**
             * Positions
             * @description The last event read of every partition, `topic:epoch.partition.position`; usable as `min_position` of a later question.
             * @example [
             *       "huikuan.ledger:1.0.5120",
             *       "huikuan.ledger:1.1.4987"
             *     ]
             */
            positions: string[];
            /** Rows */
            rows: components["schemas"]["TopOverdueRow"][];
        };
        /**
         * TopOverdueRow
         * @description One customer who owes overdue money.
         */
        TopOverdueRow: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Customer Name
             * @example 江苏恒力机械有限公司
             */
            customer_name: string;
            /**
             * Days Overdue
             * @description Of the oldest item.
             * @example 107
             */
            days_overdue: number;
            /**
             * Disputed Overdue
             * @example 8000.00
             */
            disputed_overdue: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Grade
             * @description Credit grade now.
             * @example C
             */
            grade: string | null;
            /**
             * Oldest Due On
             * Format: date
             * @example 2025-03-15
             */
            oldest_due_on: string;
            /**
             * Overdue
             * @example 55500.50
             */
            overdue: string;
            /**
             * Share
             * @description Of all that is overdue in this currency.
             * @example 0.12
             */
            share: number | null;
        };
        /**
         * TrendPoint
         * @description The aging of one day, all customers together.
         */
        TrendPoint: {
            /**
             * Advances
             * @description Paid in advance for orders 预收, as a positive amount; outside control, no part of the balance.
             * @example 0.00
             */
            advances: string;
            /**
             * Balance
             * @description receivable − on_account − open_credits: the balance of the control account.
             * @example 173000.50
             */
            balance: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Days 1 30
             * @description 1 to 30 days past due.
             * @example 35000.00
             */
            days_1_30: string;
            /**
             * Days 31 60
             * @description 31 to 60 days past due.
             * @example 8000.00
             */
            days_31_60: string;
            /**
             * Days 61 90
             * @description 61 to 90 days past due.
             * @example 0.00
             */
            days_61_90: string;
            /**
             * Days Over 90
             * @description More than 90 days past due.
             * @example 12500.50
             */
            days_over_90: string;
            /**
             * Not Due
             * @description Due on the as-of day or later.
             * @example 120000.00
             */
            not_due: string;
            /**
             * On
             * Format: date
             * @example 2025-05-31
             */
            on: string;
            /**
             * On Account
             * @description Payments not allocated to an invoice, as a positive amount.
             * @example 2000.00
             */
            on_account: string;
            /**
             * Open Credits
             * @description Credit notes not applied to an invoice, as a positive amount.
             * @example 500.00
             */
            open_credits: string;
            /**
             * Overdue
             * @description The four buckets past due together.
             * @example 55500.50
             */
            overdue: string;
            /**
             * Receivable
             * @description The five buckets together.
             * @example 175500.50
             */
            receivable: string;
            /**
             * Unidentified
             * @description Money of nobody known yet 待认领, as a positive amount; outside control, no part of the balance.
             * @example 0.00
             */
            unidentified: string;
        };
        /**
         * WorkAnswer
         * @description Day by day, newest first.
         */
        WorkAnswer: {
            /** Evaluations */
            evaluations: components["schemas"]["Evaluation"][];
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Messages */
            messages: components["schemas"]["MessageCount"][];
            /** Obligations */
            obligations: components["schemas"]["WorkCount"][];
            /** Positions */
            positions: string[];
        };
        /**
         * WorkCount
         * @description The obligations of one day and action, by how they ended.
         */
        WorkCount: {
            /**
             * Action
             * @example email
             */
            action: string;
            /**
             * Created
             * @example 31
             */
            created: number;
            /**
             * Day
             * Format: date
             * @example 2025-06-12
             */
            day: string;
            /**
             * Done
             * @example 0
             */
            done: number;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Open
             * @description Not ended yet.
             * @example 0
             */
            open: number;
            /**
             * Outcome Unknown
             * @example 0
             */
            outcome_unknown: number;
            /**
             * Sent
             * @example 28
             */
            sent: number;
            /**
             * Superseded
             * @example 0
             */
            superseded: number;
            /**
             * Suppressed
             * @example 1
             */
            suppressed: number;
            /**
             * Undeliverable
             * @example 1
             */
            undeliverable: number;
            /**
             * Withdrawn
             * @example 1
             */
            withdrawn: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    read_aging_v1_reports_aging_get: {
        parameters: {
            query?: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                /** @description One row per customer, entity or currency */
                by?: "customer" | "entity" | "currency";
                /** @description Only this currency */
                currency?: string | null;
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Only this customer */
                customer?: string | null;
                /** @description Only this entity */
                entity?: string | null;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description Any part of the customer's name or id */
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgingAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_aging_trend_v1_reports_aging_trend_get: {
        parameters: {
            query?: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                /** @description Only this currency */
                currency?: string | null;
                /** @description Only this customer */
                customer?: string | null;
                /** @description Only this entity */
                entity?: string | null;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                months?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgingTrendAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_collection_rate_v1_reports_collection_rate_get: {
        parameters: {
            query?: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                /** @description Only this currency */
                currency?: string | null;
                /** @description Only this customer */
                customer?: string | null;
                /** @description Only this entity */
                entity?: string | null;
                /** @description One period of one's own instead of months */
                first_day?: string | null;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Its end; default and latest: the as-of day */
                last_day?: string | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description The months up to the as-of day */
                months?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_customer_v1_reports_customer_get: {
        parameters: {
            query: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                /** @description Only this currency */
                currency?: string | null;
                customer: string;
                entity: string;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_customers_v1_reports_customers_get: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Only this entity */
                entity?: string | null;
                grade?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description Any part of the name or id */
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomersAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_documents_v1_reports_documents_get: {
        parameters: {
            query: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                /** @description Only this currency */
                currency?: string | null;
                /** @description `next` of the page before */
                cursor?: string | null;
                customer: string;
                entity: string;
                kind?: ("invoice" | "payment" | "credit-note" | "dispute") | null;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentsAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_entities_v1_reports_entities_get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntitiesAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_movements_v1_reports_movements_get: {
        parameters: {
            query: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                /** @description Only this currency */
                currency?: string | null;
                /** @description Only this customer */
                customer?: string | null;
                /** @description Stream id of the document */
                document: string;
                /** @description Only this entity */
                entity?: string | null;
                /** @description Of an invoice from 1; 0 for other documents */
                instalment?: number;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovementsAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_open_items_v1_reports_open_items_get: {
        parameters: {
            query?: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                bucket?: ("not-due" | "1-30" | "31-60" | "61-90" | "over-90") | null;
                /** @description Only this currency */
                currency?: string | null;
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Only this customer */
                customer?: string | null;
                /** @description Only this entity */
                entity?: string | null;
                kind?: ("receivable" | "on-account" | "open-credit" | "advance" | "unidentified") | null;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenItemsAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_recovery_v1_reports_recovery_get: {
        parameters: {
            query?: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                /** @description Only this currency */
                currency?: string | null;
                /** @description Only this customer */
                customer?: string | null;
                /** @description Only this entity */
                entity?: string | null;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description Cohorts up to the as-of day's month */
                months?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_timeline_v1_reports_timeline_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                customer: string;
                /** @description Only events that name this document */
                document?: string | null;
                entity: string;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                topic?: ("huikuan.ledger" | "huikuan.credit" | "huikuan.dunning" | "huikuan.notify") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_top_overdue_v1_reports_top_overdue_get: {
        parameters: {
            query?: {
                /** @description What was posted or applied up to this day counts. Default: the newest day opened. */
                as_of?: string | null;
                /** @description Only this currency */
                currency?: string | null;
                /** @description Only this customer */
                customer?: string | null;
                /** @description Only this entity */
                entity?: string | null;
                /** @description What was recorded up to this instant counts. Default: everything read so far. */
                known_at?: string | null;
                /** @description Per currency */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopOverdueAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_work_v1_reports_work_get: {
        parameters: {
            query?: {
                /** @description Only this customer */
                customer?: string | null;
                /** @description Only this entity */
                entity?: string | null;
                /** @description Default: 30 days before the last day */
                first_day?: string | null;
                /** @description Default: the newest day opened */
                last_day?: string | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkAnswer"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
