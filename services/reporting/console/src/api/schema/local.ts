/** Generated from the OpenAPI document of local; `make client` writes it anew. */
export interface paths {
    "/local/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clock */
        get: operations["clock_local_clock_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/local/clock/next-working-day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Next Working Day */
        post: operations["next_working_day_local_clock_next_working_day_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/local/mailbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Mails */
        get: operations["list_mails_local_mailbox_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/local/mailbox/{mail_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Mail */
        get: operations["read_mail_local_mailbox__mail_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/local/mailbox/{mail_id}/html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Html */
        get: operations["read_html_local_mailbox__mail_id__html_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/local/mailbox/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Account */
        get: operations["account_local_mailbox_account_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/local/mailbox/behaviour": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Behave */
        put: operations["behave_local_mailbox_behaviour_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/local/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status */
        get: operations["status_local_status_get"];
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
         * AccountShown
         * @description What the mailbox knows for certain: how many mails it keeps, which of them twice, and what it left unanswered.
         */
        AccountShown: {
            /** Kept */
            kept: number;
            /** Kept Twice */
            kept_twice: string[];
            /** Unanswered */
            unanswered: string[];
        };
        /**
         * BehaviourAsked
         * @description How the mails to come are treated; `times` counts them, none means until told otherwise.
         */
        BehaviourAsked: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "ok" | "refuse-for-now" | "refuse-for-good" | "unwelcoming" | "hang-up-early" | "silent" | "take-and-hang-up" | "slow";
            /** Times */
            times?: number | null;
            /**
             * Wait Seconds
             * @default 60
             */
            wait_seconds: number;
        };
        /**
         * ClockAnswer
         * @description The simulated time, and what the present day still waits for.
         */
        ClockAnswer: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Draining */
            draining: boolean;
            /** Last Moved */
            last_moved: {
                [key: string]: string;
            } | null;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Waiting For */
            waiting_for: string[];
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * MailLine
         * @description A mail in the list. `received_at` is the time of the company, simulated or not.
         */
        MailLine: {
            /** Customer */
            customer: string;
            /** Entity */
            entity: string;
            /** Has Html */
            has_html: boolean;
            /** Id */
            id: string;
            /**
             * Message
             * @description The message of notify it carries, for its `why`
             */
            message: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Recipient */
            recipient: string;
            /** Sender */
            sender: string;
            /** Subject */
            subject: string;
        };
        /**
         * MailShown
         * @description A mail as a person reads it.
         */
        MailShown: {
            /** Customer */
            customer: string;
            /** Entity */
            entity: string;
            /** Has Html */
            has_html: boolean;
            /** Headers */
            headers: [
                string,
                string
            ][];
            /** Id */
            id: string;
            /**
             * Message
             * @description The message of notify it carries, for its `why`
             */
            message: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Recipient */
            recipient: string;
            /** Sender */
            sender: string;
            /** Subject */
            subject: string;
            /** Text */
            text: string;
        };
        /** Page[MailLine] */
        Page_MailLine_: {
            /** Items */
            items: components["schemas"]["MailLine"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /**
         * StatusAnswer
         * @description How far the demo company is.
         */
        StatusAnswer: {
            /** Done */
            done: number;
            /** Message */
            message: string;
            /** Phase */
            phase: string;
            /** Total */
            total: number;
        };
        /** ValidationError */
        ValidationError: {
            /** Context */
            ctx?: Record<string, never>;
            /** Input */
            input?: unknown;
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
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
    clock_local_clock_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockAnswer"];
                };
            };
        };
    };
    next_working_day_local_clock_next_working_day_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockAnswer"];
                };
            };
        };
    };
    list_mails_local_mailbox_get: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                /** @description Of this date, by the mail's own clock */
                date?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description In the recipient, the subject or the customer */
                q?: string;
                recipient?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MailLine_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_mail_local_mailbox__mail_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mail_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_html_local_mailbox__mail_id__html_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mail_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    account_local_mailbox_account_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountShown"];
                };
            };
        };
    };
    behave_local_mailbox_behaviour_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BehaviourAsked"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    status_local_status_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusAnswer"];
                };
            };
        };
    };
}
