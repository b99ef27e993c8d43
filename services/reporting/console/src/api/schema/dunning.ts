/** Generated from the OpenAPI document of dunning; `make client` writes it anew. */
export interface paths {
    "/v1/obligations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Obligations */
        get: operations["obligations_v1_obligations_get"];
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
        /** Why */
        get: operations["why_v1_obligations_why_get"];
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
        /** Tasks */
        get: operations["tasks_v1_tasks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{obligation}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Done */
        post: operations["done_v1_tasks__obligation__done_post"];
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
        /** Hap */
        Hap: {
            /** Causation */
            causation: string | null;
            /** Correlation Id */
            correlation_id: string;
            /** Data */
            data: {
                [key: string]: unknown;
            };
            /** Position */
            position: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Sentence */
            sentence: string;
            /** Type */
            type: string;
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /** ObligationShown */
        ObligationShown: {
            /** Action */
            action: string;
            /** Customer */
            customer: string;
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Deadline */
            deadline: string | null;
            /** Entity */
            entity: string;
            /** Items */
            items: components["schemas"]["OItem"][];
            /** Level */
            level: number;
            /** Message */
            message: string | null;
            /** Obligation */
            obligation: string;
            /** Policy Version */
            policy_version: number;
            /** Reason */
            reason: string | null;
            /** Role */
            role: string | null;
            /** State */
            state: string;
            /** Step */
            step: string;
            /** Template */
            template: string;
            /** Tone */
            tone: string;
            /** Totals */
            totals: components["schemas"]["OTotal"][];
        };
        /** OItem */
        OItem: {
            /** Currency */
            currency: string;
            /** Days Overdue */
            days_overdue: number;
            /** Disputed */
            disputed: string;
            /**
             * Due On
             * Format: date
             */
            due_on: string;
            /** Instalment */
            instalment: number;
            /** Invoice */
            invoice: string;
            /** Open */
            open: string;
        };
        /** OPage */
        OPage: {
            /** Items */
            items: components["schemas"]["ObligationShown"][];
            /** Next */
            next?: string | null;
        };
        /** OTotal */
        OTotal: {
            /** Currency */
            currency: string;
            /** Open */
            open: string;
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
        /** WhyO */
        WhyO: {
            /** History */
            history: components["schemas"]["Hap"][];
            /** Known */
            known: {
                [key: string]: string;
            };
            obligation: components["schemas"]["ObligationShown"];
            /** Trace */
            trace: string[];
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
    obligations_v1_obligations_get: {
        parameters: {
            query: {
                customer?: string | null;
                date?: string | null;
                entity: string;
                open?: boolean | null;
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
                    "application/json": components["schemas"]["OPage"];
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
    why_v1_obligations_why_get: {
        parameters: {
            query: {
                obligation: string;
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
                    "application/json": components["schemas"]["WhyO"];
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
    tasks_v1_tasks_get: {
        parameters: {
            query: {
                entity: string;
                role?: string | null;
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
                    "application/json": components["schemas"]["OPage"];
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
    done_v1_tasks__obligation__done_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                obligation: string;
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
                    "application/json": unknown;
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
}
