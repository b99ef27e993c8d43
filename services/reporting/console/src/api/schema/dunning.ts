/** Generated from the OpenAPI document of dunning; `make client` writes it anew. */
export interface paths {
    "/v1/obligations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Obligations, newest first */
        get: operations["list_obligations_v1_obligations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/obligations/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why an obligation exists, and what became of it */
        get: operations["why_v1_obligations_why_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/obligations/why-not": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a customer's unpaid items are, or are not, spoken of today */
        get: operations["why_not_v1_obligations_why_not_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open tasks, the earliest deadline first */
        get: operations["list_tasks_v1_tasks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{entity}/obligation/{customer}/{date}/{action}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a task is done */
        post: operations["complete_v1_tasks__entity__obligation__customer___date___action__done_post"];
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
         * Announced
         * @description The event by which the ledger last spoke of an item's due date.
         */
        Announced: {
            /**
             * Date
             * Format: date
             * @example 2026-03-02
             */
            date: string;
            /**
             * Milestone
             * @example invoice-became-overdue.v1
             */
            milestone: string;
            /**
             * Position
             * @example huikuan.ledger:1.7.4711
             */
            position: string;
        };
        /**
         * DoneBody
         * @description How it went. What was said belongs into the company's own notes, not into events.
         */
        DoneBody: {
            /**
             * Result
             * @default done
             * @example reached
             * @enum {string}
             */
            result: "done" | "reached" | "not-reached" | "letter-sent" | "settled-by-hand";
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
         * Happening
         * @description One event of the obligation, from the log.
         */
        Happening: {
            /**
             * Causation
             * @example huikuan.ledger:1.7.4712
             */
            causation: string | null;
            /** Correlation Id */
            correlation_id: string;
            /** Data */
            data: {
                [key: string]: unknown;
            };
            /**
             * Position
             * @example huikuan.dunning:1.7.311
             */
            position: string;
            /**
             * Principal
             * @description Who did it.
             * @example dunning-consumer
             */
            principal: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /**
             * Type
             * @example obligation-ended.v1
             */
            type: string;
        };
        /**
         * ItemExplained
         * @description How an item came into the bundle.
         */
        ItemExplained: {
            announced: components["schemas"]["Announced"] | null;
            /**
             * Folded
             * @description Lower steps that need not be taken any more.
             */
            folded: string[];
            item: components["schemas"]["ItemShown"];
            /**
             * Step
             * @example call
             */
            step: string;
            /**
             * When
             * @example due+8d..15d
             */
            when: string;
        };
        /**
         * ItemJudged
         * @description What the policy says of one unpaid item today.
         */
        ItemJudged: {
            /** Because */
            because: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Disputed
             * @example 0.00
             */
            disputed: string;
            /**
             * Due On
             * Format: date
             */
            due_on: string;
            /**
             * Instalment
             * @example 1
             */
            instalment: number;
            /**
             * Invoice
             * @example CN01/invoice/erp/4711
             */
            invoice: string;
            /** Next Step On */
            next_step_on: string | null;
            /**
             * Open
             * @example 1234.50
             */
            open: string;
            /** Segment */
            segment: string | null;
            /**
             * Taken On
             * @description The latest date on which an obligation spoke of it.
             */
            taken_on: string | null;
            /**
             * Verdict
             * @example taken
             */
            verdict: string;
        };
        /**
         * ItemShown
         * @description An instalment the obligation is about, as it stood when it was decided.
         */
        ItemShown: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Days Overdue
             * @description Negative before the due date.
             * @example 9
             */
            days_overdue: number;
            /**
             * Disputed
             * @example 0.00
             */
            disputed: string;
            /**
             * Due On
             * Format: date
             * @example 2026-03-01
             */
            due_on: string;
            /**
             * Instalment
             * @example 1
             */
            instalment: number;
            /**
             * Invoice
             * @example CN01/invoice/erp/4711
             */
            invoice: string;
            /**
             * Open
             * @example 1234.50
             */
            open: string;
            /**
             * Slot
             * Format: date
             * @description The day its own step fell on.
             * @example 2026-03-09
             */
            slot: string;
        };
        /**
         * ObligationShown
         * @description An obligation as it stands.
         */
        ObligationShown: {
            /**
             * Action
             * @example email
             */
            action: string;
            /**
             * Cause
             * @description The obligation that led to it.
             */
            cause: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Date
             * Format: date
             * @example 2026-03-09
             */
            date: string;
            /**
             * Deadline
             * @example 2026-03-16
             */
            deadline: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** Items */
            items: components["schemas"]["ItemShown"][];
            /**
             * Level
             * @example 4
             */
            level: number;
            /**
             * Message
             * @description The message made of it.
             * @example CN01/message/C-0100/2026-03-09/email
             */
            message: string | null;
            /**
             * Obligation
             * @example CN01/obligation/C-0100/2026-03-09/email
             */
            obligation: string;
            /**
             * Policy Version
             * @example 1
             */
            policy_version: number;
            /**
             * Position
             * @description Where it stands in the log.
             * @example huikuan.dunning:1.7.311
             */
            position: string;
            /**
             * Reason
             * @example settled
             */
            reason: string | null;
            /**
             * Role
             * @description Who does it, where people do.
             * @example sales
             */
            role: string | null;
            /**
             * Segment
             * @example every customer
             */
            segment: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "withdrawal-requested" | "sent" | "done" | "suppressed" | "undeliverable" | "superseded" | "withdrawn" | "outcome-unknown";
            /**
             * Step
             * @example overdue
             */
            step: string;
            /**
             * Template
             * @example overdue
             */
            template: string;
            /**
             * Tone
             * @example neutral
             */
            tone: string;
            /** Totals */
            totals: components["schemas"]["TotalShown"][];
        };
        /** Page[ObligationShown] */
        Page_ObligationShown_: {
            /** Items */
            items: components["schemas"]["ObligationShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[TaskShown] */
        Page_TaskShown_: {
            /** Items */
            items: components["schemas"]["TaskShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
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
         * TaskDone
         * @description The task is done.
         */
        TaskDone: {
            /**
             * Obligation
             * @example CN01/obligation/C-0100/2026-03-09/task:sales
             */
            obligation: string;
            /**
             * Result
             * @enum {string}
             */
            result: "done" | "reached" | "not-reached" | "letter-sent" | "settled-by-hand";
        };
        /**
         * TaskShown
         * @description An open task, with the customer's name.
         */
        TaskShown: {
            /**
             * Action
             * @example email
             */
            action: string;
            /**
             * Cause
             * @description The obligation that led to it.
             */
            cause: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Customer Name
             * @example Nordlicht GmbH
             */
            customer_name: string;
            /**
             * Date
             * Format: date
             * @example 2026-03-09
             */
            date: string;
            /**
             * Deadline
             * @example 2026-03-16
             */
            deadline: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** Items */
            items: components["schemas"]["ItemShown"][];
            /**
             * Level
             * @example 4
             */
            level: number;
            /**
             * Message
             * @description The message made of it.
             * @example CN01/message/C-0100/2026-03-09/email
             */
            message: string | null;
            /**
             * Obligation
             * @example CN01/obligation/C-0100/2026-03-09/email
             */
            obligation: string;
            /**
             * Policy Version
             * @example 1
             */
            policy_version: number;
            /**
             * Position
             * @description Where it stands in the log.
             * @example huikuan.dunning:1.7.311
             */
            position: string;
            /**
             * Reason
             * @example settled
             */
            reason: string | null;
            /**
             * Role
             * @description Who does it, where people do.
             * @example sales
             */
            role: string | null;
            /**
             * Segment
             * @example every customer
             */
            segment: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "withdrawal-requested" | "sent" | "done" | "suppressed" | "undeliverable" | "superseded" | "withdrawn" | "outcome-unknown";
            /**
             * Step
             * @example overdue
             */
            step: string;
            /**
             * Template
             * @example overdue
             */
            template: string;
            /**
             * Tone
             * @example neutral
             */
            tone: string;
            /** Totals */
            totals: components["schemas"]["TotalShown"][];
        };
        /**
         * TotalShown
         * @description What is open in one currency, and what of it is asked for.
         */
        TotalShown: {
            /**
             * Asked
             * @example 1234.50
             */
            asked: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Open
             * @example 1234.50
             */
            open: string;
        };
        /**
         * Why
         * @description Why an obligation exists and what became of it; decided again from the log it comes out the same.
         */
        Why: {
            /**
             * Because
             * @description The rules, in the order they were applied.
             */
            because: string[];
            /** History */
            history: components["schemas"]["Happening"][];
            /** Items */
            items: components["schemas"]["ItemExplained"][];
            /**
             * Known
             * @description How far each topic had been heard.
             * @example {
             *       "huikuan.ledger": "1.7.4711"
             *     }
             */
            known: {
                [key: string]: string;
            };
            obligation: components["schemas"]["ObligationShown"];
            /**
             * Policy Activated
             * @description Where the policy's version stands in the log.
             */
            policy_activated: string;
        };
        /**
         * WhyNot
         * @description Everything unpaid of a customer, and why it is or is not spoken of today.
         */
        WhyNot: {
            /** Customer */
            customer: string;
            /**
             * Date
             * Format: date
             * @description The newest day opened.
             */
            date: string;
            /** Entity */
            entity: string;
            /** Items */
            items: components["schemas"]["ItemJudged"][];
            /** Policy Version */
            policy_version: number;
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
    list_obligations_v1_obligations_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                /** @description The date it was owed on */
                date?: string | null;
                entity: string;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description Only open, or only ended ones */
                open?: boolean | null;
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
                    "application/json": components["schemas"]["Page_ObligationShown_"];
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
    why_v1_obligations_why_get: {
        parameters: {
            query: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                obligation: string;
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
                    "application/json": components["schemas"]["Why"];
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
    why_not_v1_obligations_why_not_get: {
        parameters: {
            query: {
                customer: string;
                entity: string;
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
                    "application/json": components["schemas"]["WhyNot"];
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
    list_tasks_v1_tasks_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                entity: string;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                role?: string | null;
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
                    "application/json": components["schemas"]["Page_TaskShown_"];
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
    complete_v1_tasks__entity__obligation__customer___date___action__done_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                action: string;
                customer: string;
                date: string;
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DoneBody"];
            };
        };
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
                    "application/json": components["schemas"]["TaskDone"];
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
