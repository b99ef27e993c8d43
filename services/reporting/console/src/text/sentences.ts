/** What happened, in one plain sentence: each kind of event of the timeline, in both languages. */
import { amount, longDate, type Language } from "../lib/format.ts";
import { actionName, reasonName, stepName } from "./codes.ts";
import { TEXTS } from "./index.ts";

export type Group = "documents" | "payments" | "dates" | "credit" | "dunning" | "messages" | "master";

export type Data = Readonly<Record<string, unknown>>;

const GROUPS: Record<string, Group> = {
  "customer-registered": "master",
  "customer-details-changed": "master",
  "customer-became-insolvent": "master",
  "customer-merged": "master",
  "invoice-issued": "documents",
  "invoice-cancelled": "documents",
  "credit-note-issued": "documents",
  "credit-applied": "documents",
  "credit-unapplied": "documents",
  "statement-issued": "documents",
  "statement-confirmed": "documents",
  "statement-disputed": "documents",
  "debt-acknowledged": "documents",
  "difference-found": "documents",
  "difference-cleared": "documents",
  "balances-compared": "documents",
  "limitation-configured": "master",
  "interest-rate-stated": "master",
  "exchange-rates-stated": "master",
  "exchange-difference-realised": "payments",
  "balances-revalued": "documents",
  "period-closed": "dates",
  "period-reopened": "dates",
  "receivable-reduced": "documents",
  "receivable-restored": "documents",
  "write-off-proposed": "documents",
  "write-off-rejected": "documents",
  "recovery-received": "payments",
  "payment-returned": "payments",
  "refund-paid": "payments",
  "claim-raised": "documents",
  "interest-accrued": "documents",
  "claim-waived": "documents",
  "claim-recognised": "documents",
  "claim-reversed": "documents",
  "money-moved-out": "payments",
  "money-moved-in": "payments",
  "money-moved-back": "payments",
  "dispute-opened": "documents",
  "dispute-resolved": "documents",
  "payment-received": "payments",
  "payment-allocated": "payments",
  "payment-unapplied": "payments",
  "due-event-reported": "dates",
  "invoice-due-approaching": "dates",
  "invoice-fell-due": "dates",
  "invoice-became-overdue": "dates",
  "invoice-aged": "dates",
  "credit-profile-graded": "credit",
  "order-checked": "credit",
  "reservation-released": "credit",
  "credit-stopped": "credit",
  "credit-resumed": "credit",
  "obligation-created": "dunning",
  "withdrawal-requested": "dunning",
  "obligation-ended": "dunning",
};

/** Messages of notify are whatever is left: new states of a message belong to them too. */
export function groupOf(key: string): Group {
  return GROUPS[key] ?? "messages";
}

