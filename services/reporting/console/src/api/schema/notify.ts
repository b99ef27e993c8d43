/** Generated from the OpenAPI document of notify; `make client` writes it anew. */
export interface paths {
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages, newest first */
        get: operations["list_messages_v1_messages_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a letter would read today */
        get: operations["preview_v1_messages_preview_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The templates there are */
        get: operations["list_templates_v1_messages_templates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a message went out, or did not */
        get: operations["why_v1_messages_why_get"];
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
         * @description One event of a message: what happened, when, where it stands in the log, and the event itself.
         */
        Happening: {
            /**
             * Causation
             * @example huikuan.dunning:1.7.311
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
             * @example huikuan.notify:1.7.42
             */
            position: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Sentence */
            sentence: string;
            /**
             * Type
             * @example message-sent.v1
             */
            type: string;
        };
        /**
         * ItemShown
         * @description An instalment the message names, with the amount it asks for.
         */
        ItemShown: {
            /**
             * Amount
             * @example 1234.50
             */
            amount: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
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
        };
        /**
         * MessageShown
         * @description A message as it stands; the person is only a reference into the vault.
         */
        MessageShown: {
            /**
             * Attempts
             * @description How often a sender has taken it.
             * @example 1
             */
            attempts: number;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /**
             * Channel
             * @example email
             */
            channel: string;
            /**
             * Contact
             * @description An opaque reference; it leads nowhere once the person is erased.
             */
            contact: string | null;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Deadline */
            deadline: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Items
             * @description As last checked against the ledger.
             */
            items: components["schemas"]["ItemShown"][];
            /**
             * Language
             * @example zh
             */
            language: string;
            /**
             * Message
             * @example CN01/message/C-0100/2026-03-02/email
             */
            message: string;
            /**
             * Obligation
             * @example CN01/obligation/C-0100/2026-03-02/email
             */
            obligation: string;
            /**
             * Provider Id
             * @description Under which the mail server knows it (Message-ID).
             */
            provider_id: string | null;
            /**
             * Queued At
             * Format: date-time
             */
            queued_at: string;
            /**
             * Reason
             * @example paid
             */
            reason: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "claimed" | "sent" | "unknown" | "undeliverable" | "withdrawn";
            /**
             * Template
             * @example gentle-3d
             */
            template: string;
            /**
             * Tone
             * @example gentle
             */
            tone: string;
        };
        /** Page[MessageShown] */
        Page_MessageShown_: {
            /** Items */
            items: components["schemas"]["MessageShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /**
         * Preview
         * @description A letter as it would read now; nothing is sent or recorded.
         */
        Preview: {
            /**
             * Contact
             * @description Whom it would go to: an opaque reference; null when nobody can be reached.
             */
            contact: string | null;
            /** Html */
            html: string;
            /**
             * Language
             * @enum {string}
             */
            language: "zh" | "en";
            /** Subject */
            subject: string;
            /**
             * Template
             * @example overdue
             */
            template: string;
            /** Text */
            text: string;
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
         * TemplatesShown
         * @description The names a dunning policy may use, and the languages each is written in.
         */
        TemplatesShown: {
            /**
             * Items
             * @example [
             *       "gentle-7d",
             *       "overdue"
             *     ]
             */
            items: string[];
            /** Languages */
            languages: ("zh" | "en")[];
        };
        /**
         * Why
         * @description Everything that ever happened to a message, from the log.
         */
        Why: {
            /** History */
            history: components["schemas"]["Happening"][];
            message: components["schemas"]["MessageShown"];
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
    list_messages_v1_messages_get: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                /** @description The date dunning decided for */
                date?: string | null;
                entity?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                state?: ("queued" | "claimed" | "sent" | "unknown" | "undeliverable" | "withdrawn") | null;
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
                    "application/json": components["schemas"]["Page_MessageShown_"];
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
    preview_v1_messages_preview_get: {
        parameters: {
            query: {
                customer: string;
                entity: string;
                /** @description Default: the person's, then the customer's */
                language?: ("zh" | "en") | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                template: string;
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
                    "application/json": components["schemas"]["Preview"];
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
    list_templates_v1_messages_templates_get: {
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
                    "application/json": components["schemas"]["TemplatesShown"];
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
    why_v1_messages_why_get: {
        parameters: {
            query: {
                message: string;
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
}
