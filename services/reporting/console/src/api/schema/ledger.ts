/** Generated from the OpenAPI document of ledger; `make client` writes it anew. */
export interface paths {
    "/v1/accounts/{entity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An entity's chart of accounts */
        get: operations["get_accounts_v1_accounts__entity__get"];
        /** Map an entity's accounts from a date on */
        put: operations["map_accounts_v1_accounts__entity__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an amount off an invoice for a reason, or set it off against payables */
        post: operations["adjust_v1_adjustments_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Claims of an entity */
        get: operations["list_claims_v1_claims_get"];
        put?: never;
        /** Claim a fee */
        post: operations["raise_fee_v1_claims_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/claims/{entity}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a claim, and why it is what it is */
        get: operations["get_claim_v1_claims__entity___source___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/claims/{entity}/{source}/{number}/recognise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a claim a receivable, or a part of it */
        post: operations["recognise_claim_v1_claims__entity___source___number__recognise_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/claims/{entity}/{source}/{number}/waive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up what is left of a claim */
        post: operations["waive_claim_v1_claims__entity___source___number__waive_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/claims/accrue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Claim interest up to a day; what was claimed wrongly is reversed and claimed anew */
        post: operations["accrue_interest_v1_claims_accrue_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/control-balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What customers owe by the control accounts */
        get: operations["list_control_balances_v1_control_balances_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credit-notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter a credit note */
        post: operations["issue_credit_note_v1_credit_notes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credit-notes/{entity}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a credit note */
        get: operations["get_credit_note_v1_credit_notes__entity___source___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credit-notes/{entity}/{source}/{number}/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply an open credit */
        post: operations["apply_credit_v1_credit_notes__entity___source___number__applications_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers of an entity, by code */
        get: operations["list_customers_v1_customers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a customer */
        get: operations["get_customer_v1_customers__entity___customer__get"];
        /** Register a customer, or change what is known */
        put: operations["put_customer_v1_customers__entity___customer__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/acknowledgements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note that a customer acknowledged debts */
        post: operations["acknowledge_debt_v1_customers__entity___customer__acknowledgements_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What settled what of a customer, since when and by which rule, the newest recorded first */
        get: operations["list_customer_allocations_v1_customers__entity___customer__allocations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every document of a customer that was posted, the newest first */
        get: operations["list_customer_documents_v1_customers__entity___customer__documents_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what of a customer, and when */
        get: operations["get_customer_history_v1_customers__entity___customer__history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/insolvency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note that a customer is insolvent */
        post: operations["mark_insolvent_v1_customers__entity___customer__insolvency_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/limitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When a customer's open items become time-barred, soonest first */
        get: operations["list_limitation_v1_customers__entity___customer__limitation_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/merger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Merge a customer into another one: what is open moves, on one day and at once */
        post: operations["merge_customers_v1_customers__entity___customer__merger_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A customer's statement of account as of a date */
        get: operations["get_statement_v1_customers__entity___customer__statement_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{entity}/{customer}/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issue a statement: keep it as a fact */
        post: operations["issue_statement_v1_customers__entity___customer__statements_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Disputes of an entity */
        get: operations["list_disputes_v1_disputes_get"];
        put?: never;
        /** Open a dispute */
        post: operations["open_dispute_v1_disputes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/{entity}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a dispute */
        get: operations["get_dispute_v1_disputes__entity___source___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/{entity}/{source}/{number}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resolve a dispute */
        post: operations["resolve_dispute_v1_disputes__entity___source___number__resolution_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter documents in bulk; every line is answered, good ones land */
        post: operations["post_documents_v1_documents_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Drafts of an entity */
        get: operations["list_drafts_v1_drafts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drafts/{entity}/{kind}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a draft, and at what posting it would do or meet */
        get: operations["get_draft_v1_drafts__entity___kind___source___number__get"];
        /** Keep a draft, or change the version named by If-Match */
        put: operations["keep_draft_v1_drafts__entity___kind___source___number__put"];
        post?: never;
        /** Delete the version of a draft named by If-Match */
        delete: operations["delete_draft_v1_drafts__entity___kind___source___number__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drafts/{entity}/{kind}/{source}/{number}/posting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Post the version of a draft named by If-Match; it is no draft any more */
        post: operations["post_draft_v1_drafts__entity___kind___source___number__posting_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The entities this key was given for */
        get: operations["list_entities_v1_entities_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities/{entity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at an entity */
        get: operations["get_entity_v1_entities__entity__get"];
        /** Set an entity up, or change its settings */
        put: operations["configure_entity_v1_entities__entity__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities/{entity}/exchange-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exchange rates of an entity, the newest first */
        get: operations["list_exchange_rates_v1_entities__entity__exchange_rates_get"];
        put?: never;
        /** Enter exchange rates */
        post: operations["state_exchange_rates_v1_entities__entity__exchange_rates_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities/{entity}/interest-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rate tables, with an entity's own rates over them */
        get: operations["list_rates_v1_entities__entity__interest_rates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities/{entity}/interest-rates/{rate_table}/{valid_from}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** State an entity's rate of interest from a date on */
        put: operations["state_rate_v1_entities__entity__interest_rates__rate_table___valid_from__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/history/{entity}/{kind}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what of a document, and when */
        get: operations["get_document_history_v1_history__entity___kind___source___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter an invoice */
        post: operations["issue_invoice_v1_invoices_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{entity}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at an invoice */
        get: operations["get_invoice_v1_invoices__entity___source___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{entity}/{source}/{number}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an invoice; what paid it goes back on account */
        post: operations["cancel_invoice_v1_invoices__entity___source___number__cancellation_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{entity}/{source}/{number}/due-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report what instalments waited for: they have a due date from here on */
        post: operations["report_due_event_v1_invoices__entity___source___number__due_events_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of the journal, in the order of the log */
        get: operations["list_journal_v1_journal_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journal/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The journal of some days as CSV or XLSX, with its sums; the same bytes for the same positions */
        get: operations["export_journal_v1_journal_export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/open-items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open instalments, by customer and due date */
        get: operations["list_open_items_v1_open_items_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter a payment */
        post: operations["receive_payment_v1_payments_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{entity}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a payment */
        get: operations["get_payment_v1_payments__entity___source___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{entity}/{source}/{number}/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Allocate money on account */
        post: operations["allocate_payment_v1_payments__entity___source___number__allocations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{entity}/{source}/{number}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter that the bank took a payment back; what it settled is open again at its original due dates */
        post: operations["return_payment_v1_payments__entity___source___number__return_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{entity}/{source}/{number}/unapplications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a payment off what it settles; it is on account again */
        post: operations["unapply_payment_v1_payments__entity___source___number__unapplications_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was closed and reopened, the newest first; the first says how far the books are closed */
        get: operations["list_periods_v1_periods_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods/checklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a close until a day would find */
        get: operations["get_checklist_v1_periods_checklist_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close the books until a day */
        post: operations["close_period_v1_periods_close_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/periods/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open closed days again */
        post: operations["reopen_period_v1_periods_reopen_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Comparisons of an entity's books */
        get: operations["list_reconciliations_v1_reconciliations_get"];
        put?: never;
        /** Compare the balances of other books, as JSON or as a CSV file, with ours */
        post: operations["post_reconciliation_v1_reconciliations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliations/{entity}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a comparison */
        get: operations["get_reconciliation_v1_reconciliations__entity___source___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliations/{entity}/{source}/{number}/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a comparison found; open only, unless asked for all */
        get: operations["list_differences_v1_reconciliations__entity___source___number__differences_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliations/{entity}/differences/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a difference with a note */
        post: operations["resolve_difference_v1_reconciliations__entity__differences_resolve_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recoveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter money that came for what had been written off */
        post: operations["recover_v1_recoveries_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter money paid back to a customer */
        post: operations["refund_v1_refunds_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/revaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revalue balances in other currencies at a day's rates */
        post: operations["revalue_balances_v1_revaluations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statements issued, and what debtors answered */
        get: operations["list_statements_v1_statements_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{entity}/{customer}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at an issued statement and its answers */
        get: operations["get_issued_statement_v1_statements__entity___customer___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{entity}/{customer}/{number}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note that the debtor confirmed a statement */
        post: operations["confirm_statement_v1_statements__entity___customer___number__confirmation_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{entity}/{customer}/{number}/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note that the debtor does not agree with a statement */
        post: operations["dispute_statement_v1_statements__entity___customer___number__differences_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{entity}/{customer}/{number}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An issued statement, made again byte for byte */
        get: operations["get_issued_file_v1_statements__entity___customer___number__file_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move money or an open credit to another customer */
        post: operations["move_money_v1_transfers_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trial-balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Debits and credits of every account */
        get: operations["get_trial_balance_v1_trial_balance_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/unapplied": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments on account, advances and open credits, by customer */
        get: operations["list_unapplied_v1_unapplied_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/unidentified-payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments of which nobody knows whose they are, by bank account */
        get: operations["list_unidentified_payments_v1_unidentified_payments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waiting-instalments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Instalments that wait for an event, the longest waiting first */
        get: operations["list_waiting_instalments_v1_waiting_instalments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/why/{entity}/{source}/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why so much of an invoice is open */
        get: operations["get_why_v1_why__entity___source___number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/write-offs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Write-offs of an entity */
        get: operations["list_write_offs_v1_write_offs_get"];
        put?: never;
        /** Propose to write off what will not come; another one decides */
        post: operations["propose_v1_write_offs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/write-offs/{entity}/{source}/{number}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve or reject a write-off that somebody else proposed */
        post: operations["decide_v1_write_offs__entity___source___number__decision_post"];
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
         * AccountBalance
         * @description What an account was debited and credited in a currency.
         */
        AccountBalance: {
            /**
             * Account
             * @example 1122
             */
            account: string;
            /**
             * Balance
             * @description Debit less credit
             * @example 630.00
             */
            balance: string;
            /**
             * Credit
             * @example 500.00
             */
            credit: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Debit
             * @example 1130.00
             */
            debit: string;
            /**
             * Functional Balance
             * @description The balance in the entity's own currency 本位币
             * @example 630.00
             */
            functional_balance: string;
            /**
             * Role
             * @enum {string}
             */
            role: "receivable" | "on-account" | "open-credits" | "bank" | "revenue" | "tax" | "opening" | "adjustments" | "fee-income" | "interest-income" | "discounts" | "small-differences" | "bad-debts" | "payables" | "recoveries" | "advances" | "unidentified" | "transfer-clearing" | "exchange-clearing" | "exchange-differences" | "unrealised-exchange-differences";
        };
        /**
         * AccountRuleBody
         * @description An account for a part of documents; for revenue and tax perhaps only of an event or a tax code.
         */
        AccountRuleBody: {
            /**
             * Account
             * @example 600101
             */
            account: string;
            /** Event */
            event?: ("invoice" | "credit-note") | null;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "receivable" | "on-account" | "open-credits" | "bank" | "revenue" | "tax" | "opening" | "adjustments" | "fee-income" | "interest-income" | "discounts" | "small-differences" | "bad-debts" | "payables" | "recoveries" | "advances" | "unidentified" | "transfer-clearing" | "exchange-clearing" | "exchange-differences" | "unrealised-exchange-differences";
            /** Tax Code */
            tax_code?: string | null;
        };
        /**
         * AccrualBody
         * @description Up to which day interest is claimed, of everybody or of one customer.
         * @example {
         *       "entity": "CN01",
         *       "until": "2026-04-30"
         *     }
         */
        AccrualBody: {
            /** Customer */
            customer?: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Until
             * Format: date
             * @example 2026-03-31
             */
            until: string;
        };
        /**
         * AccrualShown
         * @description What a run raised and reversed; both are nothing where all was claimed already as it should be.
         */
        AccrualShown: {
            /** Amounts */
            amounts: components["schemas"]["ClaimSum"][];
            /**
             * Raised
             * @example 1
             */
            raised: number;
            /**
             * Reversed
             * @example 0
             */
            reversed: number;
        };
        /**
         * AcknowledgementBody
         * @description The debtor acknowledged debts: of the invoices named, or without any, all that was open that day.
         * @example {
         *       "acknowledged_on": "2026-04-08",
         *       "invoices": [
         *         "INV-2026-0042"
         *       ],
         *       "number": "ACK-3"
         *     }
         */
        AcknowledgementBody: {
            /**
             * Acknowledged On
             * @example 2026-03-31
             */
            acknowledged_on: string;
            /** Invoices */
            invoices?: string[];
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
        };
        /**
         * AdjustmentBody
         * @description An invoice owes less, for a stated reason; an `offset` sets it off against what we owe the customer.
         *
         *     Without an amount it is all that is open. What a customer owes more is an invoice of the kind `debit-adjustment`.
         * @example {
         *       "amount": "12.50",
         *       "customer": "C-0100",
         *       "document_date": "2026-03-20",
         *       "entity": "CN01",
         *       "invoice": "INV-2026-0042",
         *       "kind": "adjustment",
         *       "number": "ADJ-7",
         *       "reason": "freight agreed afterwards"
         *     }
         */
        AdjustmentBody: {
            /** Amount */
            amount?: string | null;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** Instalment */
            instalment?: number | null;
            /**
             * Invoice
             * @description An invoice by its number, as `source/number`, or by its id
             * @example INV-2026-0042
             * @example erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Kind
             * @default adjustment
             * @enum {string}
             */
            kind: "adjustment" | "offset";
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /** Posted On */
            posted_on?: string | null;
            /** Reason */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
        };
        /**
         * AllocationBody
         * @description So much of a payment or credit for one invoice, or one of its instalments.
         * @example {
         *       "amount": "500.00",
         *       "invoice": "INV-2026-0042"
         *     }
         */
        AllocationBody: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
            /** @default null */
            deduction: components["schemas"]["DeductionBody"] | null;
            /**
             * Discount
             * @description Taken for paying early 现金折扣: exactly this, 0 for none; by default all that is left open, where the invoice's terms allow it on the value date
             * @default null
             */
            discount: string | null;
            /**
             * Instalment
             * @default null
             */
            instalment: number | null;
            /**
             * Invoice
             * @description An invoice by its number, as `source/number`, or by its id
             * @example INV-2026-0042
             * @example erp/INV-2026-0042
             */
            invoice: string;
        };
        /**
         * AllocationLine
         * @description The allocation of a payment on account.
         * @example {
         *       "allocations": [
         *         {
         *           "amount": "500.00",
         *           "invoice": "INV-2026-0042"
         *         }
         *       ]
         *     }
         */
        AllocationLine: {
            /**
             * Allocate
             * @default none
             * @enum {string}
             */
            allocate: "auto" | "none";
            /**
             * Allocations
             * @default null
             */
            allocations: components["schemas"]["AllocationBody"][] | null;
            /**
             * Applied On
             * @default null
             */
            applied_on: string | null;
            /**
             * Customer
             * @default null
             */
            customer: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "allocation";
        };
        /**
         * AllocationsBody
         * @description What money on account is to settle: the invoices named; with `allocate: auto` what the rules would choose too.
         * @example {
         *       "allocations": [
         *         {
         *           "amount": "500.00",
         *           "invoice": "INV-2026-0042"
         *         }
         *       ]
         *     }
         */
        AllocationsBody: {
            /**
             * Allocate
             * @default none
             * @enum {string}
             */
            allocate: "auto" | "none";
            /** Allocations */
            allocations?: components["schemas"]["AllocationBody"][] | null;
            /** Applied On */
            applied_on?: string | null;
        };
        /**
         * ApplicationsBody
         * @description What an open credit is to settle: the invoices named; with `allocate: auto` others too, in the entity's order.
         * @example {
         *       "allocations": [
         *         {
         *           "amount": "113.00",
         *           "invoice": "INV-2026-0051"
         *         }
         *       ]
         *     }
         */
        ApplicationsBody: {
            /**
             * Allocate
             * @default none
             * @enum {string}
             */
            allocate: "auto" | "none";
            /** Allocations */
            allocations?: components["schemas"]["AllocationBody"][] | null;
            /** Applied On */
            applied_on?: string | null;
        };
        /**
         * AppliedShown
         * @description So much of a payment or credit note applied to an instalment, or taken back from it where negative.
         */
        AppliedShown: {
            /**
             * Amount
             * @example 500.00
             */
            amount: string;
            /**
             * Applied On
             * @example 2026-03-31
             */
            applied_on: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Document
             * @example CN01/payment/erp/P-1
             */
            document: string;
            /**
             * Instalment
             * @example 1
             */
            instalment: number;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Rule
             * @example reference
             */
            rule: string;
        };
        /**
         * BadRowShown
         * @description A row that could not be read: on which line, in which column, and why.
         */
        BadRowShown: {
            /** Detail */
            detail: string;
            /** Field */
            field: string;
            /** Line */
            line: number;
        };
        /**
         * BalanceLeftOut
         * @description What a customer's account comes to in another currency, and nobody knows what it is worth.
         */
        BalanceLeftOut: {
            /**
             * Balance
             * @example 100.00
             */
            balance: string;
            /**
             * Currency
             * @example USD
             */
            currency: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Role
             * @example receivable
             */
            role: string;
        };
        /**
         * CancellationBody
         * @description Why an invoice ends. It is posted today at the entity's place, unless stated otherwise.
         * @example {
         *       "posted_on": "2026-03-20",
         *       "reason": "issued twice"
         *     }
         */
        CancellationBody: {
            /** Posted On */
            posted_on?: string | null;
            /** Reason */
            reason: string;
        };
        /**
         * CancellationLine
         * @description The cancellation of an invoice.
         * @example {
         *       "posted_on": "2026-03-20",
         *       "reason": "issued twice"
         *     }
         */
        CancellationLine: {
            /**
             * Customer
             * @default null
             */
            customer: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Posted On
             * @default null
             */
            posted_on: string | null;
            /** Reason */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "cancellation";
        };
        /**
         * ChartShown
         * @description An entity's accounts: the default chart of its country, and the dated mappings over it.
         */
        ChartShown: {
            /** Default */
            default: components["schemas"]["AccountRuleBody"][];
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** Mappings */
            mappings: components["schemas"]["MappingShown"][];
        };
        /**
         * ChecklistShown
         * @description What the books show of the days up to one.
         */
        ChecklistShown: {
            /**
             * Closed Until
             * Format: date
             */
            closed_until: string;
            /** Control */
            control: components["schemas"]["ControlShown"][];
            /** Held Payments */
            held_payments: components["schemas"]["HeldShown"][];
            /** Trial Balance */
            trial_balance: components["schemas"]["TrialTotals"][];
            /** Unapplied */
            unapplied: components["schemas"]["UnappliedSums"][];
        };
        /**
         * ClaimExplained
         * @description A claim with the days, balances and rates it was made from.
         *
         *     Their interest and what the claim before left over in rounding (`carried`) make `exact`, a fraction of
         *     minor units, which was rounded half up to the amount.
         */
        ClaimExplained: {
            /**
             * Amount
             * @example 82.19
             */
            amount: string;
            /**
             * Carried
             * @example 0
             */
            carried: string;
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
             * Day Count
             * @example act/365
             */
            day_count: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exact
             * @example 600000/73
             */
            exact: string;
            /** First On */
            first_on: string | null;
            /**
             * Id
             * @example CN01/claim/erp/INV-2026-0042%2F1%2Finterest-20260401
             */
            id: string;
            /** Instalment */
            instalment: number | null;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string | null;
            /** Items */
            items: string[];
            /**
             * Kind
             * @enum {string}
             */
            kind: "interest" | "fee";
            /** Last On */
            last_on: string | null;
            /** Lines */
            lines: components["schemas"]["InterestLineShown"][];
            /**
             * Number
             * @example INV-2026-0042/1/interest-20260401
             */
            number: string;
            /**
             * Raised
             * @description What of it still stands apart from the books
             * @example 82.19
             */
            raised: string;
            /**
             * Raised On
             * Format: date
             */
            raised_on: string;
            /**
             * Rate Table
             * @example eu-2011-7
             */
            rate_table: string | null;
            /** Reason */
            reason: string;
            /**
             * Recognised
             * @example 0.00
             */
            recognised: string;
            /**
             * Status
             * @enum {string}
             */
            status: "raised" | "recognised" | "waived" | "reversed";
        };
        /**
         * ClaimShown
         * @description A claim as it stands; `items` are the invoices that parts of it became.
         */
        ClaimShown: {
            /**
             * Amount
             * @example 82.19
             */
            amount: string;
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
             * Entity
             * @example CN01
             */
            entity: string;
            /** First On */
            first_on: string | null;
            /**
             * Id
             * @example CN01/claim/erp/INV-2026-0042%2F1%2Finterest-20260401
             */
            id: string;
            /** Instalment */
            instalment: number | null;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string | null;
            /** Items */
            items: string[];
            /**
             * Kind
             * @enum {string}
             */
            kind: "interest" | "fee";
            /** Last On */
            last_on: string | null;
            /**
             * Number
             * @example INV-2026-0042/1/interest-20260401
             */
            number: string;
            /**
             * Raised
             * @description What of it still stands apart from the books
             * @example 82.19
             */
            raised: string;
            /**
             * Raised On
             * Format: date
             */
            raised_on: string;
            /**
             * Rate Table
             * @example eu-2011-7
             */
            rate_table: string | null;
            /** Reason */
            reason: string;
            /**
             * Recognised
             * @example 0.00
             */
            recognised: string;
            /**
             * Status
             * @enum {string}
             */
            status: "raised" | "recognised" | "waived" | "reversed";
        };
        /**
         * ClaimSum
         * @description What came together in one currency.
         */
        ClaimSum: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Raised
             * @example 82.19
             */
            raised: string;
            /**
             * Reversed
             * @example 0.00
             */
            reversed: string;
        };
        /**
         * CloseBody
         * @description Close all days up to and including one. Days that are closed already stay so: to repeat is harmless.
         * @example {
         *       "entity": "CN01",
         *       "until": "2026-03-31"
         *     }
         */
        CloseBody: {
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Until
             * @example 2026-03-31
             */
            until: string;
        };
        /**
         * ComparedTotalShown
         * @description What both books say in a currency.
         */
        ComparedTotalShown: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Difference
             * @description Ours less theirs
             * @example -200.00
             */
            difference: string;
            /**
             * Ours
             * @example 630.00
             */
            ours: string;
            /**
             * Theirs
             * @example 830.00
             */
            theirs: string;
        };
        /**
         * ConfirmationBody
         * @description The debtor confirmed the balance.
         * @example {
         *       "acknowledged_on": "2026-04-08",
         *       "file_sha256": "9f86d081884c7d659f86d081884c7d659f86d081884c7d659f86d081884c7d65"
         *     }
         */
        ConfirmationBody: {
            /**
             * Acknowledged On
             * @example 2026-03-31
             */
            acknowledged_on: string;
            /**
             * File Sha256
             * @description SHA-256 of the file that says so
             * @example 9f86d081884c7d659f86d081884c7d659f86d081884c7d659f86d081884c7d65
             */
            file_sha256: string;
        };
        /**
         * ControlBalanceShown
         * @description What a customer owes in a currency by the control accounts.
         */
        ControlBalanceShown: {
            /**
             * Balance
             * @description Receivable less on account less open credits
             * @example 630.00
             */
            balance: string;
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
             * Functional Balance
             * @description What it is carried at in the entity's own currency
             * @example 630.00
             */
            functional_balance: string;
            /**
             * On Account
             * @example 70.00
             */
            on_account: string;
            /**
             * Open Credits
             * @example 0.00
             */
            open_credits: string;
            /**
             * Receivable
             * @example 700.00
             */
            receivable: string;
        };
        /**
         * ControlShown
         * @description The control accounts beside open items less money on account less open credits, at the moment of the close.
         */
        ControlShown: {
            /**
             * Control
             * @example 630.00
             */
            control: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Customers
             * @example 57
             */
            customers: number;
            /**
             * Difference
             * @example 0.00
             */
            difference: string;
            /**
             * Differing
             * @description Customers whose two balances differ; 0
             * @example 0
             */
            differing: number;
            /**
             * Open Items
             * @example 630.00
             */
            open_items: string;
        };
        /**
         * CreditNoteBody
         * @description A credit note. Against an invoice it clears what is open there, the earliest due first; the rest, or one against
         *     nothing, stands as open credit.
         * @example {
         *       "against": "INV-2026-0042",
         *       "amount": "113.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "document_date": "2026-03-09",
         *       "entity": "CN01",
         *       "lines": [
         *         {
         *           "net": "100.00",
         *           "tax": "13.00",
         *           "tax_code": "VAT13"
         *         }
         *       ],
         *       "number": "CN-2026-0007",
         *       "reason": "price difference",
         *       "source": "erp"
         *     }
         */
        CreditNoteBody: {
            /** Against */
            against?: string | null;
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
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
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exchange Rate
             * @description So much of the entity's own currency 本位币 for one unit of the document's 汇率; by default the newest rate entered for its day
             * @example 7.1782
             */
            exchange_rate?: string | null;
            /** Lines */
            lines?: components["schemas"]["LineBody"][] | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Opening
             * @description Was open when these books began; no revenue of ours is reduced
             * @default false
             */
            opening: boolean;
            /** Posted On */
            posted_on?: string | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
        };
        /**
         * CreditNoteLine
         * @description A credit note.
         * @example {
         *       "against": "INV-2026-0042",
         *       "amount": "113.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "document_date": "2026-03-09",
         *       "entity": "CN01",
         *       "lines": [
         *         {
         *           "net": "100.00",
         *           "tax": "13.00",
         *           "tax_code": "VAT13"
         *         }
         *       ],
         *       "number": "CN-2026-0007",
         *       "reason": "price difference",
         *       "source": "erp"
         *     }
         */
        CreditNoteLine: {
            /**
             * Against
             * @default null
             */
            against: string | null;
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
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
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exchange Rate
             * @description So much of the entity's own currency 本位币 for one unit of the document's 汇率; by default the newest rate entered for its day
             * @default null
             * @example 7.1782
             */
            exchange_rate: string | null;
            /**
             * Lines
             * @default null
             */
            lines: components["schemas"]["LineBody"][] | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Opening
             * @description Was open when these books began; no revenue of ours is reduced
             * @default false
             */
            opening: boolean;
            /**
             * Posted On
             * @default null
             */
            posted_on: string | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "credit-note";
        };
        /**
         * CreditNoteShown
         * @description A credit note as it stands; `unapplied` is open credit.
         */
        CreditNoteShown: {
            /**
             * Against
             * @example CN01/invoice/erp/INV-2026-0042
             */
            against: string | null;
            /**
             * Amount
             * @example 113.00
             */
            amount: string;
            /** Applied */
            applied: components["schemas"]["AppliedShown"][];
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
             * Document Date
             * @example 2026-03-09
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Id
             * @example CN01/credit-note/erp/CN-2026-0007
             */
            id: string;
            /**
             * Moved From
             * @description The closed day it would have been posted on
             */
            moved_from: string | null;
            /**
             * Number
             * @example CN-2026-0007
             */
            number: string;
            /**
             * Origin
             * @description What it was before it came from another customer
             * @example CN01/credit-note/erp/CN-2026-0007
             */
            origin: string | null;
            /**
             * Paid Out
             * @description Refunded or moved to another customer
             * @example 0.00
             */
            paid_out: string;
            /**
             * Posted On
             * @example 2026-03-09
             */
            posted_on: string;
            /** Reason */
            reason: string;
            /** Shares */
            shares: components["schemas"]["ShareShown"][];
            /**
             * Source
             * @example erp
             */
            source: string;
            /**
             * Unapplied
             * @example 0.00
             */
            unapplied: string;
        };
        /**
         * CurrencyRevalued
         * @description What was changed in one currency; a gain is positive. All but the balance is in the entity's own currency.
         */
        CurrencyRevalued: {
            /**
             * Balance
             * @example 100.00
             */
            balance: string;
            /**
             * Carried
             * @example 720.00
             */
            carried: string;
            /**
             * Currency
             * @example USD
             */
            currency: string;
            /**
             * Customers
             * @description Whose worth had changed
             * @example 12
             */
            customers: number;
            /**
             * Difference
             * @example -10.00
             */
            difference: string;
            rate: components["schemas"]["ExchangeRateShown"];
        };
        /**
         * CurrencyTotal
         * @description All accounts of a currency together; `difference` is 0.
         */
        CurrencyTotal: {
            /**
             * Credit
             * @example 2260.00
             */
            credit: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Debit
             * @example 2260.00
             */
            debit: string;
            /**
             * Difference
             * @example 0.00
             */
            difference: string;
            /**
             * Functional Difference
             * @description The same in the entity's own currency
             * @example 0.00
             */
            functional_difference: string;
        };
        /**
         * CustomerBody
         * @description What is known of a customer, whole: what is left out is cleared.
         * @example {
         *       "country": "CN",
         *       "currency": "CNY",
         *       "industry": "machinery",
         *       "language": "zh",
         *       "name": "Dragon Bearings Ltd.",
         *       "region": "east",
         *       "salesperson": "S-07",
         *       "size": "mid",
         *       "terms_days": 30
         *     }
         */
        CustomerBody: {
            /**
             * Country
             * @example CN
             */
            country: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Industry
             * @default
             */
            industry: string;
            /**
             * Language
             * @example zh
             */
            language: string;
            /**
             * Name
             * @example Nordlicht GmbH
             */
            name: string;
            /** Parent */
            parent?: string | null;
            /**
             * Region
             * @default
             */
            region: string;
            /**
             * Salesperson
             * @description A code, not a person's name
             * @default
             */
            salesperson: string;
            /**
             * Size
             * @default
             * @enum {string}
             */
            size: "small" | "mid" | "large" | "";
            /** @description 默认付款条件: how invoices fall due that say nothing themselves; in place of `terms_days` */
            terms?: components["schemas"]["TermsBody"] | null;
            /**
             * Terms Days
             * @description Days from the document's date to the due date
             * @example 30
             */
            terms_days: number;
        };
        /**
         * CustomerDocumentShown
         * @description A document of a customer as it stands.
         *
         *     `open` is what is unpaid of an invoice, or what of a payment or credit note settles nothing yet. What is
         *     `cancelled` was reversed: an invoice, or a reduction that was taken back.
         */
        CustomerDocumentShown: {
            /**
             * Amount
             * @example 1130.00
             */
            amount: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Document
             * @example CN01/invoice/erp/INV-2026-0042
             */
            document: string;
            /** Document Date */
            document_date: string | null;
            /**
             * Due On
             * @description Of an invoice: when what is open falls due next
             */
            due_on: string | null;
            /**
             * Held
             * @description Of a payment: waits for a person
             */
            held: boolean;
            /**
             * Kind
             * @description Of the document, as in its id
             * @example invoice
             */
            kind: string;
            /**
             * Open
             * @example 630.00
             */
            open: string;
            /**
             * Order
             * @example SO-2026-118
             */
            order: string | null;
            /**
             * Owed For
             * @description Of an invoice: why it is owed
             * @example sale
             */
            owed_for: string | null;
            /**
             * Paid Out
             * @description Of money or a credit: returned, refunded or moved away
             * @example 0.00
             */
            paid_out: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
            /**
             * Reference
             * @example PO 4711
             */
            reference: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "settled" | "cancelled";
        };
        /**
         * CustomerLine
         * @description A customer's master data, whole.
         * @example {
         *       "country": "CN",
         *       "currency": "CNY",
         *       "industry": "machinery",
         *       "language": "zh",
         *       "name": "Dragon Bearings Ltd.",
         *       "region": "east",
         *       "salesperson": "S-07",
         *       "size": "mid",
         *       "terms_days": 30
         *     }
         */
        CustomerLine: {
            /**
             * Country
             * @example CN
             */
            country: string;
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
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Industry
             * @default
             */
            industry: string;
            /**
             * Language
             * @example zh
             */
            language: string;
            /**
             * Name
             * @example Nordlicht GmbH
             */
            name: string;
            /**
             * Parent
             * @default null
             */
            parent: string | null;
            /**
             * Region
             * @default
             */
            region: string;
            /**
             * Salesperson
             * @description A code, not a person's name
             * @default
             */
            salesperson: string;
            /**
             * Size
             * @default
             * @enum {string}
             */
            size: "small" | "mid" | "large" | "";
            /**
             * @description 默认付款条件: how invoices fall due that say nothing themselves; in place of `terms_days`
             * @default null
             */
            terms: components["schemas"]["TermsBody"] | null;
            /**
             * Terms Days
             * @description Days from the document's date to the due date
             * @example 30
             */
            terms_days: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "customer";
        };
        /**
         * CustomerRecorded
         * @description What became of the master data sent.
         */
        CustomerRecorded: {
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
             * Status
             * @enum {string}
             */
            status: "accepted" | "repeated";
        };
        /**
         * CustomerShown
         * @description A customer as known now.
         */
        CustomerShown: {
            /** Country */
            country: string;
            /** Currency */
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
            /** Industry */
            industry: string;
            /** Insolvent Since */
            insolvent_since: string | null;
            /** Language */
            language: string;
            /**
             * Merged Into
             * @description The customer who owes and holds what this one did 已并入
             */
            merged_into: string | null;
            /** Name */
            name: string;
            /** Parent */
            parent: string | null;
            /** Region */
            region: string;
            /** Salesperson */
            salesperson: string;
            /** Size */
            size: string;
            terms: components["schemas"]["TermsShown"] | null;
            /** Terms Days */
            terms_days: number;
        };
        /**
         * DecisionBody
         * @description Whether what somebody else proposed is written off, and from which day on; a rejection says why.
         * @example {
         *       "customer": "C-0100",
         *       "decided_on": "2026-11-03",
         *       "decision": "approved"
         *     }
         */
        DecisionBody: {
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Decided On
             * Format: date
             * @example 2026-03-31
             */
            decided_on: string;
            /**
             * Decision
             * @enum {string}
             */
            decision: "approved" | "rejected";
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * DeductionBody
         * @description What the payer withheld: it is contested under a number of its own until somebody decides.
         * @example {
         *       "amount": "30.00",
         *       "number": "D-18",
         *       "reason": "short"
         *     }
         */
        DeductionBody: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
            /**
             * Deadline
             * @default null
             */
            deadline: string | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Owner Role
             * @description Who should settle it
             * @default sales
             */
            owner_role: string;
            /** Reason */
            reason: string;
        };
        /**
         * DifferenceResolved
         * @description What became of closing a difference.
         */
        DifferenceResolved: {
            /**
             * Id
             * @example CN01/difference/C-0100/customer-CNY
             */
            id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "repeated";
        };
        /**
         * DifferenceShown
         * @description A difference as a comparison found it; `outcome` is how it ended, null while somebody has to look.
         */
        DifferenceShown: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Cleared On */
            cleared_on: string | null;
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
            /** Document */
            document: string | null;
            /**
             * Id
             * @example CN01/difference/C-0100/customer-CNY
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "missing-here" | "missing-there" | "amount" | "date";
            /**
             * Level
             * @enum {string}
             */
            level: "customer" | "document";
            /** Note */
            note: string | null;
            /** Our Date */
            our_date: string | null;
            /** Ours */
            ours: string | null;
            /** Outcome */
            outcome: ("no-longer-found" | "resolved" | "found-again") | null;
            /**
             * Reconciliation
             * @example CN01/reconciliation/gl/2026-03
             */
            reconciliation: string;
            /** Their Date */
            their_date: string | null;
            /** Theirs */
            theirs: string | null;
        };
        /**
         * DisagreementBody
         * @description The debtor does not agree: by how much the balance in the debtor's books is higher (or lower, negative).
         * @example {
         *       "answered_on": "2026-04-08",
         *       "currency": "CNY",
         *       "difference": "-200.00",
         *       "invoice": "INV-2026-0042",
         *       "note": "two bearings damaged"
         *     }
         */
        DisagreementBody: {
            /**
             * Answered On
             * @example 2026-03-31
             */
            answered_on: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Difference
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            difference: string;
            /** Invoice */
            invoice?: string | null;
            /** Note */
            note: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
        };
        /**
         * DiscountBody
         * @description A discount for early payment 现金折扣: whoever pays until then may deduct so much.
         */
        DiscountBody: {
            due: components["schemas"]["DueBody"];
            /**
             * Percent
             * @description A decimal string with at most two decimals
             * @example 30
             * @example 33.34
             */
            percent: string;
        };
        /**
         * DiscountShown
         * @description Whoever pays the whole invoice until then may deduct so much 现金折扣.
         */
        DiscountShown: {
            /**
             * Amount
             * @example 22.60
             */
            amount: string;
            /**
             * Percent
             * @example 2
             */
            percent: string;
            /**
             * Until
             * @example 2026-03-12
             */
            until: string;
        };
        /**
         * DisputeBody
         * @description What a customer contests: an invoice, one instalment of it, or an amount; without an amount, all that is open.
         * @example {
         *       "amount": "200.00",
         *       "customer": "C-0100",
         *       "entity": "CN01",
         *       "invoice": "INV-2026-0042",
         *       "number": "D-17",
         *       "opened_on": "2026-03-12",
         *       "reason": "two bearings damaged"
         *     }
         */
        DisputeBody: {
            /** Amount */
            amount?: string | null;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /** Deadline */
            deadline?: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** Instalment */
            instalment?: number | null;
            /**
             * Invoice
             * @description An invoice by its number, as `source/number`, or by its id
             * @example INV-2026-0042
             * @example erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Opened On
             * Format: date
             * @example 2026-03-31
             */
            opened_on: string;
            /**
             * Owner Role
             * @description Who should settle it
             * @default sales
             */
            owner_role: string;
            /** Reason */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
        };
        /**
         * DisputeLine
         * @description A dispute.
         * @example {
         *       "amount": "200.00",
         *       "customer": "C-0100",
         *       "entity": "CN01",
         *       "invoice": "INV-2026-0042",
         *       "number": "D-17",
         *       "opened_on": "2026-03-12",
         *       "reason": "two bearings damaged"
         *     }
         */
        DisputeLine: {
            /**
             * Amount
             * @default null
             */
            amount: string | null;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /**
             * Deadline
             * @default null
             */
            deadline: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Instalment
             * @default null
             */
            instalment: number | null;
            /**
             * Invoice
             * @description An invoice by its number, as `source/number`, or by its id
             * @example INV-2026-0042
             * @example erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Opened On
             * Format: date
             * @example 2026-03-31
             */
            opened_on: string;
            /**
             * Owner Role
             * @description Who should settle it
             * @default sales
             */
            owner_role: string;
            /** Reason */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "dispute";
        };
        /**
         * DisputeShown
         * @description A dispute as it stands.
         */
        DisputeShown: {
            /**
             * Amount
             * @example 200.00
             */
            amount: string;
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
            /** Deadline */
            deadline: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Id
             * @example CN01/dispute/erp/D-17
             */
            id: string;
            /** Instalment */
            instalment: number | null;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Opened On
             * @example 2026-03-12
             */
            opened_on: string;
            /** Outcome */
            outcome: ("accepted" | "rejected" | "withdrawn") | null;
            /**
             * Owner Role
             * @example sales
             */
            owner_role: string;
            /**
             * Payment
             * @description The payment it was deducted from, if it was
             */
            payment: string | null;
            /** Reason */
            reason: string;
            /** Resolved On */
            resolved_on: string | null;
        };
        Document: components["schemas"]["InvoiceLine"] | components["schemas"]["PaymentLine"] | components["schemas"]["CreditNoteLine"] | components["schemas"]["DisputeLine"] | components["schemas"]["TransferLine"] | components["schemas"]["ResolutionLine"] | components["schemas"]["FeeLine"] | components["schemas"]["CustomerLine"] | components["schemas"]["CancellationLine"] | components["schemas"]["DueEventLine"] | components["schemas"]["AllocationLine"];
        /**
         * DocumentPreviewed
         * @description What would become of a document, asked with `preview=true`: nothing of it is recorded.
         */
        DocumentPreviewed: {
            /**
             * Applied
             * @description What it caused to be applied or taken back
             */
            applied: components["schemas"]["AppliedShown"][];
            /** Events */
            events: components["schemas"]["EventPreviewed"][];
            /**
             * Id
             * @example CN01/invoice/erp/INV-2026-0042
             */
            id: string;
            /**
             * Lines
             * @description What would be posted, balanced per currency
             */
            lines: components["schemas"]["JournalLinePreviewed"][];
            /** @description Where a closed period moved it, if one did */
            moved?: components["schemas"]["MovedShown"] | null;
            /**
             * Preview
             * @constant
             */
            preview: true;
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "repeated";
        };
        /**
         * DocumentRecorded
         * @description What became of a document; `repeated` says that the very same one was in the books before.
         */
        DocumentRecorded: {
            /**
             * Applied
             * @description What it caused to be applied or taken back
             */
            applied: components["schemas"]["AppliedShown"][];
            /**
             * Id
             * @example CN01/invoice/erp/INV-2026-0042
             */
            id: string;
            /** @description Where a closed period moved it, if one did */
            moved?: components["schemas"]["MovedShown"] | null;
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "repeated";
        };
        /**
         * DraftListed
         * @description A draft in a list.
         */
        DraftListed: {
            /**
             * Body
             * @example {
             *       "amount": "1130.00",
             *       "currency": "CNY",
             *       "customer": "C-0100"
             *     }
             */
            body: {
                [key: string]: unknown;
            };
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /**
             * Changed By
             * @example k2v7f3w1
             */
            changed_by: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Id
             * @description Of the document, once it is posted
             * @example CN01/invoice/erp/INV-2026-0042
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "invoice" | "payment" | "credit-note" | "adjustment" | "offset";
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Source
             * @example erp
             */
            source: string;
            /**
             * Version
             * @description Changes with every change; the ETag
             * @example 17
             */
            version: number;
        };
        /**
         * DraftShown
         * @description A draft and what would come of it now: either the `problem` that posting it would meet, or its `preview`.
         */
        DraftShown: {
            /**
             * Body
             * @example {
             *       "amount": "1130.00",
             *       "currency": "CNY",
             *       "customer": "C-0100"
             *     }
             */
            body: {
                [key: string]: unknown;
            };
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /**
             * Changed By
             * @example k2v7f3w1
             */
            changed_by: string;
            /**
             * Customer
             * @example C-0100
             */
            customer: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Id
             * @description Of the document, once it is posted
             * @example CN01/invoice/erp/INV-2026-0042
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "invoice" | "payment" | "credit-note" | "adjustment" | "offset";
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            preview: components["schemas"]["DocumentPreviewed"] | null;
            problem: components["schemas"]["Problem"] | null;
            /**
             * Source
             * @example erp
             */
            source: string;
            /**
             * Version
             * @description Changes with every change; the ETag
             * @example 17
             */
            version: number;
        };
        /**
         * DueBody
         * @description When a part falls due 到期规则: so many `months` on, there on a `day` of that month, and so many `days` after it.
         *
         *     Net 30 (30 天) is `{"days": 30}`; end of month and 30 days (月结 30 天) is `{"day": 31, "days": 30}`, for 31 is the
         *     last day of every month; the 10th of the next month (次月 10 日) is `{"months": 1, "day": 10}`. It counts from the
         *     document's date, or from the day on which `event` happened: until somebody reports that, the part is not due.
         * @example {
         *       "day": 10,
         *       "months": 1
         *     }
         */
        DueBody: {
            /**
             * Day
             * @description 31 is the last day of every month
             * @default null
             * @example 10
             */
            day: number | null;
            /**
             * Days
             * @default 0
             * @example 30
             */
            days: number;
            /**
             * Event
             * @default null
             */
            event: ("delivery" | "acceptance" | "invoice-receipt" | "warranty-end") | null;
            /**
             * Months
             * @default 0
             * @example 1
             */
            months: number;
        };
        /**
         * DueEventBody
         * @description What instalments waited for has happened 到期事件; without `instalment`, for all that wait for it.
         * @example {
         *       "event": "acceptance",
         *       "happened_on": "2026-04-20"
         *     }
         */
        DueEventBody: {
            /**
             * Event
             * @description delivery 交货, acceptance 验收, invoice-receipt 收到发票, warranty-end 质保期满 (retention 质保金)
             * @enum {string}
             */
            event: "delivery" | "acceptance" | "invoice-receipt" | "warranty-end";
            /**
             * Happened On
             * Format: date
             * @example 2026-03-31
             */
            happened_on: string;
            /** Instalment */
            instalment?: number | null;
        };
        /**
         * DueEventLine
         * @description What instalments of an invoice waited for has happened.
         * @example {
         *       "event": "acceptance",
         *       "happened_on": "2026-04-20"
         *     }
         */
        DueEventLine: {
            /**
             * Customer
             * @default null
             */
            customer: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Event
             * @description delivery 交货, acceptance 验收, invoice-receipt 收到发票, warranty-end 质保期满 (retention 质保金)
             * @enum {string}
             */
            event: "delivery" | "acceptance" | "invoice-receipt" | "warranty-end";
            /**
             * Happened On
             * Format: date
             * @example 2026-03-31
             */
            happened_on: string;
            /**
             * Instalment
             * @default null
             */
            instalment: number | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "due-event";
        };
        /**
         * DueShown
         * @description When a part falls due, counted from the document's date or from its event.
         */
        DueShown: {
            /** Day */
            day: number | null;
            /** Days */
            days: number;
            /** Event */
            event: string | null;
            /** Months */
            months: number;
        };
        /**
         * EntityBody
         * @description A company's settings. Before `dunning_from` its documents are facts only: importing history reminds nobody.
         * @example {
         *       "allocation_order": "oldest-first",
         *       "calendar": "CN",
         *       "currencies": [
         *         "CNY",
         *         "USD"
         *       ],
         *       "dunning_from": "2026-01-01",
         *       "first_business_day": "2026-01-01",
         *       "functional_currency": "CNY",
         *       "language": "zh",
         *       "late_posting": "unless-stated",
         *       "name": "Kunlun Trading Co.",
         *       "time_zone": "Asia/Shanghai"
         *     }
         */
        EntityBody: {
            /**
             * Allocation Order
             * @default oldest-first
             * @enum {string}
             */
            allocation_order: "oldest-first" | "newest-first";
            /**
             * Calendar
             * @description Country of the working days
             * @example CN
             */
            calendar: string;
            /** Currencies */
            currencies: string[];
            /**
             * Discount Tolerance Days
             * @description So many days late a discount may still be taken 现金折扣宽限天数
             * @default 0
             */
            discount_tolerance_days: number;
            /**
             * Dunning From
             * @example 2026-03-31
             */
            dunning_from: string;
            /**
             * Exchange Rates Hold Days
             * @description So many days an exchange rate holds where no newer one is stated 汇率沿用天数: 0 wants one for each day, 31 lets a month's rate hold for the month
             * @default 10
             */
            exchange_rates_hold_days: number;
            /**
             * First Business Day
             * @example 2026-03-31
             */
            first_business_day: string;
            /**
             * Functional Currency
             * @example CNY
             */
            functional_currency: string;
            /**
             * Interest From
             * @description Days before bear no interest; by default those before the first business day
             */
            interest_from?: string | null;
            /**
             * Interest On
             * @default undisputed
             * @enum {string}
             */
            interest_on: "undisputed" | "all";
            /**
             * Language
             * @default en
             * @enum {string}
             */
            language: "zh" | "en";
            /**
             * Late Fee
             * @description Claim the law's fixed sum of each late payment
             * @default false
             */
            late_fee: boolean;
            /**
             * Late Posting
             * @description What is dated in a closed period is posted on the first open day unless it states its posting date, and is refused then; is always refused; is always moved to the next open day
             * @default unless-stated
             * @enum {string}
             */
            late_posting: "unless-stated" | "refuse" | "next-open-day";
            /**
             * Name
             * @example Nordlicht GmbH
             */
            name: string;
            /**
             * Payment Order
             * @default principal-first
             * @enum {string}
             */
            payment_order: "principal-first" | "costs-interest-principal";
            /**
             * Rate Table
             * @description By which interest is claimed; none: not at all
             */
            rate_table?: string | null;
            /**
             * Small Differences
             * @description By currency: what a payment may leave open of an instalment without its being pursued
             * @example {
             *       "CNY": "1.00"
             *     }
             */
            small_differences?: {
                [key: string]: string;
            };
            /**
             * Tax On Reductions
             * @description On what of a receivable that ends without money the tax is given back, too 冲减税额. By default on none in China, where a red e-invoice 红字发票 does it, and on discounts elsewhere
             */
            tax_on_reductions?: ("none" | "discounts" | "discounts-and-write-offs") | null;
            /**
             * Time Zone
             * @example Asia/Shanghai
             */
            time_zone: string;
        };
        /**
         * EntityShown
         * @description An entity and its settings.
         */
        EntityShown: {
            /**
             * Allocation Order
             * @enum {string}
             */
            allocation_order: "oldest-first" | "newest-first";
            /** Calendar */
            calendar: string;
            /** Currencies */
            currencies: string[];
            /** Discount Tolerance Days */
            discount_tolerance_days: number;
            /**
             * Dunning From
             * Format: date
             */
            dunning_from: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** Exchange Rates Hold Days */
            exchange_rates_hold_days: number;
            /**
             * First Business Day
             * Format: date
             */
            first_business_day: string;
            /** Functional Currency */
            functional_currency: string;
            /** Interest From */
            interest_from: string | null;
            /**
             * Interest On
             * @enum {string}
             */
            interest_on: "undisputed" | "all";
            /**
             * Language
             * @enum {string}
             */
            language: "zh" | "en";
            /** Late Fee */
            late_fee: boolean;
            /**
             * Late Posting
             * @enum {string}
             */
            late_posting: "unless-stated" | "refuse" | "next-open-day";
            /** Name */
            name: string;
            /**
             * Payment Order
             * @enum {string}
             */
            payment_order: "principal-first" | "costs-interest-principal";
            /** Rate Table */
            rate_table: string | null;
            /** Small Differences */
            small_differences: {
                [key: string]: string;
            };
            /**
             * Tax On Reductions
             * @enum {string}
             */
            tax_on_reductions: "none" | "discounts" | "discounts-and-write-offs";
            /** Time Zone */
            time_zone: string;
        };
        /**
         * EventPreviewed
         * @description An event that would be recorded.
         */
        EventPreviewed: {
            /**
             * Stream
             * @example CN01/invoice/erp/INV-2026-0042
             */
            stream: string;
            /**
             * Type
             * @example invoice-issued.v1
             */
            type: string;
        };
        /**
         * ExchangeRatesBody
         * @description Rates to enter. The same again changes nothing; another one for the same day counts for what is posted later.
         * @example {
         *       "rates": [
         *         {
         *           "currency": "USD",
         *           "rate": "7.1782",
         *           "source": "PBOC central parity",
         *           "valid_on": "2026-03-31"
         *         },
         *         {
         *           "currency": "JPY",
         *           "per": 100,
         *           "rate": "4.7816",
         *           "source": "PBOC central parity",
         *           "valid_on": "2026-03-31"
         *         }
         *       ]
         *     }
         */
        ExchangeRatesBody: {
            /** Rates */
            rates: components["schemas"]["QuotedRateBody"][];
        };
        /**
         * ExchangeRatesEntered
         * @description How many of the rates sent were new, or other than before.
         */
        ExchangeRatesEntered: {
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * New
             * @example 2
             */
            new: number;
            /**
             * Sent
             * @example 2
             */
            sent: number;
        };
        /**
         * ExchangeRateShown
         * @description So much of the entity's own currency for one unit of another.
         */
        ExchangeRateShown: {
            /**
             * Currency
             * @example USD
             */
            currency: string;
            /**
             * Rate
             * @example 7.1782
             */
            rate: string;
            /**
             * Source
             * @example PBOC central parity
             */
            source: string;
            /**
             * Valid On
             * Format: date
             */
            valid_on: string;
        };
        /**
         * FeeBody
         * @description A fee claimed of a customer, perhaps for an invoice. It stands beside the books until it is recognised.
         * @example {
         *       "amount": "40.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "entity": "CN01",
         *       "invoice": "INV-2026-0042",
         *       "number": "F-17",
         *       "raised_on": "2026-04-30",
         *       "reason": "second reminder"
         *     }
         */
        FeeBody: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
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
             * Entity
             * @example CN01
             */
            entity: string;
            /** Invoice */
            invoice?: string | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Raised On
             * Format: date
             * @example 2026-03-31
             */
            raised_on: string;
            /** Reason */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
        };
        /**
         * FeeLine
         * @description A fee claimed.
         * @example {
         *       "amount": "40.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "entity": "CN01",
         *       "invoice": "INV-2026-0042",
         *       "number": "F-17",
         *       "raised_on": "2026-04-30",
         *       "reason": "second reminder"
         *     }
         */
        FeeLine: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
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
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Invoice
             * @default null
             */
            invoice: string | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Raised On
             * Format: date
             * @example 2026-03-31
             */
            raised_on: string;
            /** Reason */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "fee";
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
         * GroupAllocationBody
         * @description So much of a payment for one invoice: the payer's, or that of the `customer` named, to whom the money moves.
         * @example {
         *       "amount": "500.00",
         *       "customer": "C-0101",
         *       "invoice": "INV-2026-0051"
         *     }
         */
        GroupAllocationBody: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
            /**
             * Currency
             * @description Of the invoice, where the money is in another: it is exchanged first
             * @default null
             */
            currency: string | null;
            /**
             * Customer
             * @default null
             */
            customer: string | null;
            /** @default null */
            deduction: components["schemas"]["DeductionBody"] | null;
            /**
             * Discount
             * @description Taken for paying early 现金折扣: exactly this, 0 for none; by default all that is left open, where the invoice's terms allow it on the value date
             * @default null
             */
            discount: string | null;
            /**
             * Instalment
             * @default null
             */
            instalment: number | null;
            /**
             * Invoice
             * @description An invoice by its number, as `source/number`, or by its id
             * @example INV-2026-0042
             * @example erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Settles
             * @description What the amount is given for in that currency; by default, what it is by the day's rates
             * @default null
             */
            settles: string | null;
        };
        /**
         * HeldShown
         * @description Payments of the closed days that wait for a person.
         */
        HeldShown: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Payments
             * @example 2
             */
            payments: number;
            /**
             * Unapplied
             * @example 50.00
             */
            unapplied: string;
        };
        /**
         * HistoryShown
         * @description One thing that happened: what, when it was recorded and from when it counts, who asked, and because of what.
         */
        HistoryShown: {
            /**
             * Causation
             * @description The position of the event it was a reaction to, if it was one
             */
            causation: string | null;
            /**
             * Command
             * @example issue-invoice
             */
            command: string;
            /** Correlation Id */
            correlation_id: string;
            /**
             * Counts On
             * @description The date that counts for the books
             */
            counts_on: string | null;
            /**
             * Data
             * @description The event itself
             */
            data: {
                [key: string]: unknown;
            };
            /**
             * Event
             * @example invoice-issued.v1
             */
            event: string;
            /**
             * Position
             * @example huikuan.ledger:1.7.42
             */
            position: string;
            /**
             * Principal
             * @description The id of the key that asked
             * @example k3v9z5w8t2r4x6y1
             */
            principal: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /**
             * Stream
             * @example CN01/invoice/erp/INV-2026-0042
             */
            stream: string;
            words: components["schemas"]["WordsShown"];
        };
        /**
         * InsolvencyBody
         * @description Since when a customer is insolvent.
         * @example {
         *       "since": "2026-03-03"
         *     }
         */
        InsolvencyBody: {
            /**
             * Since
             * @example 2026-03-31
             */
            since: string;
        };
        /**
         * InstalmentBody
         * @description A part of an invoice that falls due on its own date.
         */
        InstalmentBody: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
            /**
             * Due Date
             * Format: date
             * @example 2026-03-31
             */
            due_date: string;
        };
        /**
         * InstalmentShown
         * @description An instalment as it stands.
         */
        InstalmentShown: {
            /**
             * Amount
             * @example 1130.00
             */
            amount: string;
            /**
             * Due Event
             * @description The event it waits for, or has waited for; null where it had a date at once
             * @example acceptance
             */
            due_event: string | null;
            /**
             * Due On
             * @description Null while it waits for its event 未到期（等待事件）: owed, but not due
             * @example 2026-04-01
             */
            due_on: string | null;
            /**
             * Instalment
             * @example 1
             */
            instalment: number;
            /**
             * Open
             * @example 630.00
             */
            open: string;
        };
        /**
         * InterestLineShown
         * @description Days on which one balance bore one rate; first and last are counted.
         */
        InterestLineShown: {
            /**
             * Balance
             * @example 10000.00
             */
            balance: string;
            /**
             * Days
             * @example 30
             */
            days: number;
            /**
             * First On
             * Format: date
             */
            first_on: string;
            /**
             * Last On
             * Format: date
             */
            last_on: string;
            /**
             * Percent
             * @example 10
             */
            percent: string;
        };
        /**
         * InvoiceBody
         * @description An invoice. It falls due on `due_date`, in `instalments`, after `terms_days` or by `terms`.
         *
         *     By default it falls due as agreed with the customer. `amount` is gross; without `lines` it is one line without tax.
         *     `posted_on` is the date of the books, by default the document's.
         * @example {
         *       "amount": "1130.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "document_date": "2026-03-02",
         *       "due_date": "2026-04-01",
         *       "entity": "CN01",
         *       "lines": [
         *         {
         *           "dimensions": {
         *             "product_line": "bearings"
         *           },
         *           "net": "1000.00",
         *           "tax": "130.00",
         *           "tax_code": "VAT13"
         *         }
         *       ],
         *       "number": "INV-2026-0042",
         *       "order": "SO-2026-0117",
         *       "source": "erp"
         *     }
         */
        InvoiceBody: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
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
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /** Due Date */
            due_date?: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exchange Rate
             * @description So much of the entity's own currency 本位币 for one unit of the document's 汇率; by default the newest rate entered for its day
             * @example 7.1782
             */
            exchange_rate?: string | null;
            /** Instalments */
            instalments?: components["schemas"]["InstalmentBody"][] | null;
            /**
             * Kind
             * @description Why it is owed; only a sale counts as sales
             * @default sale
             * @enum {string}
             */
            kind: "sale" | "opening-balance" | "debit-adjustment" | "fee";
            /** Lines */
            lines?: components["schemas"]["LineBody"][] | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /** Order */
            order?: string | null;
            /** Posted On */
            posted_on?: string | null;
            /** Reference */
            reference?: string | null;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /** @description 付款条件 of this invoice, in place of the customer's */
            terms?: components["schemas"]["TermsBody"] | null;
            /** Terms Days */
            terms_days?: number | null;
        };
        /**
         * InvoiceLine
         * @description An invoice.
         * @example {
         *       "amount": "1130.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "document_date": "2026-03-02",
         *       "due_date": "2026-04-01",
         *       "entity": "CN01",
         *       "lines": [
         *         {
         *           "dimensions": {
         *             "product_line": "bearings"
         *           },
         *           "net": "1000.00",
         *           "tax": "130.00",
         *           "tax_code": "VAT13"
         *         }
         *       ],
         *       "number": "INV-2026-0042",
         *       "order": "SO-2026-0117",
         *       "source": "erp"
         *     }
         */
        InvoiceLine: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
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
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Due Date
             * @default null
             */
            due_date: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exchange Rate
             * @description So much of the entity's own currency 本位币 for one unit of the document's 汇率; by default the newest rate entered for its day
             * @default null
             * @example 7.1782
             */
            exchange_rate: string | null;
            /**
             * Instalments
             * @default null
             */
            instalments: components["schemas"]["InstalmentBody"][] | null;
            /**
             * Kind
             * @description Why it is owed; only a sale counts as sales
             * @default sale
             * @enum {string}
             */
            kind: "sale" | "opening-balance" | "debit-adjustment" | "fee";
            /**
             * Lines
             * @default null
             */
            lines: components["schemas"]["LineBody"][] | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Order
             * @default null
             */
            order: string | null;
            /**
             * Posted On
             * @default null
             */
            posted_on: string | null;
            /**
             * Reference
             * @default null
             */
            reference: string | null;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description 付款条件 of this invoice, in place of the customer's
             * @default null
             */
            terms: components["schemas"]["TermsBody"] | null;
            /**
             * Terms Days
             * @default null
             */
            terms_days: number | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "invoice";
        };
        /**
         * InvoiceShown
         * @description An invoice as it stands: what is open of each instalment, and what has been applied to it.
         */
        InvoiceShown: {
            /**
             * Amount
             * @example 1130.00
             */
            amount: string;
            /** Applied */
            applied: components["schemas"]["AppliedShown"][];
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
            /** Discounts */
            discounts: components["schemas"]["DiscountShown"][];
            /**
             * Document Date
             * @example 2026-03-02
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Id
             * @example CN01/invoice/erp/INV-2026-0042
             */
            id: string;
            /** Instalments */
            instalments: components["schemas"]["InstalmentShown"][];
            /**
             * Moved From
             * @description The closed day it would have been posted on
             */
            moved_from: string | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Open
             * @example 630.00
             */
            open: string;
            /** Order */
            order: string | null;
            /**
             * Posted On
             * @example 2026-03-02
             */
            posted_on: string;
            /** Reference */
            reference: string | null;
            /** Shares */
            shares: components["schemas"]["ShareShown"][];
            /**
             * Source
             * @example erp
             */
            source: string;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "paid" | "cancelled";
        };
        /**
         * IssuedStatementShown
         * @description A statement that was issued, and what the debtor answered.
         */
        IssuedStatementShown: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Balances */
            balances: components["schemas"]["StatedBalanceShown"][];
            /** Confirmed On */
            confirmed_on: string | null;
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /** Differences */
            differences: components["schemas"]["StatementDifferenceShown"][];
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** File Sha256 */
            file_sha256: string | null;
            /**
             * Form
             * @enum {string}
             */
            form: "open-items" | "activity";
            /**
             * Format
             * @enum {string}
             */
            format: "html" | "json";
            /** From */
            from: string | null;
            /**
             * Id
             * @example CN01/statement/C-0100/2026-03-31-4f2ab10c99de
             */
            id: string;
            /**
             * Known
             * @description The position of the log it was made at
             * @example huikuan.ledger:1.7.42
             */
            known: string;
            /**
             * Language
             * @enum {string}
             */
            language: "zh" | "en";
            /**
             * Number
             * @example 2026-03-31-4f2ab10c99de
             */
            number: string;
            /** Sha256 */
            sha256: string;
        };
        /**
         * ItemLimitationShown
         * @description An open instalment and the last day on which it can be enforced.
         */
        ItemLimitationShown: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /** Due On */
            due_on: string | null;
            /** Instalment */
            instalment: number;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string;
            /** Last Day */
            last_day: string | null;
            /**
             * Open
             * @example 630.00
             */
            open: string;
            /** Restarted By */
            restarted_by: ("acknowledgement" | "part-payment" | "confirmed-statement") | null;
            /** Restarted On */
            restarted_on: string | null;
        };
        /**
         * JournalLinePreviewed
         * @description A line that would be posted: either a debit or a credit, or neither where only the worth is put right.
         */
        JournalLinePreviewed: {
            /**
             * Account
             * @example 1122
             */
            account: string;
            /**
             * Account Name
             * @description Empty where the document itself names the account
             * @example 应收账款
             */
            account_name: string;
            /**
             * Credit
             * @example null
             */
            credit: string | null;
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
             * Debit
             * @example 1130.00
             */
            debit: string | null;
            /** Dimensions */
            dimensions: {
                [key: string]: string;
            };
            /**
             * Document
             * @example CN01/invoice/erp/INV-2026-0042
             */
            document: string;
            /**
             * Functional Amount
             * @description In the entity's own currency, a debit positive; null where it is not known
             * @example 1130.00
             */
            functional_amount: string | null;
            /**
             * Functional Currency
             * @example CNY
             */
            functional_currency: string;
            /**
             * Posted On
             * @example 2026-03-02
             */
            posted_on: string;
            /**
             * Role
             * @example receivable
             */
            role: string;
            /**
             * Tax Code
             * @example null
             */
            tax_code: string | null;
        };
        /**
         * JournalLineShown
         * @description One line of the journal, with the event it comes from.
         */
        JournalLineShown: {
            /**
             * Account
             * @example 1122
             */
            account: string;
            /**
             * Credit
             * @example 0.00
             */
            credit: string;
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
             * Debit
             * @example 1130.00
             */
            debit: string;
            /**
             * Dimensions
             * @example {
             *       "product_line": "bearings",
             *       "region": "east",
             *       "salesperson": "S-07"
             *     }
             */
            dimensions: {
                [key: string]: string;
            };
            /**
             * Event
             * @example invoice-issued.v1
             */
            event: string;
            /**
             * Functional Amount
             * @description In the entity's own currency, a debit positive; null where it was never known
             * @example 1130.00
             */
            functional_amount: string | null;
            /**
             * Functional Currency
             * @example CNY
             */
            functional_currency: string;
            /**
             * Line
             * @example 0
             */
            line: number;
            /**
             * Position
             * @example huikuan.ledger:1.7.42
             */
            position: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
            /**
             * Role
             * @enum {string}
             */
            role: "receivable" | "on-account" | "open-credits" | "bank" | "revenue" | "tax" | "opening" | "adjustments" | "fee-income" | "interest-income" | "discounts" | "small-differences" | "bad-debts" | "payables" | "recoveries" | "advances" | "unidentified" | "transfer-clearing" | "exchange-clearing" | "exchange-differences" | "unrealised-exchange-differences";
            /**
             * Stream
             * @example CN01/invoice/erp/INV-2026-0042
             */
            stream: string;
            /** Tax Code */
            tax_code: string | null;
        };
        /**
         * LineAnswer
         * @description What became of one line. `position` is where to read it back from; `problem` says what to mend, and where.
         */
        LineAnswer: {
            /**
             * Id
             * @example CN01/invoice/erp/INV-2026-0042
             */
            id?: string | null;
            /**
             * Line
             * @example 1
             */
            line: number;
            /**
             * Position
             * @example huikuan.ledger:1.7.42
             */
            position?: string | null;
            problem?: components["schemas"]["Problem"] | null;
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "repeated" | "refused";
        };
        /**
         * LineBody
         * @description A line of an invoice or credit note, or a sum of lines; net and tax of all lines make up the amount.
         */
        LineBody: {
            /**
             * Dimensions
             * @example {
             *       "product_line": "bearings",
             *       "region": "east"
             *     }
             */
            dimensions?: {
                [key: string]: string;
            };
            /**
             * Net
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            net: string;
            /**
             * Revenue Account
             * @default null
             */
            revenue_account: string | null;
            /**
             * Tax
             * @description A decimal string with no more decimals than the currency has
             * @default 0
             * @example 1130.00
             */
            tax: string;
            /**
             * Tax Code
             * @default none
             */
            tax_code: string;
        };
        /**
         * MappingBody
         * @description Accounts for what is posted from a date on. What no line covers keeps the account it had.
         * @example {
         *       "rules": [
         *         {
         *           "account": "600101",
         *           "role": "revenue",
         *           "tax_code": "VAT13"
         *         },
         *         {
         *           "account": "600199",
         *           "event": "credit-note",
         *           "role": "revenue"
         *         }
         *       ],
         *       "valid_from": "2026-01-01"
         *     }
         */
        MappingBody: {
            /** Rules */
            rules: components["schemas"]["AccountRuleBody"][];
            /**
             * Valid From
             * @example 2026-03-31
             */
            valid_from: string;
        };
        /**
         * MappingShown
         * @description A dated mapping of an entity's accounts.
         */
        MappingShown: {
            /** Rules */
            rules: components["schemas"]["AccountRuleBody"][];
            /**
             * Valid From
             * Format: date
             */
            valid_from: string;
        };
        /**
         * MergerBody
         * @description Which customer a customer is the same as, from which day on, and why 客户合并.
         * @example {
         *       "into": "C-0100",
         *       "merged_on": "2026-03-31",
         *       "reason": "entered twice"
         *     }
         */
        MergerBody: {
            /**
             * Into
             * @example C-0100
             */
            into: string;
            /**
             * Merged On
             * Format: date
             * @example 2026-03-31
             */
            merged_on: string;
            /** Reason */
            reason: string;
        };
        /**
         * MovedShown
         * @description A closed day, and the first open day that something was posted on instead.
         */
        MovedShown: {
            /**
             * Closed Day
             * @example 2026-03-31
             */
            closed_day: string;
            /**
             * Posted On
             * @example 2026-04-01
             */
            posted_on: string;
        };
        /**
         * MovementShown
         * @description A line of the activity; `amount` is what it adds to the balance, `applied` what moved without changing it.
         */
        MovementShown: {
            /**
             * Amount
             * @example 1130.00
             */
            amount: string;
            /**
             * Applied
             * @example 0.00
             */
            applied: string;
            /**
             * Balance
             * @example 1130.00
             */
            balance: string;
            /**
             * Document
             * @example CN01/invoice/erp/INV-2026-0042
             */
            document: string;
            /**
             * Document Date
             * Format: date
             */
            document_date: string;
            /** Due On */
            due_on: string | null;
            /** Instalment */
            instalment: number | null;
            /** Invoice */
            invoice: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "invoice" | "cancellation" | "payment" | "credit-note" | "allocation" | "allocation-taken-back" | "credit-application" | "credit-taken-back" | "discount" | "small-difference" | "write-off" | "adjustment" | "offset" | "merged" | "reduction-taken-back" | "returned-payment" | "refund" | "advance-application" | "advance-taken-back" | "moved-out" | "moved-in";
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
        };
        /**
         * OpenItemShown
         * @description An open instalment; `disputed` is the part of `open` that the customer contests.
         */
        OpenItemShown: {
            /**
             * Amount
             * @example 1130.00
             */
            amount: string;
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
             * Disputed
             * @example 200.00
             */
            disputed: string;
            /**
             * Document Date
             * Format: date
             */
            document_date: string;
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
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Open
             * @example 630.00
             */
            open: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
        };
        /** Page[AppliedShown] */
        Page_AppliedShown_: {
            /** Items */
            items: components["schemas"]["AppliedShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[ClaimShown] */
        Page_ClaimShown_: {
            /** Items */
            items: components["schemas"]["ClaimShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[ControlBalanceShown] */
        Page_ControlBalanceShown_: {
            /** Items */
            items: components["schemas"]["ControlBalanceShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[CustomerDocumentShown] */
        Page_CustomerDocumentShown_: {
            /** Items */
            items: components["schemas"]["CustomerDocumentShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[CustomerShown] */
        Page_CustomerShown_: {
            /** Items */
            items: components["schemas"]["CustomerShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[DifferenceShown] */
        Page_DifferenceShown_: {
            /** Items */
            items: components["schemas"]["DifferenceShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[DisputeShown] */
        Page_DisputeShown_: {
            /** Items */
            items: components["schemas"]["DisputeShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[DraftListed] */
        Page_DraftListed_: {
            /** Items */
            items: components["schemas"]["DraftListed"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[EntityShown] */
        Page_EntityShown_: {
            /** Items */
            items: components["schemas"]["EntityShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[ExchangeRateShown] */
        Page_ExchangeRateShown_: {
            /** Items */
            items: components["schemas"]["ExchangeRateShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[HistoryShown] */
        Page_HistoryShown_: {
            /** Items */
            items: components["schemas"]["HistoryShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[IssuedStatementShown] */
        Page_IssuedStatementShown_: {
            /** Items */
            items: components["schemas"]["IssuedStatementShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[ItemLimitationShown] */
        Page_ItemLimitationShown_: {
            /** Items */
            items: components["schemas"]["ItemLimitationShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[JournalLineShown] */
        Page_JournalLineShown_: {
            /** Items */
            items: components["schemas"]["JournalLineShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[OpenItemShown] */
        Page_OpenItemShown_: {
            /** Items */
            items: components["schemas"]["OpenItemShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[PeriodShown] */
        Page_PeriodShown_: {
            /** Items */
            items: components["schemas"]["PeriodShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[RateTableShown] */
        Page_RateTableShown_: {
            /** Items */
            items: components["schemas"]["RateTableShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[ReconciliationShown] */
        Page_ReconciliationShown_: {
            /** Items */
            items: components["schemas"]["ReconciliationShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[UnappliedShown] */
        Page_UnappliedShown_: {
            /** Items */
            items: components["schemas"]["UnappliedShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[UnidentifiedShown] */
        Page_UnidentifiedShown_: {
            /** Items */
            items: components["schemas"]["UnidentifiedShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[WaitingShown] */
        Page_WaitingShown_: {
            /** Items */
            items: components["schemas"]["WaitingShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /** Page[WriteOffShown] */
        Page_WriteOffShown_: {
            /** Items */
            items: components["schemas"]["WriteOffShown"][];
            /**
             * Next
             * @description The cursor of the next page; none on the last
             */
            next?: string | null;
        };
        /**
         * PaymentBody
         * @description Money received. `allocate: auto` applies what is stated, then what the reference names, then in the entity's
         *     order; the rest stays on account. `none` applies what is stated and keeps the rest for a person.
         *
         *     What is stated for invoices of other customers moves to them, and for invoices in another currency is exchanged.
         *     With an `order` it is an advance for it, and settles only that order's invoices. Without a customer, but with the
         *     `bank_account` it came to, it is unidentified.
         * @example {
         *       "allocations": [
         *         {
         *           "amount": "1130.00",
         *           "invoice": "erp/INV-2026-0042"
         *         }
         *       ],
         *       "amount": "1200.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "document_date": "2026-03-31",
         *       "entity": "CN01",
         *       "number": "2026-03-31/17",
         *       "reference": "INV-2026-0042",
         *       "source": "bank"
         *     }
         */
        PaymentBody: {
            /**
             * Allocate
             * @default auto
             * @enum {string}
             */
            allocate: "auto" | "none";
            /** Allocations */
            allocations?: components["schemas"]["GroupAllocationBody"][] | null;
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
            /** Bank Account */
            bank_account?: string | null;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /** Customer */
            customer?: string | null;
            /**
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exchange Rate
             * @description So much of the entity's own currency 本位币 for one unit of the document's 汇率; by default the newest rate entered for its day
             * @example 7.1782
             */
            exchange_rate?: string | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Opening
             * @description Was on account when these books began, and comes to no bank
             * @default false
             */
            opening: boolean;
            /** Order */
            order?: string | null;
            /** Posted On */
            posted_on?: string | null;
            /** Reference */
            reference?: string | null;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /** Value Date */
            value_date?: string | null;
        };
        /**
         * PaymentLine
         * @description A payment.
         * @example {
         *       "allocations": [
         *         {
         *           "amount": "1130.00",
         *           "invoice": "erp/INV-2026-0042"
         *         }
         *       ],
         *       "amount": "1200.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "document_date": "2026-03-31",
         *       "entity": "CN01",
         *       "number": "2026-03-31/17",
         *       "reference": "INV-2026-0042",
         *       "source": "bank"
         *     }
         */
        PaymentLine: {
            /**
             * Allocate
             * @default auto
             * @enum {string}
             */
            allocate: "auto" | "none";
            /**
             * Allocations
             * @default null
             */
            allocations: components["schemas"]["GroupAllocationBody"][] | null;
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
            /**
             * Bank Account
             * @default null
             */
            bank_account: string | null;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Customer
             * @default null
             */
            customer: string | null;
            /**
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exchange Rate
             * @description So much of the entity's own currency 本位币 for one unit of the document's 汇率; by default the newest rate entered for its day
             * @default null
             * @example 7.1782
             */
            exchange_rate: string | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Opening
             * @description Was on account when these books began, and comes to no bank
             * @default false
             */
            opening: boolean;
            /**
             * Order
             * @default null
             */
            order: string | null;
            /**
             * Posted On
             * @default null
             */
            posted_on: string | null;
            /**
             * Reference
             * @default null
             */
            reference: string | null;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "payment";
            /**
             * Value Date
             * @default null
             */
            value_date: string | null;
        };
        /**
         * PaymentShown
         * @description A payment as it stands; `unapplied` is on account, or of an `order` an advance for it.
         */
        PaymentShown: {
            /**
             * Amount
             * @example 1200.00
             */
            amount: string;
            /** Applied */
            applied: components["schemas"]["AppliedShown"][];
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
             * Document Date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Held
             * @description Waits for a person; nothing is applied by rule
             */
            held: boolean;
            /**
             * Id
             * @example CN01/payment/bank/2026-03-31%2F17
             */
            id: string;
            /**
             * Moved From
             * @description The closed day it would have been posted on
             */
            moved_from: string | null;
            /**
             * Number
             * @example 2026-03-31/17
             */
            number: string;
            /**
             * Order
             * @example SO-2026-118
             */
            order: string | null;
            /**
             * Origin
             * @description What it was before it came from another customer
             * @example CN01/payment/bank/2026-03-31%2F17
             */
            origin: string | null;
            /**
             * Paid Out
             * @description Returned, refunded or moved to another customer
             * @example 0.00
             */
            paid_out: string;
            /**
             * Posted On
             * @example 2026-03-31
             */
            posted_on: string;
            /** Reference */
            reference: string | null;
            /**
             * Source
             * @example bank
             */
            source: string;
            /**
             * Unapplied
             * @example 70.00
             */
            unapplied: string;
            /**
             * Value Date
             * @example 2026-03-31
             */
            value_date: string;
        };
        /**
         * PeriodShown
         * @description A close, with what it found, or a reopening, with its reason; `closed_until` is the last closed day after it.
         */
        PeriodShown: {
            /**
             * Change
             * @enum {string}
             */
            change: "closed" | "reopened";
            checklist: components["schemas"]["ChecklistShown"] | null;
            /**
             * Closed From
             * @description The first day that this close closed; none for the first close
             */
            closed_from: string | null;
            /**
             * Closed Until
             * Format: date
             */
            closed_until: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** Reason */
            reason: string | null;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Reopened From */
            reopened_from: string | null;
            /** Reopened Until */
            reopened_until: string | null;
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
         * ProposalBody
         * @description What will not come: of an invoice, one instalment of it, or an amount; by default all that is open.
         * @example {
         *       "amount": "630.00",
         *       "customer": "C-0100",
         *       "entity": "CN01",
         *       "invoice": "INV-2026-0042",
         *       "number": "W-4",
         *       "proposed_on": "2026-11-02",
         *       "reason": "insolvent, no assets"
         *     }
         */
        ProposalBody: {
            /** Amount */
            amount?: string | null;
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
            /** Instalment */
            instalment?: number | null;
            /**
             * Invoice
             * @description An invoice by its number, as `source/number`, or by its id
             * @example INV-2026-0042
             * @example erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Proposed On
             * Format: date
             * @example 2026-03-31
             */
            proposed_on: string;
            /** Reason */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
        };
        /**
         * QuotedRateBody
         * @description So much of the entity's own currency for `per` units of another, on a day, as its source quotes it.
         */
        QuotedRateBody: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Per
             * @description 1, 10, 100, 1000 or 10000 units; some sources quote a hundred yen
             * @default 1
             */
            per: number;
            /**
             * Rate
             * @description So much of the entity's own currency for one unit of the other
             * @example 7.1782
             */
            rate: string;
            /**
             * Source
             * @example PBOC central parity
             */
            source: string;
            /**
             * Valid On
             * Format: date
             * @example 2026-03-31
             */
            valid_on: string;
        };
        /**
         * RateBody
         * @description A rate in percent from a date on: agreed with customers, or of the law since the table shipped.
         * @example {
         *       "percent": "12.00",
         *       "source": "terms of delivery 2026, 7.2"
         *     }
         */
        RateBody: {
            /**
             * Percent
             * @example 12.00
             */
            percent: string;
            /** Source */
            source: string;
        };
        /**
         * RateShown
         * @description A rate in percent that holds from a date on; per year, or per day where the table counts so.
         */
        RateShown: {
            /**
             * Percent
             * @example 12.25
             */
            percent: string;
            /** Source */
            source: string;
            /**
             * Valid From
             * Format: date
             */
            valid_from: string;
        };
        /**
         * RateTableShown
         * @description A table with the rates that ship, and those an entity has stated over them.
         */
        RateTableShown: {
            /**
             * As Of
             * Format: date
             * @description When its rates were last compared with their sources
             */
            as_of: string;
            /**
             * Day Count
             * @example act/365
             */
            day_count: string;
            /**
             * Fees
             * @description The law's fixed sums by size of the debt
             * @example [
             *       "from 0.00: 40.00 EUR"
             *     ]
             */
            fees: string[];
            /**
             * Following
             * @enum {string}
             */
            following: "follows" | "fixed-at-start";
            /**
             * Known Until
             * @description Of later days interest is claimed once the entity states the rate
             */
            known_until: string | null;
            /**
             * Name
             * @example eu-2011-7
             */
            name: string;
            /** Rates */
            rates: components["schemas"]["RateShown"][];
            /** Source */
            source: string;
            /** Title */
            title: string;
        };
        /**
         * RecognitionBody
         * @description When a claim comes into the books: all that is left of it, or an amount; `tax` is a part of that.
         *
         *     It bears no tax and is due at once, unless stated.
         * @example {
         *       "due_date": "2026-05-18",
         *       "posted_on": "2026-05-04"
         *     }
         */
        RecognitionBody: {
            /** Amount */
            amount?: string | null;
            /** Due Date */
            due_date?: string | null;
            /**
             * Posted On
             * Format: date
             * @example 2026-03-31
             */
            posted_on: string;
            /** Tax */
            tax?: string | null;
            /**
             * Tax Code
             * @default none
             */
            tax_code: string;
        };
        /**
         * ReconciliationRecorded
         * @description A comparison that was made now, with the rows that could not be read.
         */
        ReconciliationRecorded: {
            /** Amount Differs */
            amount_differs: number;
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /**
             * Bad Rows
             * @description The first 1000
             */
            bad_rows: components["schemas"]["BadRowShown"][];
            /** Date Differs */
            date_differs: number;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Id
             * @example CN01/reconciliation/gl/2026-03
             */
            id: string;
            /**
             * Level
             * @enum {string}
             */
            level: "customer" | "document";
            /** Matched */
            matched: number;
            /** Missing Here */
            missing_here: number;
            /** Missing There */
            missing_there: number;
            /**
             * Number
             * @example 2026-03
             */
            number: string;
            /** Open */
            open: number;
            /** Rows */
            rows: number;
            /**
             * Source
             * @example gl
             */
            source: string;
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "repeated";
            /** Totals */
            totals: components["schemas"]["ComparedTotalShown"][];
            /** Unreadable */
            unreadable: number;
        };
        /**
         * ReconciliationShown
         * @description A comparison: how much agreed, how much did not, and how many differences are still open.
         */
        ReconciliationShown: {
            /** Amount Differs */
            amount_differs: number;
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Date Differs */
            date_differs: number;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Id
             * @example CN01/reconciliation/gl/2026-03
             */
            id: string;
            /**
             * Level
             * @enum {string}
             */
            level: "customer" | "document";
            /** Matched */
            matched: number;
            /** Missing Here */
            missing_here: number;
            /** Missing There */
            missing_there: number;
            /**
             * Number
             * @example 2026-03
             */
            number: string;
            /** Open */
            open: number;
            /** Rows */
            rows: number;
            /**
             * Source
             * @example gl
             */
            source: string;
            /** Totals */
            totals: components["schemas"]["ComparedTotalShown"][];
            /** Unreadable */
            unreadable: number;
        };
        /**
         * RecoveryBody
         * @description Money that came for what had been written off; `write_off` is its number.
         * @example {
         *       "amount": "63.00",
         *       "currency": "CNY",
         *       "customer": "C-0100",
         *       "document_date": "2027-02-11",
         *       "entity": "CN01",
         *       "number": "REC-1",
         *       "source": "erp",
         *       "write_off": "W-4"
         *     }
         */
        RecoveryBody: {
            /**
             * Amount
             * @description A decimal string with no more decimals than the currency has
             * @example 1130.00
             */
            amount: string;
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
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exchange Rate
             * @description So much of the entity's own currency 本位币 for one unit of the document's 汇率; by default the newest rate entered for its day
             * @example 7.1782
             */
            exchange_rate?: string | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /** Posted On */
            posted_on?: string | null;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * Write Off
             * @example INV-2026-0042
             */
            write_off: string;
        };
        /**
         * RefundBody
         * @description Money paid back: of a payment on account or an open credit note, named by its id; by default all that is left.
         *
         *     What nobody knows whose it is goes back from the `bank_account` it came to.
         * @example {
         *       "amount": "70.00",
         *       "customer": "C-0100",
         *       "document": "CN01/payment/bank/2026-03-31%2F17",
         *       "document_date": "2026-04-02",
         *       "entity": "CN01",
         *       "number": "R-3",
         *       "reason": "paid twice"
         *     }
         */
        RefundBody: {
            /** Amount */
            amount?: string | null;
            /** Bank Account */
            bank_account?: string | null;
            /** Customer */
            customer?: string | null;
            /** Document */
            document: string;
            /**
             * Document Date
             * Format: date
             * @example 2026-03-31
             */
            document_date: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Exchange Rate
             * @description So much of the entity's own currency 本位币 for one unit of the document's 汇率; by default the newest rate entered for its day
             * @example 7.1782
             */
            exchange_rate?: string | null;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /** Posted On */
            posted_on?: string | null;
            /** Reason */
            reason: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
        };
        /**
         * ReopenBody
         * @description Open the closed days from one on again, and say why.
         * @example {
         *       "entity": "CN01",
         *       "from": "2026-03-01",
         *       "reason": "the auditor's correction of March"
         *     }
         */
        ReopenBody: {
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * From
             * @example 2026-03-31
             */
            from: string;
            /** Reason */
            reason: string;
        };
        /**
         * ResolutionLine
         * @description The end of a dispute.
         * @example {
         *       "outcome": "accepted",
         *       "resolved_on": "2026-03-19"
         *     }
         */
        ResolutionLine: {
            /**
             * Customer
             * @default null
             */
            customer: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "accepted" | "rejected" | "withdrawn";
            /**
             * Resolved On
             * Format: date
             * @example 2026-03-31
             */
            resolved_on: string;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "dispute-resolution";
        };
        /**
         * ReturnBody
         * @description What the bank says about a payment it took back; a `fee` is charged on as an invoice of its own.
         * @example {
         *       "customer": "C-0100",
         *       "fee": "15.00",
         *       "reason": "insufficient funds",
         *       "returned_on": "2026-04-02"
         *     }
         */
        ReturnBody: {
            /** Bank Account */
            bank_account?: string | null;
            /** Customer */
            customer?: string | null;
            /** Fee */
            fee?: string | null;
            /** Posted On */
            posted_on?: string | null;
            /** Reason */
            reason: string;
            /**
             * Returned On
             * Format: date
             * @example 2026-03-31
             */
            returned_on: string;
        };
        /**
         * RevaluationBody
         * @description Take all balances in other currencies to the rates of a day, usually the last of a month; undone the next day.
         * @example {
         *       "entity": "CN01",
         *       "revalued_on": "2026-03-31"
         *     }
         */
        RevaluationBody: {
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Revalued On
             * Format: date
             * @example 2026-03-31
             */
            revalued_on: string;
        };
        /**
         * RevaluationShown
         * @description A revaluation as it was carried out; a second one of the same day says what had changed since the first.
         */
        RevaluationShown: {
            /** Currencies */
            currencies: components["schemas"]["CurrencyRevalued"][];
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Functional Currency
             * @example CNY
             */
            functional_currency: string;
            /**
             * Left Out
             * @description Balances that have no worth in the own currency, as a part was posted before rates were kept; the first 1,000
             */
            left_out: components["schemas"]["BalanceLeftOut"][];
            /**
             * Revalued On
             * Format: date
             */
            revalued_on: string;
            /**
             * Reversed On
             * Format: date
             */
            reversed_on: string;
        };
        /**
         * ResolutionBody
         * @description How a dispute ended: the customer was right, was not, or took it back.
         * @example {
         *       "outcome": "accepted",
         *       "resolved_on": "2026-03-19"
         *     }
         */
        services__ledger__routes__disputes__ResolutionBody: {
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "accepted" | "rejected" | "withdrawn";
            /**
             * Resolved On
             * Format: date
             * @example 2026-03-31
             */
            resolved_on: string;
        };
        /**
         * ResolutionBody
         * @description Why a difference is no longer one.
         * @example {
         *       "id": "CN01/difference/C-0100/customer-CNY",
         *       "note": "booked by the ERP in April"
         *     }
         */
        services__ledger__routes__reconciliations__ResolutionBody: {
            /**
             * Id
             * @description The difference's id
             */
            id: string;
            /** Note */
            note: string;
        };
        /**
         * ShareOfTermsShown
         * @description A part of every invoice, or a discount.
         */
        ShareOfTermsShown: {
            due: components["schemas"]["DueShown"];
            /**
             * Percent
             * @example 30
             */
            percent: string;
        };
        /**
         * ShareShown
         * @description A part of a document by tax code and dimensions.
         */
        ShareShown: {
            /** Dimensions */
            dimensions: {
                [key: string]: string;
            };
            /**
             * Net
             * @example 1000.00
             */
            net: string;
            /** Revenue Account */
            revenue_account: string | null;
            /**
             * Tax
             * @example 130.00
             */
            tax: string;
            /**
             * Tax Code
             * @example VAT13
             */
            tax_code: string;
        };
        /**
         * StatedBalanceShown
         * @description What a statement says is owed in a currency.
         */
        StatedBalanceShown: {
            /**
             * Balance
             * @example 630.00
             */
            balance: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
        };
        /**
         * StatementAdvanceShown
         * @description An advance for an order of which something was not applied on the day; it is no part of the balance.
         */
        StatementAdvanceShown: {
            /**
             * Amount
             * @example 1200.00
             */
            amount: string;
            /**
             * Document
             * @example CN01/payment/erp/P-1
             */
            document: string;
            /**
             * Document Date
             * Format: date
             */
            document_date: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "payment" | "credit-note";
            /**
             * Number
             * @example P-1
             */
            number: string;
            /**
             * Order
             * @example SO-2026-118
             */
            order: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
            /**
             * Unapplied
             * @example 70.00
             */
            unapplied: string;
        };
        /**
         * StatementBody
         * @description Which statement to issue; without a date as of today.
         * @example {
         *       "as_of": "2026-03-31",
         *       "form": "open-items",
         *       "format": "html",
         *       "language": "zh"
         *     }
         */
        StatementBody: {
            /** As Of */
            as_of?: string | null;
            /**
             * Form
             * @default open-items
             * @enum {string}
             */
            form: "open-items" | "activity";
            /**
             * Format
             * @default html
             * @enum {string}
             */
            format: "html" | "json";
            /** From */
            from?: string | null;
            /**
             * Language
             * @description Default: the customer's
             */
            language?: ("zh" | "en") | null;
        };
        /**
         * StatementCurrencyShown
         * @description A statement in one currency; `closing` = `receivable` − `on_account` − `open_credits`. Advances stand beside.
         */
        StatementCurrencyShown: {
            /** Advances */
            advances: components["schemas"]["StatementAdvanceShown"][];
            /** Closing */
            closing: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /** Funds */
            funds: components["schemas"]["StatementFundsShown"][];
            /** Items */
            items: components["schemas"]["StatementItemShown"][];
            /** Movements */
            movements: components["schemas"]["MovementShown"][];
            /** On Account */
            on_account: string;
            /** Open Credits */
            open_credits: string;
            /** Opening */
            opening: string;
            /** Overdue */
            overdue: string;
            /** Receivable */
            receivable: string;
        };
        /**
         * StatementDifferenceShown
         * @description What the debtor did not agree with, and the dispute that began with it.
         */
        StatementDifferenceShown: {
            /**
             * Answered On
             * Format: date
             */
            answered_on: string;
            /** Currency */
            currency: string;
            /** Difference */
            difference: string;
            /** Dispute */
            dispute: string | null;
            /** Invoice */
            invoice: string | null;
            /** Note */
            note: string;
        };
        /**
         * StatementFundsShown
         * @description A payment or credit note of which something was not applied on the day.
         */
        StatementFundsShown: {
            /**
             * Amount
             * @example 1200.00
             */
            amount: string;
            /**
             * Document
             * @example CN01/payment/erp/P-1
             */
            document: string;
            /**
             * Document Date
             * Format: date
             */
            document_date: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "payment" | "credit-note";
            /**
             * Number
             * @example P-1
             */
            number: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
            /**
             * Unapplied
             * @example 70.00
             */
            unapplied: string;
        };
        /**
         * StatementItemShown
         * @description An instalment that was open on the day.
         */
        StatementItemShown: {
            /**
             * Amount
             * @example 1130.00
             */
            amount: string;
            /** Days Overdue */
            days_overdue: number;
            /**
             * Document Date
             * Format: date
             */
            document_date: string;
            /**
             * Due On
             * Format: date
             */
            due_on: string;
            /** Instalment */
            instalment: number;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Open
             * @example 630.00
             */
            open: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
        };
        /**
         * StatementRecorded
         * @description What became of a statement, of an answer to one, or of an acknowledgement.
         */
        StatementRecorded: {
            /**
             * Dispute
             * @description The dispute that began with it
             */
            dispute?: string | null;
            /**
             * Id
             * @example CN01/statement/C-0100/2026-03-31-4f2ab10c99de
             */
            id: string;
            /**
             * Number
             * @example 2026-03-31-4f2ab10c99de
             */
            number?: string | null;
            /** Sha256 */
            sha256?: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "repeated";
        };
        /**
         * StatementShown
         * @description What a customer owes, or owed then.
         */
        StatementShown: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Currencies */
            currencies: components["schemas"]["StatementCurrencyShown"][];
            /**
             * Customer
             * @example C-0100
             */
            customer: string;
            /** Customer Name */
            customer_name: string;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /** Entity Name */
            entity_name: string;
            /**
             * Form
             * @enum {string}
             */
            form: "open-items" | "activity";
            /** From */
            from: string | null;
        };
        /**
         * StepShown
         * @description What one event did to the open amount.
         */
        StepShown: {
            /**
             * Counts On
             * Format: date
             */
            counts_on: string;
            /**
             * Document
             * @example CN01/payment/erp/P-1
             */
            document: string;
            /**
             * Effect
             * @example -500.00
             */
            effect: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "issued" | "applied" | "taken-back" | "reduced" | "restored" | "cancelled";
            /**
             * Open
             * @description The open amount behind it
             * @example 630.00
             */
            open: string;
            /**
             * Position
             * @example huikuan.ledger:1.7.42
             */
            position: string;
            /** Principal */
            principal: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /**
             * Rule
             * @description How an allocation found the invoice, or the kind of a reduction
             * @example reference
             */
            rule: string | null;
            words: components["schemas"]["WordsShown"];
        };
        /**
         * TermsBody
         * @description Payment terms 付款条件: `instalments` of 100 % together, `discounts` for paying early, and the `shift` 节假日顺延
         *     of dates on which nobody works by the entity's calendar. Parts are exact to the cent; discounts are rounded half up.
         * @example {
         *       "discounts": [
         *         {
         *           "due": {
         *             "days": 10
         *           },
         *           "percent": "2"
         *         }
         *       ],
         *       "instalments": [
         *         {
         *           "due": {
         *             "days": 0
         *           },
         *           "percent": "30"
         *         },
         *         {
         *           "due": {
         *             "days": 30,
         *             "event": "acceptance"
         *           },
         *           "percent": "65"
         *         },
         *         {
         *           "due": {
         *             "event": "warranty-end"
         *           },
         *           "percent": "5"
         *         }
         *       ],
         *       "shift": "following"
         *     }
         */
        TermsBody: {
            /** Discounts */
            discounts?: components["schemas"]["DiscountBody"][];
            /** Instalments */
            instalments: components["schemas"]["TermsPartBody"][];
            /**
             * Shift
             * @description none 不顺延; following: to the next working day 顺延; preceding: to the one before 提前; modified-following: to the next one unless it lies in another month, then to the one before
             * @default none
             * @enum {string}
             */
            shift: "none" | "following" | "preceding" | "modified-following";
        };
        /**
         * TermsPartBody
         * @description A part of every invoice 分期: its share, and when it falls due.
         */
        TermsPartBody: {
            due: components["schemas"]["DueBody"];
            /**
             * Percent
             * @description A decimal string with at most two decimals
             * @default 100
             * @example 30
             * @example 33.34
             */
            percent: string;
        };
        /**
         * TermsShown
         * @description Payment terms as they were agreed.
         */
        TermsShown: {
            /** Discounts */
            discounts: components["schemas"]["ShareOfTermsShown"][];
            /** Instalments */
            instalments: components["schemas"]["ShareOfTermsShown"][];
            /**
             * Shift
             * @example following
             */
            shift: string;
        };
        /**
         * TransferBody
         * @description What a payment or credit note holds goes to another customer, by default all of it, and settles what is open
         *     there; `allocate: none` leaves it for a person.
         *
         *     Money that is nobody's yet is named by its `bank_account` instead of a customer. With an `order` it arrives as an
         *     advance for it; to the same customer it can go, too, from an advance to on account or the other way, and into
         *     another `currency`. To where it came from it goes back into the very document it had left.
         * @example {
         *       "bank_account": "ICBC-4711",
         *       "entity": "CN01",
         *       "moved_on": "2026-04-02",
         *       "number": "2026-03-31/18",
         *       "reason": "the payer called",
         *       "source": "bank",
         *       "to_customer": "C-0101",
         *       "transfer": "T-7"
         *     }
         */
        TransferBody: {
            /**
             * Allocate
             * @default auto
             * @enum {string}
             */
            allocate: "auto" | "none";
            /** Amount */
            amount?: string | null;
            /** Bank Account */
            bank_account?: string | null;
            /**
             * Currency
             * @description It becomes, to pay what is owed in another currency 换汇
             */
            currency?: string | null;
            /** Customer */
            customer?: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Kind
             * @default payment
             * @enum {string}
             */
            kind: "payment" | "credit-note";
            /**
             * Moved On
             * Format: date
             * @example 2026-03-31
             */
            moved_on: string;
            /**
             * Number
             * @example 2026-03-31/17
             */
            number: string;
            /** Order */
            order?: string | null;
            /** Reason */
            reason: string;
            /**
             * Settles
             * @description How much of that currency it becomes; by default, what it is by the day's rates
             */
            settles?: string | null;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /** To Bank Account */
            to_bank_account?: string | null;
            /** To Customer */
            to_customer?: string | null;
            /**
             * Transfer
             * @description The number of this transfer; it is given once and for ever
             * @example INV-2026-0042
             */
            transfer: string;
        };
        /**
         * TransferLine
         * @description Money that goes to another customer.
         * @example {
         *       "bank_account": "ICBC-4711",
         *       "entity": "CN01",
         *       "moved_on": "2026-04-02",
         *       "number": "2026-03-31/18",
         *       "reason": "the payer called",
         *       "source": "bank",
         *       "to_customer": "C-0101",
         *       "transfer": "T-7"
         *     }
         */
        TransferLine: {
            /**
             * Allocate
             * @default auto
             * @enum {string}
             */
            allocate: "auto" | "none";
            /**
             * Amount
             * @default null
             */
            amount: string | null;
            /**
             * Bank Account
             * @default null
             */
            bank_account: string | null;
            /**
             * Currency
             * @description It becomes, to pay what is owed in another currency 换汇
             * @default null
             */
            currency: string | null;
            /**
             * Customer
             * @default null
             */
            customer: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Kind
             * @default payment
             * @enum {string}
             */
            kind: "payment" | "credit-note";
            /**
             * Moved On
             * Format: date
             * @example 2026-03-31
             */
            moved_on: string;
            /**
             * Number
             * @example 2026-03-31/17
             */
            number: string;
            /**
             * Order
             * @default null
             */
            order: string | null;
            /** Reason */
            reason: string;
            /**
             * Settles
             * @description How much of that currency it becomes; by default, what it is by the day's rates
             * @default null
             */
            settles: string | null;
            /**
             * Source
             * @default erp
             * @example erp
             */
            source: string;
            /**
             * To Bank Account
             * @default null
             */
            to_bank_account: string | null;
            /**
             * To Customer
             * @default null
             */
            to_customer: string | null;
            /**
             * Transfer
             * @description The number of this transfer; it is given once and for ever
             * @example INV-2026-0042
             */
            transfer: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "transfer";
        };
        /**
         * TrialBalance
         * @description Every account of an entity; debits equal credits in each currency, and in the entity's own.
         */
        TrialBalance: {
            /** Accounts */
            accounts: components["schemas"]["AccountBalance"][];
            /** As Of */
            as_of: string | null;
            /**
             * Entity
             * @example CN01
             */
            entity: string;
            /**
             * Functional Currency
             * @example CNY
             */
            functional_currency: string;
            /** Totals */
            totals: components["schemas"]["CurrencyTotal"][];
        };
        /**
         * TrialTotals
         * @description All accounts of a currency together; `difference` is 0.
         */
        TrialTotals: {
            /**
             * Credit
             * @example 2260.00
             */
            credit: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Debit
             * @example 2260.00
             */
            debit: string;
            /**
             * Difference
             * @example 0.00
             */
            difference: string;
        };
        /**
         * UnapplicationBody
         * @description What to take back: from the invoices named, or all. It counts from today, unless stated otherwise.
         * @example {
         *       "invoices": [
         *         "INV-2026-0042"
         *       ],
         *       "reason": "returned by the bank"
         *     }
         */
        UnapplicationBody: {
            /** Invoices */
            invoices?: string[] | null;
            /** Posted On */
            posted_on?: string | null;
            /** Reason */
            reason: string;
        };
        /**
         * UnappliedShown
         * @description A payment on account, an advance for an `order`, or an open credit.
         */
        UnappliedShown: {
            /**
             * Amount
             * @example 1200.00
             */
            amount: string;
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
             * @example CN01/payment/erp/P-1
             */
            document: string;
            /** Held */
            held: boolean;
            /**
             * Order
             * @example SO-2026-118
             */
            order: string | null;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
            /**
             * Unapplied
             * @example 70.00
             */
            unapplied: string;
        };
        /**
         * UnappliedSums
         * @description Money and credits of the closed days that settle nothing yet.
         */
        UnappliedSums: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * On Account
             * @example 70.00
             */
            on_account: string;
            /**
             * Open Credits
             * @example 0.00
             */
            open_credits: string;
        };
        /**
         * UnidentifiedShown
         * @description Money of which nobody knows whose it is.
         */
        UnidentifiedShown: {
            /**
             * Amount
             * @example 1200.00
             */
            amount: string;
            /**
             * Bank Account
             * @example ICBC-4711
             */
            bank_account: string;
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /**
             * Left
             * @description What has not been moved to a customer, or paid back
             * @example 1200.00
             */
            left: string;
            /**
             * Payment
             * @example CN01/payment/bank/2026-03-31%2F18
             */
            payment: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
            /**
             * Reference
             * @example HENGLI GROUP INV 0051
             */
            reference: string | null;
        };
        /**
         * WaitingShown
         * @description An instalment without a due date, and the event that will give it one.
         */
        WaitingShown: {
            /**
             * Amount
             * @example 56.50
             */
            amount: string;
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
             * Document Date
             * Format: date
             */
            document_date: string;
            /**
             * Due Event
             * @example warranty-end
             */
            due_event: string;
            /**
             * Instalment
             * @example 3
             */
            instalment: number;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Number
             * @example INV-2026-0042
             */
            number: string;
            /**
             * Posted On
             * Format: date
             */
            posted_on: string;
        };
        /**
         * WaiverBody
         * @description Why what is left of a claim is given up.
         * @example {
         *       "reason": "goodwill",
         *       "waived_on": "2026-05-04"
         *     }
         */
        WaiverBody: {
            /** Reason */
            reason: string;
            /**
             * Waived On
             * Format: date
             * @example 2026-03-31
             */
            waived_on: string;
        };
        /**
         * WhyShown
         * @description Why so much of an invoice, or of an instalment, is open: the events that make the amount, in their order.
         */
        WhyShown: {
            /**
             * Currency
             * @example CNY
             */
            currency: string;
            /** Instalment */
            instalment: number | null;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string;
            /**
             * Open
             * @example 630.00
             */
            open: string;
            /** Steps */
            steps: components["schemas"]["StepShown"][];
        };
        /**
         * WordsShown
         * @description A sentence in both languages.
         */
        WordsShown: {
            /**
             * En
             * @example Invoice INV-2026-0042 was cancelled: twice.
             */
            en: string;
            /**
             * Zh
             * @example 发票 INV-2026-0042 作废：重复。
             */
            zh: string;
        };
        /**
         * WriteOffShown
         * @description A write-off as it stands.
         */
        WriteOffShown: {
            /**
             * Amount
             * @example 630.00
             */
            amount: string;
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
             * Id
             * @example CN01/write-off/erp/W-4
             */
            id: string;
            /** Instalment */
            instalment: number | null;
            /**
             * Invoice
             * @example CN01/invoice/erp/INV-2026-0042
             */
            invoice: string;
            /** Proposed By */
            proposed_by: string;
            /**
             * Proposed On
             * @example 2026-11-02
             */
            proposed_on: string;
            /** Reason */
            reason: string;
            /**
             * Recovered
             * @example 0.00
             */
            recovered: string;
            /**
             * State
             * @enum {string}
             */
            state: "proposed" | "approved" | "rejected";
            /**
             * Written Off
             * @example 630.00
             */
            written_off: string;
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
    get_accounts_v1_accounts__entity__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
            };
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
                    "application/json": components["schemas"]["ChartShown"];
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
    map_accounts_v1_accounts__entity__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingBody"];
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
                    "application/json": components["schemas"]["MappingShown"];
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
    adjust_v1_adjustments_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdjustmentBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    list_claims_v1_claims_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                entity: string;
                /** @description The id of an invoice */
                invoice?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                status?: ("raised" | "recognised" | "waived" | "reversed") | null;
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
                    "application/json": components["schemas"]["Page_ClaimShown_"];
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
    raise_fee_v1_claims_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeeBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    get_claim_v1_claims__entity___source___number__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["ClaimExplained"];
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
    recognise_claim_v1_claims__entity___source___number__recognise_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecognitionBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    waive_claim_v1_claims__entity___source___number__waive_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WaiverBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    accrue_interest_v1_claims_accrue_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccrualBody"];
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
                    "application/json": components["schemas"]["AccrualShown"];
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
    list_control_balances_v1_control_balances_get: {
        parameters: {
            query: {
                /** @description Of all that is posted until this date; default: of everything */
                as_of?: string | null;
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                entity: string;
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
                    "application/json": components["schemas"]["Page_ControlBalanceShown_"];
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
    issue_credit_note_v1_credit_notes_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreditNoteBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    get_credit_note_v1_credit_notes__entity___source___number__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["CreditNoteShown"];
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
    apply_credit_v1_credit_notes__entity___source___number__applications_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplicationsBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    list_customers_v1_customers_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                entity: string;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description A part of the code or the name */
                q?: string;
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
                    "application/json": components["schemas"]["Page_CustomerShown_"];
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
    get_customer_v1_customers__entity___customer__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                customer: string;
                entity: string;
            };
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
                    "application/json": components["schemas"]["CustomerShown"];
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
    put_customer_v1_customers__entity___customer__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                customer: string;
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerBody"];
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
                    "application/json": components["schemas"]["CustomerRecorded"];
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
    acknowledge_debt_v1_customers__entity___customer__acknowledgements_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                customer: string;
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcknowledgementBody"];
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementRecorded"];
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
    list_customer_allocations_v1_customers__entity___customer__allocations_get: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                customer: string;
                entity: string;
            };
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
                    "application/json": components["schemas"]["Page_AppliedShown_"];
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
    list_customer_documents_v1_customers__entity___customer__documents_get: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string | null;
                kind?: ("invoice" | "payment" | "credit-note" | "dispute" | "discount" | "small-difference" | "write-off" | "adjustment" | "offset" | "refund" | "recovery" | "claim" | "statement" | "acknowledgement" | "reconciliation" | "difference" | "merged") | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description Only those of which something is open */
                open_only?: boolean;
            };
            header?: never;
            path: {
                customer: string;
                entity: string;
            };
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
                    "application/json": components["schemas"]["Page_CustomerDocumentShown_"];
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
    get_customer_history_v1_customers__entity___customer__history_get: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                customer: string;
                entity: string;
            };
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
                    "application/json": components["schemas"]["Page_HistoryShown_"];
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
    mark_insolvent_v1_customers__entity___customer__insolvency_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                customer: string;
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InsolvencyBody"];
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
                    "application/json": components["schemas"]["CustomerRecorded"];
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
    list_limitation_v1_customers__entity___customer__limitation_get: {
        parameters: {
            query?: {
                /** @description Default: today, at the entity's place */
                as_of?: string | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                customer: string;
                entity: string;
            };
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
                    "application/json": components["schemas"]["Page_ItemLimitationShown_"];
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
    merge_customers_v1_customers__entity___customer__merger_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                customer: string;
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergerBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    get_statement_v1_customers__entity___customer__statement_get: {
        parameters: {
            query?: {
                /** @description Default: today, at the entity's place */
                as_of?: string | null;
                form?: "open-items" | "activity";
                /** @description json; html: a page to print and sign; xlsx: a workbook */
                format?: ("html" | "json") | "xlsx";
                /** @description Of activity; default: from the first on */
                from?: string | null;
                /** @description As it was recorded by this instant */
                known_at?: string | null;
                /** @description Default: the customer's language, or English */
                lang?: ("zh" | "en") | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                customer: string;
                entity: string;
            };
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
            /** @description The statement */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementShown"];
                    "text/html": unknown;
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
    issue_statement_v1_customers__entity___customer__statements_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                customer: string;
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatementBody"];
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementRecorded"];
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
    list_disputes_v1_disputes_get: {
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
                /** @description Only those not resolved */
                open_only?: boolean;
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
                    "application/json": components["schemas"]["Page_DisputeShown_"];
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
    open_dispute_v1_disputes_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisputeBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    get_dispute_v1_disputes__entity___source___number__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["DisputeShown"];
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
    resolve_dispute_v1_disputes__entity___source___number__resolution_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["services__ledger__routes__disputes__ResolutionBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    post_documents_v1_documents_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cloudevents-batch+json": {
                    data: components["schemas"]["Document"];
                    id: string;
                    source: string;
                    /** @constant */
                    specversion: "1.0";
                    /** @example com.example.erp.invoice */
                    type: string;
                }[];
                "application/json": components["schemas"]["Document"][];
                "application/x-ndjson": components["schemas"]["Document"];
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
            /** @description One line per document, in order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineAnswer"];
                    "application/x-ndjson": unknown;
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
    list_drafts_v1_drafts_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                entity: string;
                kind?: ("invoice" | "payment" | "credit-note" | "adjustment" | "offset") | null;
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
                    "application/json": components["schemas"]["Page_DraftListed_"];
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
    get_draft_v1_drafts__entity___kind___source___number__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                kind: "invoice" | "payment" | "credit-note" | "adjustment" | "offset";
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["DraftShown"];
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
    keep_draft_v1_drafts__entity___kind___source___number__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version this one replaces */
                "if-match"?: string | null;
            };
            path: {
                entity: string;
                kind: "invoice" | "payment" | "credit-note" | "adjustment" | "offset";
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
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
                    "application/json": components["schemas"]["DraftListed"];
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
    delete_draft_v1_drafts__entity___kind___source___number__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version this one replaces */
                "if-match"?: string | null;
            };
            path: {
                entity: string;
                kind: "invoice" | "payment" | "credit-note" | "adjustment" | "offset";
                number: string;
                source: string;
            };
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    post_draft_v1_drafts__entity___kind___source___number__posting_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
                /** @description The ETag of the version this one replaces */
                "if-match"?: string | null;
            };
            path: {
                entity: string;
                kind: "invoice" | "payment" | "credit-note" | "adjustment" | "offset";
                number: string;
                source: string;
            };
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    list_entities_v1_entities_get: {
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
                    "application/json": components["schemas"]["Page_EntityShown_"];
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
    get_entity_v1_entities__entity__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
            };
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
                    "application/json": components["schemas"]["EntityShown"];
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
    configure_entity_v1_entities__entity__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntityBody"];
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
                    "application/json": components["schemas"]["EntityShown"];
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
    list_exchange_rates_v1_entities__entity__exchange_rates_get: {
        parameters: {
            query?: {
                currency?: string | null;
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description Of this day and days before */
                until?: string | null;
            };
            header?: never;
            path: {
                entity: string;
            };
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
                    "application/json": components["schemas"]["Page_ExchangeRateShown_"];
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
    state_exchange_rates_v1_entities__entity__exchange_rates_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExchangeRatesBody"];
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
                    "application/json": components["schemas"]["ExchangeRatesEntered"];
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
    list_rates_v1_entities__entity__interest_rates_get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
            };
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
                    "application/json": components["schemas"]["Page_RateTableShown_"];
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
    state_rate_v1_entities__entity__interest_rates__rate_table___valid_from__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                rate_table: string;
                valid_from: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RateBody"];
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
                    "application/json": components["schemas"]["RateShown"];
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
    get_document_history_v1_history__entity___kind___source___number__get: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                kind: "invoice" | "payment" | "credit-note" | "dispute" | "discount" | "small-difference" | "write-off" | "adjustment" | "offset" | "refund" | "recovery" | "claim" | "statement" | "acknowledgement" | "reconciliation" | "difference" | "merged";
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["Page_HistoryShown_"];
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
    issue_invoice_v1_invoices_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvoiceBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    get_invoice_v1_invoices__entity___source___number__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["InvoiceShown"];
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
    cancel_invoice_v1_invoices__entity___source___number__cancellation_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancellationBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    report_due_event_v1_invoices__entity___source___number__due_events_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DueEventBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    list_journal_v1_journal_get: {
        parameters: {
            query: {
                account?: string | null;
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                entity: string;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                posted_from?: string | null;
                posted_to?: string | null;
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
                    "application/json": components["schemas"]["Page_JournalLineShown_"];
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
    export_journal_v1_journal_export_get: {
        parameters: {
            query: {
                /** @description As of these positions, one of each partition, as the Huikuan-Position of an export gives them; default: of everything recorded */
                at?: string | null;
                /** @description Begin CSV with a byte-order mark, so that Excel reads Chinese */
                bom?: boolean;
                entity: string;
                format?: "csv" | "xlsx";
                /** @description Default: from the beginning */
                from?: string | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description Default: everything posted */
                to?: string | null;
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
            /** @description The file; its last row says it is whole */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                    "text/csv": unknown;
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
    list_open_items_v1_open_items_get: {
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
                    "application/json": components["schemas"]["Page_OpenItemShown_"];
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
    receive_payment_v1_payments_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PaymentBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    get_payment_v1_payments__entity___source___number__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["PaymentShown"];
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
    allocate_payment_v1_payments__entity___source___number__allocations_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AllocationsBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    return_payment_v1_payments__entity___source___number__return_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReturnBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    unapply_payment_v1_payments__entity___source___number__unapplications_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnapplicationBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    list_periods_v1_periods_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                entity: string;
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
                    "application/json": components["schemas"]["Page_PeriodShown_"];
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
    get_checklist_v1_periods_checklist_get: {
        parameters: {
            query: {
                entity: string;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                until: string;
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
                    "application/json": components["schemas"]["ChecklistShown"];
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
    close_period_v1_periods_close_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseBody"];
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeriodShown"];
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
    reopen_period_v1_periods_reopen_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReopenBody"];
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeriodShown"];
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
    list_reconciliations_v1_reconciliations_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                entity: string;
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
                    "application/json": components["schemas"]["Page_ReconciliationShown_"];
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
    post_reconciliation_v1_reconciliations_post: {
        parameters: {
            query?: {
                /** @description Of a CSV file, which has only rows */
                as_of?: string | null;
                /** @description Of a CSV file, which has only rows */
                entity?: string | null;
                /** @description Of a CSV file, which has only rows */
                number?: string | null;
                /** @description Of a CSV file, which has only rows */
                source?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * As Of
                     * @example 2026-03-31
                     */
                    as_of: string;
                    /**
                     * Entity
                     * @example CN01
                     */
                    entity: string;
                    /**
                     * Number
                     * @example INV-2026-0042
                     */
                    number: string;
                    /** Rows */
                    rows: {
                        /** Amount */
                        amount: string;
                        /** Currency */
                        currency: string;
                        /** Customer */
                        customer: string;
                        /**
                         * Date
                         * @default
                         */
                        date?: string;
                        /**
                         * Document
                         * @default
                         */
                        document?: string;
                    }[];
                    /**
                     * Source
                     * @default erp
                     * @example erp
                     */
                    source?: string;
                };
                "text/csv": string;
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
            /** @description The very same was compared before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationRecorded"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationRecorded"];
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
    get_reconciliation_v1_reconciliations__entity___source___number__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["ReconciliationShown"];
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
    list_differences_v1_reconciliations__entity___source___number__differences_get: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Items per page */
                limit?: number;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
                /** @description Only those somebody still has to look at */
                open_only?: boolean;
            };
            header?: never;
            path: {
                entity: string;
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["Page_DifferenceShown_"];
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
    resolve_difference_v1_reconciliations__entity__differences_resolve_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["services__ledger__routes__reconciliations__ResolutionBody"];
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DifferenceResolved"];
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
    recover_v1_recoveries_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoveryBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    refund_v1_refunds_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    revalue_balances_v1_revaluations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevaluationBody"];
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
                    "application/json": components["schemas"]["RevaluationShown"];
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
    list_statements_v1_statements_get: {
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
                    "application/json": components["schemas"]["Page_IssuedStatementShown_"];
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
    get_issued_statement_v1_statements__entity___customer___number__get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                customer: string;
                entity: string;
                number: string;
            };
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
                    "application/json": components["schemas"]["IssuedStatementShown"];
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
    confirm_statement_v1_statements__entity___customer___number__confirmation_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                customer: string;
                entity: string;
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmationBody"];
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementRecorded"];
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
    dispute_statement_v1_statements__entity___customer___number__differences_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                customer: string;
                entity: string;
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisagreementBody"];
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementRecorded"];
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
    get_issued_file_v1_statements__entity___customer___number__file_get: {
        parameters: {
            query?: {
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                customer: string;
                entity: string;
                number: string;
            };
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
            /** @description The statement */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementShown"];
                    "text/html": unknown;
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
    move_money_v1_transfers_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    get_trial_balance_v1_trial_balance_get: {
        parameters: {
            query: {
                /** @description Of all that is posted until this date; default: of everything */
                as_of?: string | null;
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
                    "application/json": components["schemas"]["TrialBalance"];
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
    list_unapplied_v1_unapplied_get: {
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
                    "application/json": components["schemas"]["Page_UnappliedShown_"];
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
    list_unidentified_payments_v1_unidentified_payments_get: {
        parameters: {
            query: {
                bank_account?: string | null;
                /** @description `next` of the page before */
                cursor?: string | null;
                entity: string;
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
                    "application/json": components["schemas"]["Page_UnidentifiedShown_"];
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
    list_waiting_instalments_v1_waiting_instalments_get: {
        parameters: {
            query: {
                /** @description `next` of the page before */
                cursor?: string | null;
                customer?: string | null;
                entity: string;
                event?: ("delivery" | "acceptance" | "invoice-receipt" | "warranty-end") | null;
                /** @description Only of invoices dated before this day */
                issued_before?: string | null;
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
                    "application/json": components["schemas"]["Page_WaitingShown_"];
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
    get_why_v1_why__entity___source___number__get: {
        parameters: {
            query?: {
                instalment?: number | null;
                /** @description Wait until these positions (from Huikuan-Position) are in the answer; 409 if they are late. */
                min_position?: string | null;
            };
            header?: never;
            path: {
                entity: string;
                number: string;
                source: string;
            };
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
                    "application/json": components["schemas"]["WhyShown"];
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
    list_write_offs_v1_write_offs_get: {
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
                state?: ("proposed" | "approved" | "rejected") | null;
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
                    "application/json": components["schemas"]["Page_WriteOffShown_"];
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
    propose_v1_write_offs_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposalBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
    decide_v1_write_offs__entity___source___number__decision_post: {
        parameters: {
            query?: {
                /** @description Only say what would happen: decided on the books as they stand, nothing recorded */
                preview?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; a repeat with the same key and body gets the same answer. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                entity: string;
                number: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
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
            /** @description The very same was recorded before; or, with `preview=true`, what would happen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"] | components["schemas"]["DocumentPreviewed"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentRecorded"];
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