/** "CN01/invoice/erp/INV%2F4711" → "INV/4711": the number people know a document by. */
export function number(document: unknown): string {
  const last = text(document).split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function whole(value: unknown): number {
  return typeof value === "number" ? value : Number(text(value));
}

function rows(value: unknown): Data[] {
  return Array.isArray(value) ? (value as Data[]) : [];
}

/** The sentence of one event. A kind we do not know yet is named as it is: nothing is hidden. */
export function sentence(key: string, data: Data, language: Language): string {
  const written = SENTENCES[key]?.(new Reader(data, language), data);
  return written?.[language] ?? key;
}

interface Said {
  readonly en: string;
  readonly zh: string;
}

/** Reads the fields of an event's data for a sentence in one language. */
class Reader {
  readonly #data: Data;
  readonly #language: Language;

  constructor(data: Data, language: Language) {
    this.#data = data;
    this.#language = language;
  }

  money(
    field: string,
    from: Data = this.#data,
    currency: unknown = from["currency"] ?? this.#data["currency"],
  ): string {
    const value = text(from[field]);
    return value === "" ? "" : `${text(currency)} ${amount(value, this.#language)}`;
  }

  date(field: string, from: Data = this.#data): string {
    const value = text(from[field]);
    return value === "" ? "" : longDate(value, this.#language);
  }

  invoice(): string {
    const instalment = whole(this.#data["instalment"]);
    const of = number(this.#data["invoice"]);
    return instalment > 1 ? `${of} (${instalment})` : of;
  }

  parts(): string {
    return rows(this.#data["parts"])
      .map((part) => `${number(part["invoice"])} (${this.money("amount", part)})`)
      .join(this.#language === "zh" ? "、" : ", ");
  }

  totals(field: "totals"): string {
    return rows(this.#data[field])
      .map((total) => this.money("open", total))
      .join(this.#language === "zh" ? "、" : ", ");
  }

  named(names: Record<string, string>, field: string): string {
    const value = text(this.#data[field]);
    return names[value] ?? value;
  }

  reason(field = "reason"): string {
    const value = reasonName(text(this.#data[field]), TEXTS[this.#language]);
    return value === "" ? "" : this.#language === "zh" ? `：${value}` : `: ${value}`;
  }

  step(): string {
    return stepName(text(this.#data["step"]), TEXTS[this.#language]);
  }

  action(field: "action" | "channel" = "action"): string {
    return actionName(text(this.#data[field]), TEXTS[this.#language]);
  }
}

const DECISIONS: Record<string, Said> = {
  approve: { en: "approved", zh: "通过" },
  prepayment: { en: "needs a prepayment", zh: "需预付" },
  hold: { en: "held", zh: "暂停" },
};

const DISPUTE_OUTCOMES: Record<string, Said> = {
  accepted: { en: "was accepted", zh: "已认可" },
  rejected: { en: "was rejected", zh: "已驳回" },
  withdrawn: { en: "was withdrawn by the customer", zh: "已由客户撤回" },
  moved: { en: "went along to the customer merged into", zh: "已随客户合并转出" },
};

const DUE_EVENTS: Record<string, Said> = {
  delivery: { en: "Delivery", zh: "交货" },
  acceptance: { en: "Acceptance", zh: "验收" },
  "invoice-receipt": { en: "Receipt", zh: "被客户收到" },
  "warranty-end": { en: "End of the warranty", zh: "质保期满" },
};

const RULES: Record<string, Said> = {
  explicit: { en: "as instructed", zh: "按指定" },
  reference: { en: "by reference", zh: "按附言匹配" },
  "oldest-first": { en: "oldest first", zh: "先到期先核销" },
  "newest-first": { en: "newest first", zh: "后到期先核销" },
  "cancelled-credit": { en: "after a cancelled credit", zh: "因贷项撤销" },
};

function rule(data: Data): Said {
  const value = text(data["rule"]);
  return RULES[value] ?? { en: value, zh: value };
}

const REDUCTIONS: Record<string, Said> = {
  discount: { en: "Early-payment discount", zh: "现金折扣" },
  "small-difference": { en: "Small difference", zh: "尾差" },
  "write-off": { en: "Write-off", zh: "坏账核销" },
  adjustment: { en: "Adjustment", zh: "应收调减" },
  offset: { en: "Offset against payables", zh: "应收冲应付" },
  merged: { en: "Moved to the customer merged into", zh: "随客户合并转出" },
};

function reduction(data: Data): Said {
  const kind = text(data["kind"]);
  return REDUCTIONS[kind] ?? { en: kind, zh: kind };
}

const lateNote = (data: Data): Said =>
  data["late"] === true ? { en: " (recorded late)", zh: "（补记）" } : { en: "", zh: "" };

const SENTENCES: Record<string, (read: Reader, data: Data) => Said> = {
  "customer-registered": (_, data) => ({
    en: `Registered as a customer with ${text(data["terms_days"])} days' terms.`,
    zh: `登记为客户，账期 ${text(data["terms_days"])} 天。`,
  }),
  "customer-details-changed": () => ({ en: "Customer details changed.", zh: "客户资料变更。" }),
  "customer-became-insolvent": (read) => ({
    en: `Insolvent since ${read.date("since")}.`,
    zh: `自 ${read.date("since")} 起破产。`,
  }),
  "customer-merged": (read, data) => ({
    en: `Merged into customer ${text(data["into"])}${read.reason()}.`,
    zh: `并入客户 ${text(data["into"])}${read.reason()}。`,
  }),
  "invoice-issued": (read, data) => {
    const instalments = rows(data["instalments"]);
    const first = instalments[0] ?? {};
    if (instalments.length === 0) {
      return {
        en: `Invoice ${number(data["invoice"])} over ${read.money("gross")} issued, not due before its event.`,
        zh: `开出发票 ${number(data["invoice"])}，${read.money("gross")}，待约定事件发生后到期。`,
      };
    }
    return instalments.length > 1
      ? {
          en: `Invoice ${number(data["invoice"])} over ${read.money("gross")} issued, in ${instalments.length} instalments from ${read.date("due_on", first)}.`,
          zh: `开出发票 ${number(data["invoice"])}，${read.money("gross")}，分 ${instalments.length} 期，首期 ${read.date("due_on", first)} 到期。`,
        }
      : {
          en: `Invoice ${number(data["invoice"])} over ${read.money("gross")} issued, due ${read.date("due_on", first)}.`,
          zh: `开出发票 ${number(data["invoice"])}，${read.money("gross")}，${read.date("due_on", first)} 到期。`,
        };
  },
  "invoice-cancelled": (read, data) => ({
    en: `Invoice ${number(data["invoice"])} over ${read.money("gross")} cancelled${read.reason()}.`,
    zh: `发票 ${number(data["invoice"])}（${read.money("gross")}）作废${read.reason()}。`,
  }),
  "due-event-reported": (read, data) => {
    const event = DUE_EVENTS[text(data["due_event"])];
    return {
      en: `${event?.en ?? text(data["due_event"])} of invoice ${read.invoice()} on ${read.date("happened_on")}: ${read.money("amount")} due ${read.date("due_on")}.`,
      zh: `发票 ${read.invoice()} 于 ${read.date("happened_on")} ${event?.zh ?? text(data["due_event"])}：${read.money("amount")}，${read.date("due_on")} 到期。`,
    };
  },
  "credit-note-issued": (read, data) => {
    const against = text(data["against"]);
    return {
      en: `Credit note ${number(data["credit_note"])} over ${read.money("gross")} issued${against === "" ? "" : ` against ${number(against)}`}${read.reason()}.`,
      zh: `开出贷项 ${number(data["credit_note"])}，${read.money("gross")}${against === "" ? "" : `，针对 ${number(against)}`}${read.reason()}。`,
    };
  },
  "credit-applied": (read, data) => ({
    en: `Credit note ${number(data["credit_note"])} applied to ${read.parts()}.`,
    zh: `贷项 ${number(data["credit_note"])} 抵扣 ${read.parts()}。`,
  }),
  "credit-unapplied": (read, data) => ({
    en: `Credit note ${number(data["credit_note"])} taken back from ${read.parts()}${read.reason()}.`,
    zh: `撤销贷项 ${number(data["credit_note"])} 对 ${read.parts()} 的抵扣${read.reason()}。`,
  }),
  "payment-received": (read, data) => ({
    en: `Payment ${number(data["payment"])} over ${read.money("amount")} received.`,
    zh: `收到付款 ${number(data["payment"])}，${read.money("amount")}。`,
  }),
  "payment-allocated": (read, data) => ({
    en: `Payment ${number(data["payment"])} allocated ${rule(data).en} to ${read.parts()}.`,
    zh: `付款 ${number(data["payment"])} ${rule(data).zh}核销 ${read.parts()}。`,
  }),
  "payment-unapplied": (read, data) => ({
    en: `Payment ${number(data["payment"])} taken back from ${read.parts()}${read.reason()}.`,
    zh: `撤销付款 ${number(data["payment"])} 对 ${read.parts()} 的核销${read.reason()}。`,
  }),
  "statement-issued": (read) => ({
    en: `Statement of account as of ${read.date("as_of")} issued.`,
    zh: `出具截至 ${read.date("as_of")} 的对账单。`,
  }),
  "statement-confirmed": (read, data) => ({
    en: `Statement ${number(data["statement"])} confirmed on ${read.date("acknowledged_on")}.`,
    zh: `客户于 ${read.date("acknowledged_on")} 确认对账单 ${number(data["statement"])}。`,
  }),
  "statement-disputed": (read, data) => ({
    en: `Statement ${number(data["statement"])} not agreed with, by ${read.money("difference")}${read.reason("note")}.`,
    zh: `客户不认可对账单 ${number(data["statement"])}，差额 ${read.money("difference")}${read.reason("note")}。`,
  }),
  "debt-acknowledged": (read) => ({
    en: `Debt acknowledged on ${read.date("acknowledged_on")}${read.reason("note")}.`,
    zh: `客户于 ${read.date("acknowledged_on")} 确认债务${read.reason("note")}。`,
  }),
  "difference-found": (read, data) => ({
    en: `Other books differ as of ${read.date("as_of")}: ${text(data["document"]) || text(data["currency"])}, ours ${read.money("ours")}, theirs ${read.money("theirs")}.`,
    zh: `截至 ${read.date("as_of")} 账目不符：${text(data["document"]) || text(data["currency"])}，我方 ${read.money("ours")}，对方 ${read.money("theirs")}。`,
  }),
  "difference-cleared": (read) => ({
    en: `Difference to other books over${read.reason("note")}.`,
    zh: `账目差异已消除${read.reason("note")}。`,
  }),
  "balances-compared": (read, data) => ({
    en: `Books compared as of ${read.date("as_of")}: ${text(data["matched"])} agree.`,
    zh: `截至 ${read.date("as_of")} 对账：${text(data["matched"])} 项相符。`,
  }),
  "limitation-configured": (_, data) => ({
    en: `Claims expire after ${text(data["years"])} years.`,
    zh: `诉讼时效为 ${text(data["years"])} 年。`,
  }),
  "exchange-rates-stated": (_, data) => ({
    en: `Exchange rates entered, in ${text(data["functional_currency"])}.`,
    zh: `录入兑 ${text(data["functional_currency"])} 的汇率。`,
  }),
  "exchange-difference-realised": (_, data) => ({
    en: `Exchange difference realised on ${number(data["document"])}.`,
    zh: `${number(data["document"])} 实现汇兑差额。`,
  }),
  "balances-revalued": (read, data) => ({
    en: `Balances in ${text(data["currency"])} revalued at ${text(data["rate"])} for ${read.date("revalued_on")}.`,
    zh: `${read.date("revalued_on")} 按 ${text(data["rate"])} 对 ${text(data["currency"])} 余额调汇。`,
  }),
  "interest-rate-stated": (read, data) => ({
    en: `Interest rate of ${text(data["percent"])} % from ${read.date("valid_from")} on.`,
    zh: `自 ${read.date("valid_from")} 起利率为 ${text(data["percent"])} %。`,
  }),
  "period-closed": (read) => ({
    en: `Books closed until ${read.date("closed_until")}.`,
    zh: `账期关闭至 ${read.date("closed_until")}。`,
  }),
  "period-reopened": (read) => ({
    en: `Days from ${read.date("reopened_from")} on opened again${read.reason()}.`,
    zh: `自 ${read.date("reopened_from")} 起重新开账${read.reason()}。`,
  }),
  "receivable-reduced": (read, data) => ({
    en: `${reduction(data).en}: ${read.money("amount")} taken off ${read.parts()}${read.reason()}.`,
    zh: `${reduction(data).zh}：${read.parts()} 减少 ${read.money("amount")}${read.reason()}。`,
  }),
  "receivable-restored": (read, data) => ({
    en: `${reduction(data).en} taken back: ${read.money("amount")} of ${read.parts()} owed again${read.reason()}.`,
    zh: `撤销${reduction(data).zh}：${read.parts()} 恢复 ${read.money("amount")}${read.reason()}。`,
  }),
  "write-off-proposed": (read, data) => ({
    en: `Write-off of ${read.money("amount")} of invoice ${number(data["invoice"])} proposed${read.reason()}.`,
    zh: `提议核销发票 ${number(data["invoice"])} 的坏账 ${read.money("amount")}${read.reason()}。`,
  }),
  "write-off-rejected": (read, data) => ({
    en: `Write-off ${number(data["write_off"])} rejected${read.reason()}.`,
    zh: `坏账核销 ${number(data["write_off"])} 未获批准${read.reason()}。`,
  }),
  "recovery-received": (read, data) => ({
    en: `${read.money("amount")} recovered of write-off ${number(data["write_off"])}.`,
    zh: `已核销坏账 ${number(data["write_off"])} 收回 ${read.money("amount")}。`,
  }),
  "payment-returned": (read, data) => ({
    en: `Payment ${number(data["payment"])} over ${read.money("amount")} returned by the bank${read.reason()}.`,
    zh: `付款 ${number(data["payment"])}（${read.money("amount")}）被银行退回${read.reason()}。`,
  }),
  "refund-paid": (read, data) => ({
    en: `${read.money("amount")} of ${number(data["document"])} refunded${read.reason()}.`,
    zh: `退还 ${number(data["document"])} 的 ${read.money("amount")}${read.reason()}。`,
  }),
  "claim-raised": (read, data) => {
    const of = text(data["invoice"]) === "" ? "" : read.invoice();
    if (text(data["kind"]) === "interest") {
      return {
        en: `Interest of ${read.money("amount")} on invoice ${of} claimed, from ${read.date("first_on")} to ${read.date("last_on")}.`,
        zh: `主张发票 ${of} 自 ${read.date("first_on")} 至 ${read.date("last_on")} 的逾期利息 ${read.money("amount")}。`,
      };
    }
    return {
      en: `Fee of ${read.money("amount")} claimed${of === "" ? "" : ` for invoice ${of}`}${read.reason()}.`,
      zh: `主张${of === "" ? "" : `发票 ${of} 的`}费用 ${read.money("amount")}${read.reason()}。`,
    };
  },
  "interest-accrued": (read, data) => {
    const claims = rows(data["claims"]);
    const { size } = new Set(claims.map((claim) => `${text(claim["invoice"])} ${text(claim["instalment"])}`));
    const fees = claims.filter((claim) => text(claim["kind"]) === "fee").length;
    const [en, zh] =
      fees === 0
        ? ["Interest", "逾期利息"]
        : fees === claims.length
          ? ["Fixed sums", "定额赔偿"]
          : ["Interest and fixed sums", "逾期利息和定额赔偿"];
    return {
      en: `${en} of ${read.money("amount")} claimed up to ${read.date("raised_on")}, of ${size === 1 ? "one instalment" : `${size} instalments`}.`,
      zh: `截至 ${read.date("raised_on")}，就 ${size} 笔应收主张${zh} ${read.money("amount")}。`,
    };
  },
  "claim-waived": (read, data) => ({
    en: `${read.money("amount")} of claim ${number(data["claim"])} waived${read.reason()}.`,
    zh: `放弃主张 ${number(data["claim"])} 的 ${read.money("amount")}${read.reason()}。`,
  }),
  "claim-recognised": (read, data) => ({
    en: `${read.money("amount")} of claim ${number(data["claim"])} became a receivable.`,
    zh: `主张 ${number(data["claim"])} 的 ${read.money("amount")} 确认为应收账款。`,
  }),
  "claim-reversed": (read, data) => ({
    en: `Claim ${number(data["claim"])} over ${read.money("amount")} reversed${read.reason()}.`,
    zh: `撤销主张 ${number(data["claim"])}（${read.money("amount")}）${read.reason()}。`,
  }),
  "money-moved-out": (read, data) => ({
    en: `${read.money("amount")} of ${number(data["document"])} moved to ${text(data["to_customer"])}${read.reason()}.`,
    zh: `${number(data["document"])} 的 ${read.money("amount")} 转给 ${text(data["to_customer"])}${read.reason()}。`,
  }),
  "money-moved-in": (read, data) => ({
    en: `${read.money("amount")} came from ${text(data["from_customer"])} as ${number(data["document"])}${read.reason()}.`,
    zh: `${text(data["from_customer"])} 转来 ${read.money("amount")}（${number(data["document"])}）${read.reason()}。`,
  }),
  "money-moved-back": (read, data) => ({
    en: `${read.money("amount")} of ${number(data["document"])} came back from ${text(data["from_customer"])}${read.reason()}.`,
    zh: `${text(data["from_customer"])} 退回 ${number(data["document"])} 的 ${read.money("amount")}${read.reason()}。`,
  }),
  "dispute-opened": (read, data) => ({
    en: `${read.money("amount")} of invoice ${read.invoice()} disputed (${number(data["dispute"])})${read.reason()}.`,
    zh: `对发票 ${read.invoice()} 的 ${read.money("amount")} 提出争议（${number(data["dispute"])}）${read.reason()}。`,
  }),
  "dispute-resolved": (_, data) => {
    const outcome = DISPUTE_OUTCOMES[text(data["outcome"])] ?? { en: text(data["outcome"]), zh: text(data["outcome"]) };
    return {
      en: `Dispute ${number(data["dispute"])} about invoice ${number(data["invoice"])} ${outcome.en}.`,
      zh: `发票 ${number(data["invoice"])} 的争议 ${number(data["dispute"])} ${outcome.zh}。`,
    };
  },
  "invoice-due-approaching": (read, data) => ({
    en: `Invoice ${read.invoice()} falls due on ${read.date("due_on")} with ${read.money("open")} open.${lateNote(data).en}`,
    zh: `发票 ${read.invoice()} 将于 ${read.date("due_on")} 到期，未清 ${read.money("open")}${lateNote(data).zh}。`,
  }),
  "invoice-fell-due": (read, data) => ({
    en: `Invoice ${read.invoice()} fell due with ${read.money("open")} open.${lateNote(data).en}`,
    zh: `发票 ${read.invoice()} 到期，未清 ${read.money("open")}${lateNote(data).zh}。`,
  }),
  "invoice-became-overdue": (read, data) => ({
    en: `Invoice ${read.invoice()} is overdue with ${read.money("open")} open.${lateNote(data).en}`,
    zh: `发票 ${read.invoice()} 开始逾期，未清 ${read.money("open")}${lateNote(data).zh}。`,
  }),
  "invoice-aged": (read, data) => ({
    en: `Invoice ${read.invoice()} is ${text(data["days"])} days overdue with ${read.money("open")} open.${lateNote(data).en}`,
    zh: `发票 ${read.invoice()} 已逾期 ${text(data["days"])} 天，未清 ${read.money("open")}${lateNote(data).zh}。`,
  }),
  "credit-profile-graded": (read, data) => ({
    en: `Graded ${text(data["grade"])} (${text(data["score"])} points): limit ${read.money("limit")}, ${text(data["terms_days"])} days' terms.`,
    zh: `评为 ${text(data["grade"])} 级（${text(data["score"])} 分），额度 ${read.money("limit")}，账期 ${text(data["terms_days"])} 天。`,
  }),
  "order-checked": (read, data) => {
    const decision = DECISIONS[text(data["decision"])] ?? { en: text(data["decision"]), zh: text(data["decision"]) };
    return {
      en: `Order ${text(data["order"])} over ${read.money("amount")} ${decision.en}.`,
      zh: `订单 ${text(data["order"])}（${read.money("amount")}）${decision.zh}。`,
    };
  },
  "reservation-released": (read, data) => ({
    en: `The reservation of ${read.money("amount")} for order ${text(data["order"])} was released.`,
    zh: `订单 ${text(data["order"])} 占用的 ${read.money("amount")} 已释放。`,
  }),
  "credit-stopped": (read) => ({ en: `Credit stopped${read.reason()}.`, zh: `停止赊销${read.reason()}。` }),
  "credit-resumed": (read) => ({ en: `Credit resumed${read.reason()}.`, zh: `恢复赊销${read.reason()}。` }),
  "obligation-created": (read) => ({
    en: `Reminder step “${read.step()}” reached: ${read.action()} owed for ${read.totals("totals")}.`,
    zh: `到达催收步骤“${read.step()}”：应做“${read.action()}”，涉及 ${read.totals("totals")}。`,
  }),
  "withdrawal-requested": (read) => ({
    en: `Asked to withdraw the reminder${read.reason()}.`,
    zh: `请求撤回提醒${read.reason()}。`,
  }),
  "obligation-ended": (read) => ({
    en: `${read.action()} ended: ${read.named(TEXTS.en.work.outcomes, "outcome").toLowerCase()}${read.reason()}.`,
    zh: `${read.action()}结束：${read.named(TEXTS.zh.work.outcomes, "outcome")}${read.reason()}。`,
  }),
  "message-queued": (read) => ({
    en: `${read.action("channel")} written and queued.`,
    zh: `${read.action("channel")}已生成，等待发送。`,
  }),
  "message-claimed": (_, data) => ({
    en: `Being sent, attempt ${text(data["attempt"])}.`,
    zh: `正在发送，第 ${text(data["attempt"])} 次。`,
  }),
  "message-deferred": (read, data) => ({
    en: `Attempt ${text(data["attempt"])} did not deliver it; it waits for the next one${read.reason()}.`,
    zh: `第 ${text(data["attempt"])} 次未送达，等待下一次${read.reason()}。`,
  }),
  "message-withdrawal-noted": (read) => ({
    en: `Withdrawal was asked for while it was being sent${read.reason()}.`,
    zh: `发送途中收到撤回请求${read.reason()}。`,
  }),
  "message-sent": () => ({ en: "Message sent.", zh: "消息已发送。" }),
  "message-unknown": (read) => ({
    en: `Nobody can tell whether the message went out${read.reason()}.`,
    zh: `无法确定消息是否发出${read.reason()}。`,
  }),
  "message-undeliverable": (read) => ({
    en: `The message cannot be delivered${read.reason()}.`,
    zh: `消息无法送达${read.reason()}。`,
  }),
  "message-withdrawn": (read) => ({
    en: `The message was withdrawn before it went out${read.reason()}.`,
    zh: `消息在发出前已撤回${read.reason()}。`,
  }),
};
